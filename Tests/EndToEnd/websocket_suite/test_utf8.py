"""Text passes as it is, whether it is UTF-8 or not: that is for the application to judge."""
import pytest

from harness.client import ended
from harness.websocket import Opcode, client_frame, client_frames, frame_head, masked, text, MASK
from .pages import NOT_UTF8
from .rows import BOTH, BYE, TCP, check_close

pytestmark = pytest.mark.holdfast_only("Pushpin cuts the connection without a Close, and stalls at large messages")

VALID = {
    "ASCII": b"Hello world!",
    "Greek": "κόσμε".encode(),
    "first of two bytes": "\x80".encode(),
    "first of three bytes": "\u0800".encode(),
    "first of four bytes": "\U00010000".encode(),
    "NUL": b"\x00",
    "last of one byte": b"\x7f",
    "last of two bytes": "\u07ff".encode(),
    "last of three bytes": "\uffff".encode(),
    "last before the surrogates": "\ud7ff".encode(),
    "first after the surrogates": "\ue000".encode(),
    "replacement character": "\ufffd".encode(),
    "last of all": "\U0010ffff".encode(),
    "byte order mark": "\ufefftext".encode(),
    "not characters": "\ufdd0\ufdef\ufffe\U0001fffe\U0010fffe".encode(),
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈".encode(),
    "long": ("größe ☃ 𝄞 " * 3000).encode(),
}

INVALID = {
    "one continuation byte": b"\x80",
    "last continuation byte": b"\xbf",
    "two continuation bytes": b"\x80\xbf",
    "six continuation bytes": b"\x80\xbf\x80\xbf\x80\xbf",
    "all continuation bytes": bytes(range(0x80, 0xC0)),
    "starts of two bytes": b"".join(b"%c " % byte for byte in range(0xC0, 0xE0)),
    "starts of three bytes": b"".join(b"%c " % byte for byte in range(0xE0, 0xF0)),
    "starts of four bytes": b"".join(b"%c " % byte for byte in range(0xF0, 0xF8)),
    "starts of five bytes": b"\xf8 \xf9 \xfa \xfb ",
    "starts of six bytes": b"\xfc \xfd ",
    "two bytes without the last": b"\xc3",
    "three bytes without the last": b"\xe0\xa0",
    "four bytes without the last": b"\xf0\x90\x80",
    "cut after a start": b"hello \xe2",
    "impossible byte FE": b"\xfe",
    "impossible byte FF": b"\xff",
    "impossible bytes": b"\xfe\xfe\xff\xff",
    "slash in two bytes": b"\xc0\xaf",
    "slash in three bytes": b"\xe0\x80\xaf",
    "slash in four bytes": b"\xf0\x80\x80\xaf",
    "NUL in two bytes": b"\xc0\x80",
    "last overlong two bytes": b"\xc1\xbf",
    "last overlong three bytes": b"\xe0\x9f\xbf",
    "last overlong four bytes": b"\xf0\x8f\xbf\xbf",
    "first high surrogate": b"\xed\xa0\x80",
    "last high surrogate": b"\xed\xaf\xbf",
    "first low surrogate": b"\xed\xb0\x80",
    "last low surrogate": b"\xed\xbf\xbf",
    "pair of surrogates": b"\xed\xa0\x80\xed\xb0\x80",
    "first beyond Unicode": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "six bytes": b"\xfc\x84\x80\x80\x80\x80",
    "broken within": b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited",
}


def each(texts):
    return pytest.mark.parametrize("content", texts.values(), ids=texts.keys())


both = pytest.mark.parametrize("transport", BOTH)


def in_frames(content):
    return client_frames(text(content), max(1, len(content) // 20))


@both
@each({**VALID, **INVALID})
def test_text_is_echoed_byte_for_byte(suite, transport, content):
    with suite.connect(transport) as client:
        client.send(text(content))
        client.send_bytes(in_frames(content))
        assert [client.read(), client.read()] == [text(content)] * 2
        check_close(client)


@both
@each(VALID)
def test_an_application_that_checks_takes_what_is_valid(suite, transport, content):
    with suite.connect(transport, "/validating") as client:
        client.send(text(content))
        client.send_bytes(in_frames(content))
        assert [client.read(), client.read()] == [text(content)] * 2


@both
@pytest.mark.parametrize("as_frames", [False, True], ids=["whole", "in frames"])
@each(INVALID)
def test_an_application_that_checks_closes_with_1007(suite, transport, content, as_frames):
    with suite.connect(transport, "/validating") as client:
        client.send_bytes(in_frames(content) if as_frames else client_frame(Opcode.TEXT, content))
        assert client.read() == NOT_UTF8
        client.send(NOT_UTF8)
        assert ended(client.socket)


def test_an_application_sees_wrong_bytes_before_the_message_is_complete(suite):
    """As Autobahn's 6.4: a connection passes bytes on as they come, within frames and between them."""
    frames = client_frame(Opcode.TEXT, b"good ", final=False) + client_frame(Opcode.CONTINUATION, b"\xff", final=False)
    begun = frame_head(Opcode.TEXT, 100, mask=MASK) + masked(b"good \xff", MASK)
    for sent in (frames, begun):
        with suite.connect(TCP, "/validating") as client:
            client.send_bytes(sent)
            assert client.read() == NOT_UTF8


def test_a_character_may_be_cut_anywhere(suite):
    content = "aé☃𝄞z".encode()
    with suite.connect(TCP, "/validating") as client:
        for end in range(len(content) + 1):
            client.send_bytes(client_frame(Opcode.TEXT, content[:end], final=False))
            client.send_bytes(client_frame(Opcode.CONTINUATION, content[end:]))
            assert client.read() == text(content)
        client.send(BYE)
        assert client.read().opcode == Opcode.CLOSE
