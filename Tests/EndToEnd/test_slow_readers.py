"""Clients of a stream that do not read: they cost a bounded amount of memory, and nobody waits for them."""
import re
import socket

import pytest

from harness.client import Stream
from harness.origin import stream_hold
from harness.ports import LOOPBACK
from harness.publishing import publish, stream_item
from harness.waiting import PATIENCE

QUEUE_BYTES = 256 * 1024
#: Far more than the queue and the kernel's socket buffers hold together.
ITEMS, ITEM_BYTES = 320, 100_000
SETTINGS = {"runner": {"client_queue_bytes": QUEUE_BYTES}}

beyond = pytest.mark.holdfast_only("Pushpin drops what a slow reader does not take, and keeps the connection")


class StalledClient:
    """Opens a stream, reads its beginning, and then nothing more until drain()."""

    def __init__(self, port, path):
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(PATIENCE)
        self._socket.connect((LOOPBACK, port))
        self._socket.sendall(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path.encode())
        self.received = b""
        while b"open\n" not in self.received:
            self.received += self._socket.recv(256)

    def drain(self, marker=None):
        """Read to the end of the connection, or up to `marker`; returns whether the connection ended."""
        tail = b""
        while marker is None or marker not in tail:
            try:
                data = self._socket.recv(1 << 20)
            except ConnectionResetError:
                return True
            if not data:
                return True
            self.received += data
            tail = (tail + data)[-1000:]
        return False

    def close(self):
        self._socket.close()


def content(number):
    return f"<{number:06}:" + "x" * ITEM_BYTES + ">\n"


def publish_and_read(server, healthy):
    """Publish every item, each only after the healthy client has the one before."""
    for number in range(ITEMS):
        publish(server, stream_item("news", content(number)))
        assert healthy.read_until(b">\n") == content(number).encode()


def intact_numbers(received):
    """The numbers of the items that arrived whole, whatever chunks they came in."""
    body = re.sub(rb"\r\n[0-9a-fA-F]+\r\n", b"", received)
    return [int(number) for number in re.findall(rb"<(\d{6}):x{%d}>\n" % ITEM_BYTES, body)]


@pytest.fixture
def open_clients(start_server, origin):
    """Start a server with route parameters; returns it with a stalled and a healthy client of one stream."""
    clients = []

    def start(parameters=""):
        origin.on("/stream", stream_hold("news"))
        server = start_server([f"*{parameters} {origin.target}"], SETTINGS)
        clients.append(StalledClient(server.http_port, "/stream"))
        clients.append(Stream(server.http_port, "/stream"))
        clients[-1].read_until(b"open\n")
        return server, *clients

    yield start
    for client in clients:
        client.close()


def test_nobody_waits_for_a_client_that_does_not_read(open_clients):
    server, _, healthy = open_clients()
    before = server.resident_bytes()
    publish_and_read(server, healthy)
    assert server.resident_bytes() - before < ITEMS * ITEM_BYTES // 2


@beyond
def test_a_client_that_does_not_read_is_closed(open_clients):
    server, stalled, healthy = open_clients()
    publish_and_read(server, healthy)
    assert stalled.drain(), "the connection ends"
    assert len(stalled.received) < ITEMS * ITEM_BYTES
    publish(server, stream_item("news", "afterwards\n"))
    assert healthy.read_until(b"afterwards\n") == b"afterwards\n"


@beyond
@pytest.mark.parametrize("policy", ["drop-oldest", "latest"])
def test_a_route_may_drop_items_instead(open_clients, policy):
    server, stalled, healthy = open_clients(f",slow={policy}")
    publish_and_read(server, healthy)
    publish(server, stream_item("news", "the last one\n"))
    assert not stalled.drain(b"the last one\n"), "the connection stays open"
    numbers = intact_numbers(stalled.received)
    assert numbers == sorted(set(numbers)), "what arrives keeps its order"
    assert len(numbers) < ITEMS
    assert len(re.findall(rb"<\d{6}:", stalled.received)) == len(numbers), "no item is cut"
