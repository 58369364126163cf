"""WebSocket pages of an Origin: over a connection of their own, or over HTTP as POST requests with events."""
import threading
from dataclasses import dataclass, field

from .origin import Answer
from .waiting import eventually
from .websocket import Message, Opcode, WebSocketPeer, accept_value

GRIP = ("Sec-WebSocket-Extensions", "grip")
EVENTS_TYPE = "application/websocket-events"
_OPCODES = {opcode.name: opcode for opcode in Opcode if opcode != Opcode.CONTINUATION}


# MARK: Over a connection of its own


def websocket(page, headers=()):
    """An answer for Origin.on: accept the handshake, and let `page(peer)` do the rest; the connection ends with it.

    `peer.request` is the handshake.
    """

    def answer(exchange):
        accept = accept_value(exchange.request.header("Sec-WebSocket-Key")[0])
        fields = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept)]
        exchange.send_head(101, [*fields, *headers])
        peer = WebSocketPeer(exchange.receive, exchange.write)
        peer.request = exchange.request
        try:
            page(peer)
        finally:
            exchange.end_connection()

    return answer


def reply_to(message):
    """What an echoing application sends for a message: the same, a pong for a ping, and nothing for a pong."""
    if message.opcode == Opcode.PING:
        return Message(Opcode.PONG, message.payload)
    return None if message.opcode == Opcode.PONG else message


def echo(peer):
    """Echo every message, answer pings, and repeat the Close."""
    for message in messages_of(peer):
        answer = reply_to(message)
        if answer:
            peer.send(answer)


def messages_of(peer):
    """The messages and control frames that come, up to a Close with it."""
    while True:
        message = peer.read()
        if message is None:
            return
        yield message
        if message.opcode == Opcode.CLOSE:
            return


# MARK: Over HTTP


@dataclass
class Events:
    """One request of a connection, and the answer to it."""

    request: object
    connection_id: str
    received: list
    sent: list = field(default_factory=list)
    headers: list = field(default_factory=list)

    @property
    def is_opening(self):
        return bool(self.received) and self.received[0] == "OPEN"

    @property
    def messages(self):
        return [event for event in self.received if isinstance(event, Message)]


def websocket_over_http(page):
    """An answer for Origin.on: `page(events)` for each request, with OPEN answered already."""

    def answer(exchange):
        [connection_id] = exchange.request.header("Connection-Id")
        events = Events(exchange.request, connection_id, decode_events(exchange.read_all()))
        if events.is_opening:
            events.sent.append("OPEN")
        page(events)
        exchange.send(Answer(encode_events(events.sent), headers=(("Content-Type", EVENTS_TYPE), *events.headers)))

    return answer


def decode_events(body):
    """The events of a body: messages, and the names OPEN and DISCONNECT."""
    events = []
    while body:
        head, _, body = body.partition(b"\r\n")
        name, _, size = head.decode().partition(" ")
        content = b""
        if size:
            content, ending, body = body[: int(size, 16)], body[int(size, 16) :][:2], body[int(size, 16) + 2 :]
            assert ending == b"\r\n", body
        events.append(Message(_OPCODES[name], content) if name in _OPCODES else name)
    return events


def encode_events(events):
    return b"".join(_encoded(event) for event in events)


def _encoded(event):
    if isinstance(event, str):
        return event.encode() + b"\r\n"
    return b"%s %x\r\n%s\r\n" % (Opcode(event.opcode).name.encode(), len(event.payload), event.payload)


# MARK: Remembering


class Record:
    """What came on one connection, in order."""

    def __init__(self):
        self.messages = []
        self.ended = threading.Event()

    def without_close(self):
        return [message for message in self.messages if message.opcode != Opcode.CLOSE]


class Recorder:
    """What came on every connection, by the request's target, which must therefore differ from test to test."""

    def __init__(self):
        self._records = {}
        self._lock = threading.Lock()

    def __getitem__(self, target):
        with self._lock:
            return self._records.setdefault(target, Record())

    def wait_for_end(self, target):
        """The record of a connection once it has ended."""
        record = self[target]
        eventually(record.ended.is_set, f"the connection of {target} ends at the origin")
        return record

    def websocket(self, page, headers=()):
        """As the function, for a page that is told each message: `page(peer, message)`."""

        def recorded(peer):
            record = self[peer.request.target]
            try:
                for message in messages_of(peer):
                    record.messages.append(message)
                    page(peer, message)
            finally:
                record.ended.set()

        return websocket(recorded, headers)

    def websocket_over_http(self, page, headers=()):
        """As the function, for a page that gives the answers to a message: `page(message)`."""

        def recorded(events):
            record = self[events.request.target]
            record.messages += events.messages
            if events.is_opening:
                events.headers += headers
            for message in events.messages:
                events.sent += page(message)
            is_closed = any(message.opcode == Opcode.CLOSE for message in events.messages)
            if is_closed or "DISCONNECT" in events.received:
                record.ended.set()

        return websocket_over_http(recorded)
