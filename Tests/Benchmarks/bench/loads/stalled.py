"""Clients that ask for a stream and then never read."""
import contextlib
import socket

from harness.ports import LOOPBACK

#: As little as the kernel gives, so that what the server writes soon waits at the server.
RECEIVE_BYTES = 2048


class StalledClients(contextlib.ExitStack):
    """Connections that have read the first bytes of a stream, and no more."""

    def __init__(self, server, *, count, channel):
        super().__init__()
        for _ in range(count):
            client = self.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
            client.settimeout(10)
            client.connect((LOOPBACK, server.port))
            path = server.stream_url.format(ch=channel)
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            client.recv(1024)
