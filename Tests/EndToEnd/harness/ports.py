"""Loopback ports."""
import random
import socket

LOOPBACK = "127.0.0.1"

_given = set()


def free_port():
    """A port nobody listens on, below the ephemeral range, and never handed out twice by this process."""
    for _ in range(1000):
        port = random.randrange(20000, 32000)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        _given.add(port)
        return port
    raise RuntimeError("no free port between 20000 and 32000")


class RefusingPort:
    """A port that refuses connections for as long as this object is open: it is bound, but nobody listens."""

    def __init__(self):
        self._socket = socket.socket()
        self._socket.bind((LOOPBACK, 0))
        self.number = self._socket.getsockname()[1]

    def close(self):
        self._socket.close()


def accepts_connections(port):
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1):
            return True
    except OSError:
        return False
