"""Pings and pongs pass from one end to the other; the server answers none itself."""
import pytest

from harness.websocket import Opcode, client_frame, ping, pong, text
from .pages import PING_REQUEST
from .rows import BOTH, bad, check, check_close, chopped, good, parametrized

pytestmark = pytest.mark.holdfast_only("Pushpin cuts the connection without a Close, and stalls at large messages")

PAYLOADS = {
    "empty": b"",
    "text": b"hello",
    "zero bytes": bytes(8),
    "not UTF-8": b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff",
    "of 124": b"\xfe" * 124,
    "of 125": b"\xfe" * 125,
}


def pings():
    for name, payload in PAYLOADS.items():
        yield good(f"ping, {name}", client_frame(Opcode.PING, payload), pong(payload))
        yield good(f"ping, {name}, byte by byte", chopped(client_frame(Opcode.PING, payload)), pong(payload))
        sent = client_frame(Opcode.PONG, payload) + client_frame(Opcode.PING, b"after")
        yield good(f"pong of its own, {name}", sent, pong(b"after"))
    ten = b"".join(client_frame(Opcode.PING, b"payload-%d" % number) for number in range(10))
    answers = [pong(b"payload-%d" % number) for number in range(10)]
    yield good("ten pings", ten, *answers)
    yield good("ten pings, byte by byte", chopped(ten), *answers)
    between = client_frame(Opcode.TEXT, b"a") + client_frame(Opcode.PING, b"p") + client_frame(Opcode.TEXT, b"b")
    yield good("between messages", between, text("a"), pong(b"p"), text("b"))


def oversized():
    for size in (126, 127, 65536):
        yield bad(f"ping of {size}", client_frame(Opcode.PING, b"\xfe" * size))
        yield bad(f"pong of {size}", client_frame(Opcode.PONG, b"\xfe" * size))
    yield bad("ping of 126, byte by byte", chopped(client_frame(Opcode.PING, b"\xfe" * 126)))


@parametrized([*pings(), *oversized()])
def test_pings(suite, row, transport):
    check(suite, row, transport)


@pytest.mark.parametrize("transport", BOTH)
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_pings_of_the_origin(suite, transport, payload):
    payload = payload[:118]
    with suite.connect(transport, "/asked") as client:
        client.send(text(PING_REQUEST + payload))
        assert client.read() == ping(payload)
        client.send(pong(payload))
        check_close(client)
    seen = suite.recorder.wait_for_end(client.target)
    assert seen.without_close()[1:] == [pong(payload)]
