"""ZeroMQ peers of the server under test, made with pyzmq."""
import json

import tnetstring
import zmq

from .waiting import PATIENCE, eventually

#: How an item can be written: what stands in front, and the notation.
NOTATIONS = {
    "tnetstring": lambda item: b"T" + tnetstring_of(item),
    "bare tnetstring": lambda item: tnetstring_of(item),
    "JSON": lambda item: b"J" + json.dumps(item).encode(),
}


def tnetstring_of(value):
    """The bytes of a value; text becomes UTF-8."""
    return tnetstring.dumps(_encoded(value))


def _encoded(value):
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, dict):
        return {_encoded(name): _encoded(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encoded(element) for element in value]
    return value


class Peers:
    """Makes sockets; they close with it, and wait for what must happen."""

    def __init__(self):
        self._context = zmq.Context()
        self._sockets = []

    def socket(self, kind):
        socket = self._context.socket(kind)
        socket.linger = 0
        socket.rcvtimeo = socket.sndtimeo = int(PATIENCE * 1000)
        self._sockets.append(socket)
        return socket

    def connect(self, kind, address):
        socket = self.socket(kind)
        socket.connect(address)
        return socket

    def bind(self, kind, address):
        socket = self.socket(kind)
        socket.bind(address)
        return socket

    def close(self):
        for socket in self._sockets:
            socket.close()
        self._context.term()


def subscriptions(publisher, *expected):
    """Read what an XPUB socket hears from its subscribers until all of `expected` has come, whatever else comes."""
    missing = set(expected)
    while missing:
        missing.discard(publisher.recv())


def call(client, method, arguments=None, identifier=b"7"):
    """Send a command on a REQ or DEALER socket, and return the answer."""
    request = {"id": identifier, "method": method}
    if arguments is not None:
        request["args"] = arguments
    delimiter = [b""] if client.type == zmq.DEALER else []
    client.send_multipart([*delimiter, tnetstring_of(request)])
    parts = client.recv_multipart()
    assert parts[:-1] == delimiter
    answer = tnetstring.loads(parts[-1])
    assert answer.pop(b"id") == identifier
    return answer


def wait_for_line(server, *texts):
    """Wait until a line of the log has all these texts, and return it."""

    def line():
        lines = server.process.output().splitlines()
        return next((line for line in lines if all(text in line for text in texts)), None)

    return eventually(line, f"a line of the log with {texts}")
