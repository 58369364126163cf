"""Holds whose connection has left the event loop's machinery: nobody can tell, whatever client or origin do."""
import os
import re
import socket
import sys

import pytest

from harness.client import Stream
from harness.origin import Answer, response_hold, stream_hold
from harness.publishing import publish, response_item, stream_item
from harness.waiting import PATIENCE, eventually

pytestmark = [
    pytest.mark.holdfast_only("Pushpin parks nothing"),
    pytest.mark.skipif(sys.platform != "linux", reason="holds are parked with epoll"),
]


@pytest.fixture
def app(origin):
    origin.on("/", Answer(b"hello\n"))
    origin.on("/stream", stream_hold("news"))
    origin.on("/poll", response_hold("news"))
    return origin


@pytest.fixture
def server(start_server, app):
    return start_server([f"* {app.target}"])


#: The lot asks for one event at a time, among them the end of the client's half: EPOLLONESHOT and EPOLLRDHUP.
PARKED = 1 << 30 | 0x2000


def parked(server):
    """How many sockets wait on the parking lot, by the entries of the process's epoll sets."""
    count, process = 0, server.process.pid
    for name in os.listdir(f"/proc/{process}/fd"):
        try:
            if os.readlink(f"/proc/{process}/fd/{name}") == "anon_inode:[eventpoll]":
                with open(f"/proc/{process}/fdinfo/{name}") as entries:
                    events = re.findall(r"^tfd:.*events:\s*([0-9a-f]+)", entries.read(), re.M)
                count += sum(int(event, 16) & PARKED == PARKED for event in events)
        except FileNotFoundError:
            continue
    return count


def get(path, *fields):
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


class Connection:
    """A client's connection on which several requests are made."""

    def __init__(self, server):
        self._socket = socket.create_connection(("127.0.0.1", server.http_port), PATIENCE)
        self._file = self._socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()
        self._socket.close()

    def send(self, *requests):
        self._socket.sendall(b"".join(requests))

    def head(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self._file.readline()
            assert line, f"the connection ended within a head: {head!r}"
            head += line
        return head

    def body(self, length):
        return self._file.read(length)

    def answer(self):
        """Status and body of a response with a length."""
        head = self.head()
        length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
        return int(head.split()[1]), self.body(length)

    def has_ended(self):
        return self._file.read(1) == b""


def test_a_stream_is_parked_and_gets_what_is_published(server):
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        eventually(lambda: parked(server) == 1, "the stream is parked")
        for word in ("one", "two", "three"):
            publish(server, stream_item("news", f"{word}\n"))
            stream.read_until(f"{word}\n".encode())
    eventually(lambda: parked(server) == 0, "a client that leaves is noticed")


def test_a_parked_long_poll_is_answered_and_its_connection_serves_on(server):
    with Connection(server) as connection:
        for round_number in range(3):
            connection.send(get("/poll"))
            eventually(lambda: parked(server) == 1, "the long-poll is parked")
            publish(server, response_item("news", f"round {round_number}\n"))
            assert connection.answer() == (200, f"round {round_number}\n".encode())
            connection.send(get("/"))
            assert connection.answer() == (200, b"hello\n")
            assert parked(server) == 0


def test_what_a_client_sends_meanwhile_is_served_afterwards(server):
    with Connection(server) as connection:
        connection.send(get("/poll"))
        eventually(lambda: parked(server) == 1, "the long-poll is parked")
        connection.send(get("/"), get("/", "Connection: close"))
        publish(server, response_item("news", "first\n"))
        assert connection.answer() == (200, b"first\n")
        assert connection.answer() == (200, b"hello\n")
        assert connection.answer() == (200, b"hello\n")
        assert connection.has_ended()


def test_a_stream_that_is_closed_leaves_a_connection_that_serves_on(server):
    with Connection(server) as connection:
        connection.send(get("/stream"))
        connection.head()
        assert connection.body(len(b"5\r\nopen\n\r\n")) == b"5\r\nopen\n\r\n"
        eventually(lambda: parked(server) == 1, "the stream is parked")
        publish(server, {"channel": "news", "formats": {"http-stream": {"action": "close"}}})
        assert connection.body(5) == b"0\r\n\r\n"
        connection.send(get("/"))
        assert connection.answer() == (200, b"hello\n")


def test_a_connection_that_is_not_to_serve_on_ends_after_its_hold(server):
    with Connection(server) as connection:
        connection.send(get("/poll", "Connection: close"))
        eventually(lambda: parked(server) == 1, "the long-poll is parked")
        publish(server, response_item("news", "last\n"))
        assert connection.answer() == (200, b"last\n")
        assert connection.has_ended()


def test_a_hint_sends_a_parked_request_to_the_origin_again(server, app):
    with Connection(server) as connection:
        connection.send(get("/poll"))
        eventually(lambda: parked(server) == 1, "the long-poll is parked")
        app.on("/poll", Answer(b"news\n"))
        publish(server, {"channel": "news", "formats": {"http-response": {"action": "hint"}}})
        assert connection.answer() == (200, b"news\n")
        connection.send(get("/"))
        assert connection.answer() == (200, b"hello\n")


def test_a_quiet_connection_is_closed_in_time(start_server, app):
    server = start_server([f"* {app.target}"], {"runner": {"client_idle_timeout": 2}})
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        eventually(lambda: parked(server) == 1, "the stream is parked")
        eventually(lambda: parked(server) == 0, "the stream is closed")


def test_parking_can_be_turned_off(start_server, app):
    server = start_server([f"* {app.target}"], {"runner": {"park_holds": "false"}})
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        publish(server, stream_item("news", "one\n"))
        stream.read_until(b"one\n")
        assert parked(server) == 0
