"""Frames of every length, in one piece and in many."""
import pytest

from harness.websocket import Opcode, client_frame, frame_head, masked, text, binary, MASK
from .rows import TCP, bad, check, chopped, good, parametrized

pytestmark = pytest.mark.holdfast_only("Pushpin cuts the connection without a Close, and stalls at large messages")

SIZES = [0, 1, 124, 125, 126, 127, 128, 65535, 65536, 65537, 131072]
MASKS = {
    "of zeros": bytes(4),
    "of ones": b"\xff" * 4,
    "with a zero": b"\x00\x01\x02\x03",
}


def content(size):
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


def raw(size):
    return (bytes(range(256)) * (size // 256 + 1))[:size]


def sized_frames():
    for size in SIZES:
        yield good(f"text of {size}", client_frame(Opcode.TEXT, content(size)), text(content(size)))
        yield good(f"binary of {size}", client_frame(Opcode.BINARY, raw(size)), binary(raw(size)))


def chopped_frames():
    for size in [0, 1, 125, 126, 127]:
        frame = client_frame(Opcode.TEXT, content(size))
        yield good(f"text of {size}, byte by byte", chopped(frame), text(content(size)))
    for size in [65535, 65536, 131072]:
        frame = client_frame(Opcode.BINARY, raw(size))
        yield good(f"binary of {size}, 997 bytes at a time", chopped(frame, 997), binary(raw(size)))
    frame = client_frame(Opcode.TEXT, content(300))
    for end in range(1, 9):
        yield good(f"head cut after {end}", [frame[:end], frame[end:]], text(content(300)))


def masked_frames():
    for name, mask in MASKS.items():
        yield good(f"mask {name}", client_frame(Opcode.BINARY, raw(1000), mask=mask), binary(raw(1000)))
    unmasked = client_frame(Opcode.TEXT, b"hello", mask=None)
    yield bad("text without a mask", unmasked)
    yield bad("empty text without a mask", client_frame(Opcode.TEXT, mask=None))
    yield bad("ping without a mask", client_frame(Opcode.PING, mask=None))
    yield bad("close without a mask", client_frame(Opcode.CLOSE, b"\x03\xe8", mask=None))
    yield bad("text without a mask, byte by byte", chopped(unmasked))
    yield bad("long text without a mask", client_frame(Opcode.TEXT, content(70000), mask=None))


def oversized_heads():
    """RFC 6455, 5.2: the most significant bit of a length of 64 bits is 0."""
    for name, size in {"2^63": 1 << 63, "2^64 - 1": (1 << 64) - 1, "2^63 + 5": (1 << 63) + 5}.items():
        head = frame_head(Opcode.BINARY, size, mask=MASK)
        yield bad(f"length of {name}", head + b"hello")


def several_at_once():
    frames = b"".join(client_frame(Opcode.TEXT, b"%d" % number) for number in range(50))
    echoed = [text(str(number)) for number in range(50)]
    yield good("many in one piece", frames, *echoed)
    yield good("many, 3 bytes at a time", chopped(frames, 3), *echoed)
    mixed = client_frame(Opcode.TEXT, b"a") + client_frame(Opcode.BINARY, b"") + client_frame(Opcode.TEXT)
    yield good("kinds are kept", mixed, text("a"), binary(), text())


ROWS = [*sized_frames(), *chopped_frames(), *masked_frames(), *oversized_heads(), *several_at_once()]


@parametrized(ROWS)
def test_frames(suite, row, transport):
    check(suite, row, transport)


def test_frames_to_the_client_are_not_masked(suite):
    with suite.connect(TCP) as client:
        client.send(text("hello"))
        answer = client.read_frame()
        assert (answer.payload, answer.is_masked, answer.reserved) == (b"hello", False, 0)


def test_masks_are_undone_at_every_offset(suite):
    """Pieces that end within the four bytes of the key."""
    payload = raw(64)
    head = frame_head(Opcode.BINARY, len(payload), mask=MASK)
    body = masked(payload, MASK)
    with suite.connect(TCP) as client:
        for end in range(len(payload)):
            client.send_bytes(head + body[:end])
            client.send_bytes(body[end:])
            assert client.read() == binary(payload)
