"""permessage-deflate (RFC 7692) with Python's zlib: each message by itself, as the server asks for it."""
import zlib

from harness.websocket import Message, Opcode, client_frame

#: RFC 7692, 7.2.1: what a sender removes from the end of a message, and a receiver appends.
TAIL = b"\x00\x00\xff\xff"
COMPRESSED = 4
ANSWER = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"


def offer(value="permessage-deflate"):
    """The headers of a client that offers compression."""
    return [("Sec-WebSocket-Extensions", value)]


def deflated(content, level=9, strategy=zlib.Z_DEFAULT_STRATEGY, window=15, flush=zlib.Z_SYNC_FLUSH):
    """The payload of one compressed message; an empty one is a single byte 0 (RFC 7692, 7.2.3.6)."""
    deflater = zlib.compressobj(level, zlib.DEFLATED, -window, 8, strategy)
    data = deflater.compress(content) + deflater.flush(flush)
    return data.removesuffix(TAIL) or b"\x00"


def inflated(payload, window=15):
    inflater = zlib.decompressobj(-window)
    content = inflater.decompress(payload + TAIL)
    assert not inflater.unconsumed_tail
    return content


def compressed_frame(message, **options):
    """A message of a client in one compressed frame."""
    return client_frame(message.opcode, deflated(message.payload, **options), reserved=COMPRESSED)


def compressed_frames(message, size, **options):
    """A message of a client, compressed and then cut into frames: only the first has the bit."""
    return cut_frames(message.opcode, deflated(message.payload, **options), size)


def cut_frames(opcode, payload, size):
    frames = []
    for start in range(0, len(payload), size):
        piece, final = payload[start : start + size], start + size >= len(payload)
        bits = 0 if start else COMPRESSED
        frames.append(client_frame(Opcode.CONTINUATION if start else opcode, piece, final=final, reserved=bits))
    return b"".join(frames)


def read(client, window=15):
    """The next message or control frame, inflated if it was compressed, and whether it was; None at the end.

    What was deflated with more than `window` bits is not taken.
    """
    begun, payloads = None, []
    while (frame := client.read_frame()) is not None:
        if frame.opcode >= Opcode.CLOSE:
            assert frame.reserved == 0, frame
            return Message(frame.opcode, frame.payload), False
        assert (frame.opcode == Opcode.CONTINUATION) == (begun is not None), frame
        assert frame.reserved in ((0,) if begun else (0, COMPRESSED)), frame
        begun = begun or frame
        payloads.append(frame.payload)
        if frame.is_final:
            content, was_compressed = b"".join(payloads), begun.reserved == COMPRESSED
            return Message(begun.opcode, inflated(content, window) if was_compressed else content), was_compressed
    return None, False
