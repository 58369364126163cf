"""The examples of docs/holds.md are true: each response of an origin gives the client what the page says."""
import pathlib
import re

import pytest

from harness.client import Stream
from harness.origin import Answer

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "holds.md"
EXAMPLE = re.compile(r"<!-- example: (\S+) -->\n```http\n(.*?)```\n```client\n(.*?)```", re.DOTALL)
EXAMPLES = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
#: What every page links to.
LAST_PAGE = Answer(b"last page\n")


def parse(text):
    """The status line, the headers and the body of a message as it stands on the page."""
    head, _, body = text.partition("\n\n")
    status, *lines = head.split("\n")
    return status.split(" ", 1)[1], [tuple(line.split(": ", 1)) for line in lines], body.encode()


def test_every_header_has_its_example():
    named = set(re.findall(r"\| `(\S+)` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert named == {name for name, _, _ in EXAMPLES}


@pytest.mark.parametrize("response, expected", [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES])
@pytest.mark.holdfast_only("the page is about Holdfast")
def test_example(start_server, origin, response, expected):
    status, headers, body = parse(response)
    origin.on("/example", Answer(body, status=int(status.split(" ")[0]), headers=tuple(headers)))
    origin.on("/last-page", LAST_PAGE)
    origin.on("/next", Answer(b""))
    server = start_server([f"* {origin.target}"])
    status, headers, body = parse(expected)
    with Stream(server.http_port, "/example") as client:
        assert f"{client.response.status} {client.response.reason}" == status
        shown = [(name, client.response.getheader(name)) for name, _ in headers]
        assert shown == headers
        assert not [name for name, _ in client.response.getheaders() if name.lower().startswith("grip-")]
        assert client.read_until(body.split(b"\n")[-2] + b"\n") == body
