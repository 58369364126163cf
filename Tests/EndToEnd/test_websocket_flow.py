"""Ends of a WebSocket that do not read: the other end waits, memory stays bounded, and nothing is lost."""
import re
import select
import threading
import time

import pytest

from harness.publishing import publish
from harness.waiting import PATIENCE
from harness.websocket import WebSocketClient, binary, client_frame, close, text
from harness.websocket_origin import GRIP, messages_of, websocket
from websocket_suite import deflate

MIB = 1 << 20
#: Far more than all buffers on the way hold together.
MESSAGES = 128
LARGE = bytes(range(256)) * 4096
#: Seconds after which a connection that takes no byte is taken to be stopped. Only a slow machine makes a test weaker.
STOPPED = 1.0
MOST_ON_THE_WAY = 32 * MIB

QUEUE_BYTES = 256 * 1024
ITEMS, ITEM_BYTES = 320, 100_000


def send_until_stopped(connection, data, count):
    """Send `data` up to `count` times, until the connection takes no more; returns how much it took, and the rest."""
    taken = 0
    connection.setblocking(False)
    rest = memoryview(data * count)
    while rest and select.select([], [connection], [], STOPPED)[1]:
        sent = connection.send(rest[: 1 << 18])
        taken, rest = taken + sent, rest[sent:]
    connection.settimeout(PATIENCE)
    return taken, rest


def wait_until_settled(count):
    """Wait until a count has begun to grow, and grows no more."""
    last = 0
    while last == 0 or count() != last:
        last = count()
        time.sleep(STOPPED)


def test_a_client_waits_for_an_origin_that_does_not_read(start_server, origin):
    reading, counts = threading.Event(), []

    def page(peer):
        reading.wait(PATIENCE)
        for message in messages_of(peer):
            counts.append(len(message.payload))

    origin.on("/", websocket(page))
    server = start_server([f"* {origin.target}"])
    before = server.resident_bytes()
    with WebSocketClient(server.http_port) as client:
        taken, rest = send_until_stopped(client.socket, client_frame(*binary(LARGE)), MESSAGES)
        assert taken < MOST_ON_THE_WAY
        assert server.resident_bytes() - before < MOST_ON_THE_WAY
        reading.set()
        client.send_bytes(rest)
        client.send(close(1000))
        assert client.read() is None
    assert counts == [MIB] * MESSAGES + [2]


def test_an_origin_waits_for_a_client_that_does_not_read(start_server, origin):
    sent = []

    def page(peer):
        for number in range(MESSAGES):
            peer.send(binary(LARGE))
            sent.append(number)
        peer.send(close(1000))
        peer.read()

    origin.on("/", websocket(page))
    server = start_server([f"* {origin.target}"])
    before = server.resident_bytes()
    with WebSocketClient(server.http_port) as client:
        wait_until_settled(lambda: len(sent))
        assert len(sent) * MIB < MOST_ON_THE_WAY
        assert server.resident_bytes() - before < MOST_ON_THE_WAY
        for _ in range(MESSAGES):
            assert client.read() == binary(LARGE)
        assert client.read() == close(1000)


def test_an_echo_of_more_than_all_buffers_hold(start_server, origin):
    """Both directions are full at once; neither may wait for the other for ever."""

    def page(peer):
        for message in messages_of(peer):
            peer.send(message)

    origin.on("/", websocket(page))
    server = start_server([f"* {origin.target}"])
    with WebSocketClient(server.http_port) as client:
        client.send_behind([client_frame(*binary(LARGE))] * MESSAGES)
        for _ in range(MESSAGES):
            assert client.read() == binary(LARGE)


# MARK: Published messages


class StalledClient(WebSocketClient):
    """Reads its first message, and then nothing until drain()."""

    def __init__(self, port):
        super().__init__(port, "/news")
        assert self.read() == text("subscribed")

    def drain(self, last):
        """The messages up to `last`, or up to the end of the connection, and whether it ended."""
        messages = []
        while not messages or messages[-1] != last:
            message = self.read()
            if message is None or message.opcode == close().opcode:
                return messages, True
            messages.append(message)
        return messages, False


