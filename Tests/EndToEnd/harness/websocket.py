"""WebSocket frames (RFC 6455), right and wrong ones, and the two ends that exchange them."""
import base64
import enum
import hashlib
import socket
import struct
import threading
from dataclasses import dataclass
from typing import NamedTuple

from .client import head_of
from .ports import LOOPBACK
from .waiting import PATIENCE

#: RFC 6455, 4.2.2: what the key is hashed with.
ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
KEY = base64.b64encode(bytes(range(16))).decode()
#: The masking key of clients, unless a test is about masking.
MASK = b"\x5a\x00\xff\x13"


class Opcode(enum.IntEnum):
    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class Message(NamedTuple):
    """A whole message, or a control frame."""

    opcode: int
    payload: bytes = b""

    def __repr__(self):
        payload = self.payload if len(self.payload) <= 60 else self.payload[:60] + b"... %d bytes" % len(self.payload)
        return f"<{self.opcode!r} {payload!r}>"


def text(content=""):
    return Message(Opcode.TEXT, _bytes(content))


def binary(content=b""):
    return Message(Opcode.BINARY, content)


def ping(payload=b""):
    return Message(Opcode.PING, payload)


def pong(payload=b""):
    return Message(Opcode.PONG, payload)


def close(code=None, reason=""):
    return Message(Opcode.CLOSE, b"" if code is None else struct.pack(">H", code) + _bytes(reason))


def _bytes(content):
    return content.encode() if isinstance(content, str) else content


def accept_value(key):
    """The `Sec-WebSocket-Accept` that belongs to a key."""
    return base64.b64encode(hashlib.sha1((key + ACCEPT_SUFFIX).encode()).digest()).decode()


# MARK: Frames


@dataclass(frozen=True)
class Frame:
    """A frame as it was read, unmasked."""

    opcode: int
    payload: bytes = b""
    is_final: bool = True
    reserved: int = 0
    is_masked: bool = False


def frame(opcode, payload=b"", final=True, reserved=0, mask=None):
    """The bytes of a frame; `reserved` is a number from 0 to 7, `mask` a masking key."""
    return frame_head(opcode, len(payload), final, reserved, mask) + (masked(payload, mask) if mask else payload)


def frame_head(opcode, size, final=True, reserved=0, mask=None, size_bytes=None):
    """The bytes before a frame's payload; `size_bytes` 2 or 8 makes the length longer than it need be."""
    first = (0x80 if final else 0) | reserved << 4 | opcode
    mask_bit = 0x80 if mask else 0
    if size_bytes is None:
        size_bytes = 0 if size < 126 else 2 if size < 65536 else 8
    if size_bytes == 0:
        head = struct.pack(">BB", first, mask_bit | size)
    elif size_bytes == 2:
        head = struct.pack(">BBH", first, mask_bit | 126, size)
    else:
        head = struct.pack(">BBQ", first, mask_bit | 127, size)
    return head + (mask or b"")


def client_frame(opcode, payload=b"", final=True, reserved=0, mask=MASK):
    return frame(opcode, payload, final, reserved, mask)


def client_frames(message, size):
    """A message of a client as frames with at most `size` bytes of payload."""
    pieces = [message.payload[start : start + size] for start in range(0, len(message.payload), size)] or [b""]
    opcodes = [message.opcode] + [Opcode.CONTINUATION] * (len(pieces) - 1)
    last = len(pieces) - 1
    return b"".join(client_frame(opcodes[at], piece, final=at == last) for at, piece in enumerate(pieces))


def masked(data, key):
    """RFC 6455, 5.3; masking twice with one key gives the data again."""
    count = len(data)
    keys = (key * (count // 4 + 1))[:count]
    return (int.from_bytes(data, "big") ^ int.from_bytes(keys, "big")).to_bytes(count, "big")


class FrameReader:
    """Takes frames from bytes that `receive()` gives as they come; it gives none once there are no more."""

    def __init__(self, receive, unread=b""):
        self._receive = receive
        self._unread = bytearray(unread)

    def next(self):
        """The next frame; None when the bytes end before or within it."""
        head = self._take(2)
        if head is None:
            return None
        size = head[1] & 0x7F
        if size >= 126:
            extended = self._take(2 if size == 126 else 8)
            if extended is None:
                return None
            size = int.from_bytes(extended, "big")
        is_masked = bool(head[1] & 0x80)
        mask = self._take(4) if is_masked else b""
        payload = None if mask is None else self._take(size)
        if payload is None:
            return None
        payload = masked(payload, mask) if mask else payload
        number = head[0] & 0xF
        opcode = Opcode(number) if number in list(Opcode) else number
        return Frame(opcode, payload, bool(head[0] & 0x80), head[0] >> 4 & 7, is_masked)

    def _take(self, count):
        while len(self._unread) < count:
            received = self._receive()
            if not received:
                return None
            self._unread += received
        taken = bytes(self._unread[:count])
        del self._unread[:count]
        return taken


# MARK: The two ends


class WebSocketPeer:
    """One end of a connection after its handshake, on a thread that may block."""

    def __init__(self, receive, send_bytes, mask=None, unread=b""):
        self._reader = FrameReader(receive, unread)
        self._mask = mask
        self._begun = None
        self.has_sent_close = False
        #: Send bytes as they are.
        self.send_bytes = send_bytes

    def send(self, message, final=True, reserved=0):
        self.has_sent_close |= message.opcode == Opcode.CLOSE
        self.send_bytes(frame(message.opcode, message.payload, final, reserved, self._mask))

    def read_frame(self):
        """The next frame, or None when the connection has ended."""
        return self._reader.next()

    def read(self):
        """The next whole message or control frame, or None when the connection has ended."""
        while True:
            read = self.read_frame()
            if read is None:
                return None
            if read.opcode >= Opcode.CLOSE:
                return Message(read.opcode, read.payload)
            if self._begun is None:
                self._begun = (read.opcode, [])
            self._begun[1].append(read.payload)
            if read.is_final:
                (opcode, payloads), self._begun = self._begun, None
                return Message(opcode, b"".join(payloads))


class WebSocketClient(WebSocketPeer):
    """A client whose handshake was accepted."""

    def __init__(self, port, path="/", host="localhost", headers=()):
        self.socket = socket.create_connection((LOOPBACK, port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(handshake(path, host, headers))
        self.response, unread = head_of(self.socket)
        assert self.response.status == 101, f"{self.response} {self.response.headers}"
        assert self.response.headers["Sec-WebSocket-Accept"] == accept_value(KEY)
        super().__init__(self._receive, self.socket.sendall, MASK, unread)

    def _receive(self):
        try:
            return self.socket.recv(1 << 18)
        except ConnectionResetError:
            return b""

    def send_behind(self, pieces):
        """Send on another thread, so that what comes back meanwhile can be read; stops where the connection ends."""

        def send():
            try:
                for piece in pieces:
                    self.send_bytes(piece)
            except OSError:
                pass

        threading.Thread(target=send, daemon=True).start()

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def handshake(path="/", host="localhost", headers=(), key=KEY):
    """The bytes of a client's handshake."""
    fields = [
        ("Host", host),
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Key", key),
        ("Sec-WebSocket-Version", "13"),
        *headers,
    ]
    return "\r\n".join([f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", ""]).encode()
