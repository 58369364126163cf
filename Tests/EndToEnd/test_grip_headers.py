"""The examples of docs/holds.md: what the origin answers, and exactly what the client gets for it."""
import re

import pytest

from harness.client import Stream
from harness.origin import Answer
from harness.server import REPOSITORY

TEXT = (REPOSITORY / "docs/holds.md").read_text(encoding="utf-8")

#: Two blocks after a comment with the name.
EXAMPLE = re.compile(r"^<!-- example: (\S+) -->\n+```http\n(.*?)^```\n+```client\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLES = {name: (sent, received) for name, sent, received in EXAMPLE.findall(TEXT)}

#: A header, and at the end of its row the name of an example.
ROW = re.compile(r"^\| `(Grip-[\w-]+)` \|.*\| `([\w-]+)` \|$", re.MULTILINE)


class Message:
    """A response as it stands in the documentation."""

    def __init__(self, text):
        head, _, body = text.partition("\n\n")
        self.start_line, *lines = head.split("\n")
        self.fields = [tuple(line.split(": ", 1)) for line in lines]
        self.body = body.encode()


def test_every_example_is_understood_and_every_header_has_one():
    assert list(EXAMPLES) == re.findall("<!-- example: (.*?) -->", TEXT)
    rows = ROW.findall(TEXT)
    assert [name for name, _ in rows] == re.findall(r"^\| `(Grip-[\w-]+)`", TEXT, re.MULTILINE)
    for name, example in rows:
        assert name in dict(Message(EXAMPLES[example][0]).fields), example


@pytest.mark.holdfast_only("the page is about Holdfast, Pushpin also sends Connection on streams")
@pytest.mark.parametrize(("sent", "received"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_client_gets_what_the_example_says(start_server, origin, sent, received):
    sent, received = Message(sent), Message(received)

    def answer(exchange):
        exchange.read_all()
        fields = [*sent.fields, ("Content-Length", str(len(sent.body)))]
        head = [sent.start_line, *(f"{name}: {value}" for name, value in fields), "", ""]
        exchange.write("\r\n".join(head).encode() + sent.body)

    origin.on("/", answer).on("/last-page", Answer(b"last page\n"))
    server = start_server([f"* {origin.target}"])
    with Stream(server.http_port, "/") as stream:
        assert f"HTTP/1.1 {stream.status} {stream.response.reason}" == received.start_line
        assert stream.response.headers.items() == received.fields
        # A stream may go on after this.
        assert stream.read(len(received.body)) == received.body
        if "Content-Length" in dict(received.fields):
            assert stream.read_to_end() == b""
