"""Reads the statistics socket as an operator's tool does, with libzmq."""
import json

import zmq

from .waiting import PATIENCE


class StatisticsReader:
    """A SUB socket; `topics` are the kinds of packets it asks for."""

    def __init__(self, address, *topics):
        self._socket = zmq.Context.instance().socket(zmq.SUB)
        self._socket.linger = 0
        for topic in topics:
            self._socket.setsockopt(zmq.SUBSCRIBE, topic.encode() + b" ")
        self._socket.connect(address)
        #: What was read so far, as (kind, format, fields).
        self.packets = []

    def close(self):
        self._socket.close()

    def next(self, timeout=PATIENCE):
        """The next packet; None if none comes in time."""
        if not self._socket.poll(timeout * 1000):
            return None
        parts = self._socket.recv_multipart()
        assert len(parts) == 1, parts
        kind, _, data = parts[0].partition(b" ")
        notation = data[:1].decode()
        fields = json.loads(data[1:]) if notation == "J" else _text(tnetstring(data[1:]))
        self.packets.append((kind.decode(), notation, fields))
        return self.packets[-1]

    def wait_for(self, kind, **expected):
        """Read on until a packet of this kind has these fields; returns all its fields."""
        while True:
            packet = self.next()
            assert packet, f"no {kind} packet with {expected}; there were {self.packets}"
            fields = packet[2]
            if packet[0] == kind and all(fields.get(name.replace("_", "-")) == value for name, value in expected.items()):
                return fields


def tnetstring(data):
    """The value of a tnetstring, byte strings as bytes."""
    value, rest = _value(data)
    assert rest == b"", rest
    return value


def _value(data):
    length, _, rest = data.partition(b":")
    size = int(length)
    content, kind, rest = rest[:size], rest[size : size + 1], rest[size + 1 :]
    if kind == b",":
        return content, rest
    if kind == b"#":
        return int(content), rest
    if kind == b"!":
        return {b"true": True, b"false": False}[content], rest
    if kind == b"~":
        return None, rest
    elements = []
    while content:
        element, content = _value(content)
        elements.append(element)
    if kind == b"]":
        return elements, rest
    assert kind == b"}", kind
    return dict(zip(elements[::2], elements[1::2])), rest


def _text(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {_text(name): _text(element) for name, element in value.items()}
    return value
