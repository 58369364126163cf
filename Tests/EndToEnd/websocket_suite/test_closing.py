"""The close handshake, begun by either side, and Close frames that are wrong."""
import pytest

from harness.client import ended
from harness.websocket import Message, Opcode, client_frame, close, text
from .pages import CLOSE_REQUEST
from .rows import BEFORE, BOTH, BYE, NOT_UTF8, TCP, bad, check, check_close, chopped, parametrized

pytestmark = pytest.mark.holdfast_only("Pushpin cuts the connection without a Close, and stalls at large messages")

both = pytest.mark.parametrize("transport", BOTH)

VALID_CODES = [1000, 1001, 1002, 1003, *range(1007, 1015), 3000, 3999, 4000, 4999]
INVALID_CODES = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535]
#: A Close without a code, as the peer of its sender may see it.
EMPTY = (close(), close(1000))
LONG_REASON = "x" * 123


def payloads():
    for code in VALID_CODES:
        yield f"code {code}", close(code)
    yield "a reason", close(1000, "Hello World!")
    yield "a reason that is not ASCII", close(3000, "größe ☃ 𝄞")
    yield "the longest reason", close(4000, LONG_REASON)


PAYLOADS = dict(payloads())
closes = pytest.mark.parametrize("closing", PAYLOADS.values(), ids=PAYLOADS.keys())


# MARK: Begun by the client


@both
@closes
def test_close_of_the_client(suite, transport, closing):
    with suite.connect(transport) as client:
        client.send(BEFORE)
        client.send(closing)
        assert [client.read(), client.read(), client.read()] == [BEFORE, closing, None]
    assert suite.recorder.wait_for_end(client.target).messages == [BEFORE, closing]


@both
@pytest.mark.parametrize("payload", [b"", b"\x03"], ids=["empty", "of one byte"])
def test_close_of_the_client_without_a_code(suite, transport, payload):
    with suite.connect(transport) as client:
        client.send(Message(Opcode.CLOSE, payload))
        assert client.read() in EMPTY
        assert client.read() is None
    assert suite.recorder.wait_for_end(client.target).messages == [close()]


@both
def test_close_byte_by_byte(suite, transport):
    with suite.connect(transport) as client:
        client.send_behind(chopped(client_frame(*BYE)))
        assert [client.read(), client.read()] == [BYE, None]


def refused():
    for code in INVALID_CODES:
        yield bad(f"code {code}", client_frame(*close(code)))
    yield bad("code 999 with a reason", client_frame(*close(999, "reason")))
    yield bad("code 1005, byte by byte", chopped(client_frame(*close(1005))))
    yield bad("payload of 126", client_frame(*close(1000, "x" * 124)))
    yield bad("payload of 70000", client_frame(*close(1000, "x" * 69998)))
    yield bad("reason that is not UTF-8", client_frame(*close(1000, b"\xce\xba\xff")), NOT_UTF8)
    yield bad("reason with a surrogate", client_frame(*close(1000, b"\xed\xa0\x80")), NOT_UTF8)
    yield bad("reason with a character cut short", client_frame(*close(1000, b"ok \xe2\x98")), NOT_UTF8)


@parametrized(list(refused()))
def test_wrong_close_of_the_client(suite, row, transport):
    check(suite, row, transport)


AFTERWARDS = {
    "a second close": close(1001),
    "a ping": Message(Opcode.PING, b"ping"),
    "a text": text("late"),
}


@both
@pytest.mark.parametrize("late", AFTERWARDS.values(), ids=AFTERWARDS.keys())
def test_nothing_counts_after_a_close(suite, transport, late):
    with suite.connect(transport) as client:
        client.send_bytes(client_frame(*BYE) + client_frame(*late))
        assert client.read() == BYE
        assert ended(client.socket)
    assert suite.recorder.wait_for_end(client.target).messages == [BYE]


@both
def test_a_close_within_a_message_ends_it(suite, transport):
    with suite.connect(transport) as client:
        client.send_bytes(client_frame(Opcode.TEXT, b"begun", final=False) + client_frame(*BYE))
        assert client.read() == BYE
        assert ended(client.socket)
    assert suite.recorder.wait_for_end(client.target).messages == [BYE]


@both
def test_everything_before_a_close_is_delivered(suite, transport):
    messages = [text(str(number)) for number in range(200)]
    with suite.connect(transport) as client:
        client.send_bytes(b"".join(client_frame(*message) for message in [*messages, BYE]))
        assert [client.read() for _ in range(201)] == [*messages, BYE]


# MARK: Begun by the origin


@both
@closes
def test_close_of_the_origin(suite, transport, closing):
    with suite.connect(transport, "/closing", query=f"&{closing.payload.hex()}") as client:
        assert client.read() == closing
        client.send(closing)
        assert ended(client.socket)


@both
@closes
def test_close_of_the_origin_after_messages(suite, transport, closing):
    with suite.connect(transport, "/asked") as client:
        client.send(BEFORE)
        client.send(Message(Opcode.BINARY, CLOSE_REQUEST + closing.payload[:110]))
        assert [client.read(), client.read()] == [BEFORE, closing._replace(payload=closing.payload[:110])]
        client.send(close(1000))
        assert ended(client.socket)
    assert suite.recorder.wait_for_end(client.target).messages[0] == BEFORE


@both
def test_close_of_the_origin_without_a_code(suite, transport):
    with suite.connect(transport, "/closing", query="&") as client:
        assert client.read() in EMPTY
        client.send(close())
        assert ended(client.socket)


@both
def test_the_answer_to_the_origin_s_close_may_come_late(suite, transport):
    """What the client sent before its answer does no harm."""
    with suite.connect(transport, "/closing", query=f"&{BYE.payload.hex()}") as client:
        assert client.read() == BYE
        client.send(text("late"))
        client.send(BYE)
        assert ended(client.socket)


# MARK: Without a Close


def test_a_client_that_vanishes_ends_the_origin_s_connection(suite):
    client = suite.connect(TCP)
    client.send(BEFORE)
    assert client.read() == BEFORE
    client.close()
    assert suite.recorder.wait_for_end(client.target).messages == [BEFORE]


@both
def test_connections_are_independent(suite, transport):
    with suite.connect(transport) as lasting:
        for _ in range(5):
            with suite.connect(transport) as client:
                client.send_bytes(client_frame(3, b"wrong"))
                assert client.read().opcode == Opcode.CLOSE
        lasting.send(text("still here"))
        assert lasting.read() == text("still here")
        check_close(lasting)
