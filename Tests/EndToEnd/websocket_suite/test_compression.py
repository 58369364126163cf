"""Compressed messages in both directions; the origin sees plain ones."""
import random
import zlib

import pytest

from harness.websocket import Message, Opcode, binary, client_frame, client_frames, ping, pong, text
from . import deflate
from .deflate import COMPRESSED, TAIL, compressed_frame, compressed_frames, cut_frames, deflated
from .rows import BEFORE, BOTH, BYE, HTTP, NOT_UTF8, PROTOCOL_ERROR, TCP, TOO_LARGE, Row, chopped
from .rows import check_closed_with, good, parametrized

pytestmark = pytest.mark.holdfast_only("Pushpin cuts the connection without a Close, and stalls at large messages")

KIB, MIB = 1 << 10, 1 << 20
SIZES = [0, 1, 16, 63, 64, 65, 125, 126, 1000, 8192, 32768, 65535, 65536, 65537, 131072]
LARGE_SIZES = [MIB, 4 * MIB]

KINDS = {
    "words": lambda size: (b"the quick brown fox jumps over the lazy dog " * (size // 44 + 1))[:size],
    "one byte": lambda size: b"a" * size,
    "numbers": lambda size: b"".join(b"%d," % (number * number) for number in range(size // 2 + 1))[:size],
    "noise": lambda size: random.Random(size).randbytes(size),
}


def sizes():
    for kind, content in KINDS.items():
        for size in SIZES:
            message = binary(content(size))
            yield good(f"{size} of {kind}", compressed_frame(message), message)
        for size in LARGE_SIZES if kind != "numbers" else ():
            message = binary(content(size))
            yield good(f"{size} of {kind}", compressed_frame(message), message, transports=[TCP])


PING = client_frame(*ping(b"p"))


def first(payload):
    return client_frame(Opcode.TEXT, payload, final=False, reserved=COMPRESSED)


def last(payload):
    return client_frame(Opcode.CONTINUATION, payload)


def fragments():
    message = text(KINDS["numbers"](20_000))
    for size in (1, 2, 7, 125, 1000, 8192):
        yield good(f"in frames of {size}", compressed_frames(message, size), message)
    yield good("byte by byte", chopped(compressed_frame(text("größe ☃"))), text("größe ☃"))
    yield good("997 bytes at a time", chopped(compressed_frame(message), 997), message)
    payload = deflated(message.payload)
    yield good("a ping between", first(payload[:100]) + PING + last(payload[100:]), pong(b"p"), message)
    yield good("an empty frame at the end", first(payload) + last(b""), message)
    yield good("an empty frame at the start", first(b"") + last(payload), message)


def ways_to_deflate():
    """RFC 7692, 7.2.3: whatever a deflater may produce."""
    message = text(KINDS["words"](5000))
    for level in range(10):
        yield good(f"level {level}", compressed_frame(message, level=level), message)
    for name in ("Z_FILTERED", "Z_HUFFMAN_ONLY", "Z_RLE", "Z_FIXED"):
        yield good(name, compressed_frame(message, strategy=getattr(zlib, name)), message)
    for window in range(9, 15):
        yield good(f"window of {window} bits", compressed_frame(message, window=window), message)
    final_block = deflated(message.payload, flush=zlib.Z_FINISH) + b"\x00"
    yield good("a final block", client_frame(Opcode.TEXT, final_block, reserved=COMPRESSED), message)
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    blocks = b"".join(deflater.compress(b"%d " % number) + deflater.flush(zlib.Z_SYNC_FLUSH) for number in range(50))
    several = text(b"".join(b"%d " % number for number in range(50)))
    yield good("many blocks", client_frame(Opcode.TEXT, blocks.removesuffix(TAIL), reserved=COMPRESSED), several)
    yield good("not UTF-8", compressed_frame(text(b"\xff\xfe" * 100)), text(b"\xff\xfe" * 100))


def mixtures():
    plain, other = text("plain " * 50), binary(KINDS["numbers"](3000))
    sent = client_frame(*plain) + compressed_frame(other) + client_frame(*plain) + compressed_frame(other)
    yield good("plain and compressed messages", sent, plain, other, plain, other)
    yield good("a plain message in frames", client_frames(plain, 10), plain)
    yield good("a ping", client_frame(*ping(b"x" * 125)), pong(b"x" * 125))
    many = [text(b"%d " % number * 100) for number in range(100)]
    yield good("many messages", b"".join(compressed_frame(message) for message in many), *many)


@parametrized([*sizes(), *fragments(), *ways_to_deflate(), *mixtures()])
def test_compressed_messages(compressing, row, transport):
    with compressing.connect(transport, headers=deflate.offer()) as client:
        assert client.response.headers.get_all("Sec-WebSocket-Extensions") == [deflate.ANSWER]
        client.send_behind(row.pieces)
        for expected in row.received:
            received, was_compressed = deflate.read(client)
            assert received == expected
            if expected.opcode < Opcode.CLOSE and len(expected.payload) >= KIB and len(set(expected.payload)) < 64:
                assert was_compressed
        client.send(BYE)
        assert deflate.read(client) == (BYE, False)
        assert client.read() is None
    sent = [ping(message.payload) if message.opcode == Opcode.PONG else message for message in row.received]
    assert compressing.recorder.wait_for_end(client.target).messages == [*sent, BYE]


# MARK: What is wrong

DATA_ERRORS = (1007, 1002)


def wrong():
    payload = deflated(b"hello hello hello hello")
    for bits in (1, 2, 3, 5, 6, 7):
        yield "bits %s" % f"{bits:03b}", client_frame(Opcode.TEXT, payload, reserved=bits), (PROTOCOL_ERROR,)
    first = client_frame(Opcode.BINARY, payload[:4], final=False, reserved=COMPRESSED)
    plain_first = client_frame(Opcode.BINARY, b"plain", final=False)
    marked = client_frame(Opcode.CONTINUATION, payload[4:], reserved=COMPRESSED)
    yield "the bit on a continuation", first + marked, (PROTOCOL_ERROR,)
    yield "the bit on a continuation of a plain message", plain_first + marked, (PROTOCOL_ERROR,)
    yield "the bit on a ping", client_frame(Opcode.PING, payload, reserved=COMPRESSED), (PROTOCOL_ERROR,)
    yield "the bit on a pong", client_frame(Opcode.PONG, payload, reserved=COMPRESSED), (PROTOCOL_ERROR,)
    yield "the bit on a close", client_frame(Opcode.CLOSE, b"\x03\xe8", reserved=COMPRESSED), (PROTOCOL_ERROR,)
    yield "no mask", client_frame(Opcode.TEXT, payload, reserved=COMPRESSED, mask=None), (PROTOCOL_ERROR,)
    for name, data in {
        "a block of an unknown type": b"\xff" * 20,
        "a stored block of a wrong length": b"\x00\x05\x00\x00\x00hello",
        "a distance too far back": bytes.fromhex("4a04deff0f00"),
        "plain text with the bit": b"Hello, this was never compressed",
    }.items():
        yield name, client_frame(Opcode.BINARY, data, reserved=COMPRESSED), DATA_ERRORS
        yield f"{name}, in frames", cut_frames(Opcode.BINARY, data, 3), DATA_ERRORS


WRONG = [Row(name, (sent,), codes=codes) for name, sent, codes in wrong()]


@parametrized(WRONG)
def test_wrong_compressed_messages(compressing, row, transport):
    with compressing.connect(transport, headers=deflate.offer()) as client:
        client.send(BEFORE)
        assert deflate.read(client)[0] == BEFORE
        client.send_behind(row.pieces)
        check_closed_with(client, deflate.read(client)[0], row.codes)
    assert compressing.recorder.wait_for_end(client.target).without_close() == [BEFORE]


def bomb(size):
    """Zeros that cost the sender next to nothing."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(MIB)
    data = b"".join(deflater.compress(block) for _ in range(size // MIB)) + deflater.flush(zlib.Z_SYNC_FLUSH)
    return data.removesuffix(TAIL)


@pytest.mark.parametrize("transport", BOTH)
@pytest.mark.parametrize("in_frames", [False, True], ids=["one frame", "frames"])
def test_a_bomb_is_not_inflated(compressing, transport, in_frames):
    payload = bomb(256 * MIB)
    before = compressing.server.resident_bytes()
    with compressing.connect(transport, headers=deflate.offer()) as client:
        frame = client_frame(Opcode.BINARY, payload, reserved=COMPRESSED)
        client.send_behind([cut_frames(Opcode.BINARY, payload, 4000) if in_frames else frame])
        closed, _ = deflate.read(client)
        if transport == HTTP and closed is None:
            return  # The limit of what may wait for the origin came first.
        check_closed_with(client, closed, (TOO_LARGE,))
    assert compressing.server.resident_bytes() - before < 64 * MIB
    # The origin may have seen a beginning, but no message.
    assert compressing.recorder.wait_for_end(client.target).without_close() == []


# MARK: The offer

ACCEPTED = [
    "permessage-deflate",
    "permessage-deflate; client_max_window_bits",
    "permessage-deflate; client_max_window_bits=15",
    "permessage-deflate; client_max_window_bits=10",
    "permessage-deflate; server_no_context_takeover",
    "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
    'permessage-deflate; client_max_window_bits="12"',
    "Permessage-Deflate;client_max_window_bits",
    "x-webkit-deflate-frame, permessage-deflate; client_max_window_bits",
    "permessage-deflate; unknown=1, permessage-deflate",
    "permessage-deflate; client_max_window_bits=99, permessage-deflate; client_max_window_bits",
]
DECLINED = [
    "x-webkit-deflate-frame",
    "deflate-frame; permessage-deflate",
    "permessage-bzip2",
    "permessage-deflate; unknown",
    "permessage-deflate; client_max_window_bits=7",
    "permessage-deflate; client_max_window_bits=16",
    "permessage-deflate; client_max_window_bits=08",
    "permessage-deflate; client_max_window_bits=ten",
    "permessage-deflate; server_max_window_bits",
    "permessage-deflate; server_max_window_bits=16",
    "permessage-deflate; server_no_context_takeover=1",
    "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
    "permessage-deflate; client_max_window_bits; client_max_window_bits",
    "",
    ";",
    "grip",
]


@pytest.mark.parametrize("value", ACCEPTED)
def test_offers_that_are_accepted(compressing, value):
    with compressing.connect(TCP, headers=deflate.offer(value)) as client:
        assert client.response.headers.get_all("Sec-WebSocket-Extensions") == [deflate.ANSWER]
        client.send_bytes(compressed_frame(BEFORE))
        assert deflate.read(client)[0] == BEFORE


@pytest.mark.parametrize("value", DECLINED)
def test_offers_that_are_declined(compressing, value):
    with compressing.connect(TCP, headers=deflate.offer(value)) as client:
        assert "Sec-WebSocket-Extensions" not in client.response.headers
        client.send(BEFORE)
        assert client.read() == BEFORE
        client.send_bytes(compressed_frame(BEFORE))
        check_closed_with(client, client.read(), (PROTOCOL_ERROR,))


@pytest.mark.parametrize("bits", [9, 12, 15])
def test_a_window_of_the_server_is_kept_or_declined(compressing, bits):
    """RFC 7692, 7.1.2.1: who accepts such an offer says so."""
    offer = deflate.offer(f"permessage-deflate; server_max_window_bits={bits}")
    with compressing.connect(TCP, headers=offer) as client:
        answer = client.response.headers.get("Sec-WebSocket-Extensions")
        assert answer in (None, f"{deflate.ANSWER}; server_max_window_bits={bits}")
        content = random.Random(0).randbytes(5000)
        client.send(binary(content + content))
        received, _ = deflate.read(client, bits if answer else 15)
        assert received == binary(content + content)


def test_offers_in_two_headers(compressing):
    headers = [*deflate.offer("x-unknown"), *deflate.offer("permessage-deflate")]
    with compressing.connect(TCP, headers=headers) as client:
        assert client.response.headers.get_all("Sec-WebSocket-Extensions") == [deflate.ANSWER]


@pytest.mark.parametrize("transport", BOTH)
def test_without_an_offer_nothing_is_compressed(compressing, transport):
    message = text("a" * 10_000)
    with compressing.connect(transport) as client:
        assert "Sec-WebSocket-Extensions" not in client.response.headers
        client.send(message)
        assert deflate.read(client) == (message, False)


@pytest.mark.parametrize("transport", BOTH)
def test_without_the_setting_nothing_is_compressed(suite, transport):
    message = text("a" * 10_000)
    with suite.connect(transport, headers=deflate.offer()) as client:
        assert "Sec-WebSocket-Extensions" not in client.response.headers
        client.send(message)
        assert deflate.read(client) == (message, False)


@pytest.mark.parametrize("transport", BOTH)
def test_an_application_that_checks_for_utf8_sees_what_was_inflated(compressing, transport):
    with compressing.connect(transport, "/validating", headers=deflate.offer()) as client:
        client.send_bytes(compressed_frame(text("größe ☃ " * 100)))
        assert deflate.read(client)[0] == text("größe ☃ " * 100)
        client.send_bytes(compressed_frame(text(b"abc\xff" * 100)))
        closed, _ = deflate.read(client)
        assert closed == Message(Opcode.CLOSE, NOT_UTF8.to_bytes(2, "big") + b"not UTF-8")
