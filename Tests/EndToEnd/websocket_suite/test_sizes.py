"""Large messages, in frames of many sizes, and many small ones."""
import pytest

from harness.websocket import Message, Opcode, binary, client_frame, client_frames, text
from .rows import BOTH, HTTP, TCP, check, check_close, chopped, good, parametrized

pytestmark = pytest.mark.holdfast_only("Pushpin cuts the connection without a Close, and stalls at large messages")

KIB, MIB = 1 << 10, 1 << 20
CONTENT = "größe ☃ 0123456789 ".encode() * (4 * MIB // 16)
#: The most that may wait to be sent to an origin over HTTP (reference: WebSocket 3.6).
MOST_OVER_HTTP = 200_000


def label(size):
    return f"{size // MIB} MiB" if size >= MIB else f"{size // KIB} KiB"


def large():
    for size in (256 * KIB, 512 * KIB, MIB, 2 * MIB, 4 * MIB):
        for opcode in (Opcode.TEXT, Opcode.BINARY):
            message = Message(opcode, CONTENT[:size])
            name = f"{opcode.name.lower()} of {label(size)}"
            yield good(f"{name}, one frame", client_frame(*message), message, transports=[TCP])
    message = binary(CONTENT[:MIB])
    for size in (64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB):
        sent = client_frames(message, size)
        yield good(f"1 MiB in frames of {size}", sent, message, transports=[TCP])
    frame = client_frame(*message)
    for size in (64, 997, 4 * KIB, 100_000):
        yield good(f"1 MiB, {size} bytes at a time", chopped(frame, size), message, transports=[TCP])
    one_and_a_bit = binary(CONTENT[: MIB + 1])
    sent = client_frames(one_and_a_bit, 3 * KIB + 1)
    yield good("1 MiB and 1 byte in odd frames, 999 at a time", chopped(sent, 999), one_and_a_bit, transports=[TCP])


def over_http():
    for size in (16 * KIB, 16 * KIB + 1, 40_000, 100_000, MOST_OVER_HTTP):
        message = text(CONTENT[:size])
        yield good(f"{size} bytes over HTTP", client_frame(*message), message, transports=[HTTP])
        sent = client_frames(message, 4000)
        yield good(f"{size} bytes in frames over HTTP", sent, message, transports=[HTTP])


def many():
    for count, size in {2000: 0, 1000: 16, 500: 1000, 50: 60_000}.items():
        messages = [text(b"%d" % number + b"." * size) for number in range(count)]
        frames = [client_frame(*message) for message in messages]
        yield good(f"{count} messages of {size}", frames, *messages, transports=[TCP] if size > KIB else BOTH)
        yield good(f"{count} messages of {size} at once", b"".join(frames), *messages, transports=[TCP])


@parametrized([*large(), *over_http(), *many()])
def test_sizes(suite, row, transport):
    check(suite, row, transport)


@pytest.mark.parametrize("transport", BOTH)
def test_one_after_the_other(suite, transport):
    """Each message is sent once the one before has come back."""
    with suite.connect(transport) as client:
        for number in range(100):
            client.send(text(b"%d" % number))
            assert client.read() == text(b"%d" % number)
        check_close(client)


def test_a_message_that_can_never_be_sent_over_http_ends_the_connection(suite):
    with suite.connect(HTTP) as client:
        client.send_behind([client_frame(Opcode.BINARY, bytes(MOST_OVER_HTTP + 1))])
        ending = client.read()
        assert ending is None or ending.opcode == Opcode.CLOSE
    assert suite.recorder.wait_for_end(client.target).without_close() == []
