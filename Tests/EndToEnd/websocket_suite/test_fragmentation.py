"""Messages in several frames, and control frames between these."""
import pytest

from harness.websocket import Opcode, binary, client_frame, client_frames, pong, text
from .rows import bad, check, chopped, good, parametrized

pytestmark = pytest.mark.holdfast_only("Pushpin cuts the connection without a Close, and stalls at large messages")

FIRST = client_frame(Opcode.TEXT, b"fragment1", final=False)
MIDDLE = client_frame(Opcode.CONTINUATION, b"fragment2", final=False)
LAST = client_frame(Opcode.CONTINUATION, b"fragment3")
PING = client_frame(Opcode.PING, b"ping")
PONG = client_frame(Opcode.PONG, b"pong")
WHOLE = text("fragment1fragment2fragment3")
EMPTY_FIRST = client_frame(Opcode.TEXT, final=False)
EMPTY_MIDDLE = client_frame(Opcode.CONTINUATION, final=False)
EMPTY_LAST = client_frame(Opcode.CONTINUATION)


def both_ways(make, name, sent, *rest):
    """A row with everything at once, and one byte by byte."""
    yield make(name, sent, *rest)
    yield make(f"{name}, byte by byte", chopped(sent), *rest)


def allowed():
    yield from both_ways(good, "two frames", FIRST + LAST, text("fragment1fragment3"))
    yield from both_ways(good, "three frames", FIRST + MIDDLE + LAST, WHOLE)
    yield from both_ways(good, "a ping between", FIRST + PING + LAST, pong(b"ping"), text("fragment1fragment3"))
    sent = FIRST + PING + MIDDLE + PING + LAST
    yield from both_ways(good, "pings between", sent, pong(b"ping"), pong(b"ping"), WHOLE)
    yield from both_ways(good, "a pong between", FIRST + PONG + LAST, text("fragment1fragment3"))
    yield from both_ways(good, "three empty frames", EMPTY_FIRST + EMPTY_MIDDLE + EMPTY_LAST, text())
    yield from both_ways(good, "an empty frame at the end", FIRST + MIDDLE + EMPTY_LAST, text("fragment1fragment2"))
    yield from both_ways(good, "an empty frame at the start", EMPTY_FIRST + MIDDLE + LAST, text("fragment2fragment3"))
    yield from both_ways(good, "an empty frame between", FIRST + EMPTY_MIDDLE + LAST, text("fragment1fragment3"))
    yield good("two messages", (FIRST + LAST) * 2, *[text("fragment1fragment3")] * 2)
    whole = client_frame(Opcode.TEXT, b"whole")
    yield good("a whole message after one in frames", FIRST + LAST + whole, text("fragment1fragment3"), text("whole"))
    long = bytes(range(256)) * 64
    yield good("many frames of one byte", client_frames(binary(long[:2000]), 1), binary(long[:2000]))
    yield good("frames of 126", client_frames(binary(long), 126), binary(long))
    yield good("frames around the size of a buffer", client_frames(binary(long), 8192), binary(long))


def forbidden():
    yield from both_ways(bad, "a ping that is not final", client_frame(Opcode.PING, b"ping", final=False))
    yield from both_ways(bad, "a pong that is not final", client_frame(Opcode.PONG, b"pong", final=False))
    yield from both_ways(bad, "a close that is not final", client_frame(Opcode.CLOSE, b"\x03\xe8", final=False))
    yield from both_ways(bad, "a continuation of nothing", LAST)
    yield from both_ways(bad, "an empty continuation of nothing", EMPTY_LAST)
    yield from both_ways(bad, "a continuation of nothing, not final", MIDDLE)
    yield from both_ways(bad, "a continuation of nothing, and a text", LAST + client_frame(Opcode.TEXT, b"text"))
    yield from both_ways(bad, "a text within a text", FIRST + client_frame(Opcode.TEXT, b"new"))
    yield from both_ways(bad, "a binary within a text", FIRST + client_frame(Opcode.BINARY, b"new"))
    yield bad("a text within a binary", client_frame(Opcode.BINARY, b"old", final=False) + client_frame(Opcode.TEXT))
    yield bad("a start within a message", FIRST + FIRST)
    yield bad("a ping that is not final within a message", FIRST + client_frame(Opcode.PING, final=False) + LAST)
    yield bad("a ping in two frames", client_frame(Opcode.PING, b"a", final=False) + LAST)


@parametrized([*allowed(), *forbidden()])
def test_fragmentation(suite, row, transport):
    check(suite, row, transport)


def after_whole_messages():
    """As Autobahn's 5.9 to 5.14: a message was complete, and then comes a continuation."""
    complete = FIRST + LAST
    for name, wrong in {"final": LAST, "not final": MIDDLE}.items():
        yield bad(name, [complete, wrong])


@parametrized(list(after_whole_messages()))
def test_continuation_after_a_whole_message(suite, row, transport):
    complete, wrong = row.pieces
    with suite.connect(transport) as client:
        client.send_bytes(complete)
        assert client.read() == text("fragment1fragment3")
        client.send_bytes(wrong)
        closed = client.read()
        assert (closed.opcode, closed.payload[:2]) == (Opcode.CLOSE, b"\x03\xea")
    seen = suite.recorder.wait_for_end(client.target)
    assert seen.without_close() == [text("fragment1fragment3")]