def subscribe(peer):
    peer.send(text('c:{"type": "subscribe", "channel": "news"}'))
    peer.send(text("m:subscribed"))
    for message in messages_of(peer):
        if message.opcode != close().opcode:
            peer.send(text(b"m:" + message.payload))


def content(number):
    return f"<{number:06}:" + "x" * ITEM_BYTES + ">"


def publish_and_read(server, healthy):
    """Publish every item, each only after the healthy client has the one before."""
    for number in range(ITEMS):
        publish(server, item(content(number)))
        assert healthy.read() == text(content(number))


def item(published):
    return {"channel": "news", "formats": {"ws-message": {"content": published}}}


@pytest.fixture
def open_clients(start_server, origin):
    """Start a server with route parameters; returns it with a stalled and a healthy client."""
    clients = []

    def start(parameters=""):
        origin.on("/news", websocket(subscribe, [GRIP]))
        settings = {"runner": {"client_queue_bytes": QUEUE_BYTES}}
        server = start_server([f"*{parameters} {origin.target}"], settings)
        clients.append(StalledClient(server.http_port))
        clients.append(WebSocketClient(server.http_port, "/news"))
        assert clients[-1].read() == text("subscribed")
        return server, *clients

    yield start
    for client in clients:
        client.close()


def test_nobody_waits_for_a_client_that_does_not_read(open_clients):
    server, _, healthy = open_clients()
    before = server.resident_bytes()
    publish_and_read(server, healthy)
    assert server.resident_bytes() - before < ITEMS * ITEM_BYTES // 2


@pytest.mark.holdfast_only("Pushpin drops what a slow reader does not take, and keeps the connection")
def test_a_client_that_does_not_read_is_closed(open_clients):
    server, stalled, healthy = open_clients()
    publish_and_read(server, healthy)
    messages, ended = stalled.drain(None)
    assert ended
    assert messages == [text(content(number)) for number in range(len(messages))]
    assert len(messages) < ITEMS
    publish(server, item("afterwards"))
    assert healthy.read() == text("afterwards")


@pytest.mark.holdfast_only("Pushpin has no such parameter")
@pytest.mark.parametrize("policy", ["drop-oldest", "latest"])
def test_a_route_may_drop_messages_instead(open_clients, policy):
    server, stalled, healthy = open_clients(f",slow={policy}")
    publish_and_read(server, healthy)
    publish(server, item("the last one"))
    messages, ended = stalled.drain(text("the last one"))
    assert not ended
    numbers = [int(re.fullmatch(rb"<(\d+):x+>", message.payload)[1]) for message in messages[:-1]]
    assert numbers == sorted(set(numbers)), "what arrives keeps its order"
    assert {len(message.payload) for message in messages[:-1]} == {len(content(0))}, "no message is cut"
    assert len(numbers) < ITEMS
    stalled.send(text("still here"))
    assert stalled.read() == text("still here")


# MARK: Compression


@pytest.mark.holdfast_only("since Pushpin 2.0")
def test_plain_and_compressed_clients_get_the_same(start_server, origin):
    origin.on("/news", websocket(subscribe, [GRIP]))
    server = start_server([f"* {origin.target}"], {"runner": {"allow_compression": "true"}})
    offer = [("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")]
    clients = [WebSocketClient(server.http_port, "/news", headers=offer * (number % 2)) for number in range(6)]
    for client in clients:
        assert received(client) == ("subscribed", False)
    for size in [10, 1000, 100_000]:
        message = f"{size} " * size
        publish(server, item(message))
        for number, client in enumerate(clients):
            assert received(client) == (message, number % 2 == 1 and size > 10)
    for client in clients:
        client.close()


def received(client):
    message, was_compressed = deflate.read(client)
    return message.payload.decode(), was_compressed
