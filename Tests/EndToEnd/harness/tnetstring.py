"""Reading tnetstrings (reference: ops 7): text where it is UTF-8, else bytes."""


def loads(data):
    """The value that `data` stands for."""
    value, rest = _parse(data)
    assert not rest, f"bytes after a tnetstring: {rest!r}"
    return value


def _parse(data):
    length, _, rest = data.partition(b":")
    content, kind, rest = rest[: int(length)], rest[int(length) : int(length) + 1], rest[int(length) + 1 :]
    return _READERS[kind](content), rest


def _text(content):
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content


def _list(content):
    values = []
    while content:
        value, content = _parse(content)
        values.append(value)
    return values


def _dictionary(content):
    values = _list(content)
    return dict(zip(values[::2], values[1::2]))


_READERS = {
    b",": _text,
    b"#": int,
    b"^": float,
    b"!": lambda content: content == b"true",
    b"~": lambda content: None,
    b"]": _list,
    b"}": _dictionary,
}
