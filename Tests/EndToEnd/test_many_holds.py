"""Thousands of held streams: each gets what is published to it exactly once, and leaves nothing behind."""
import asyncio

from harness.origin import Answer, stream_hold
from harness.ports import LOOPBACK
from harness.publishing import publish, stream_item
from harness.waiting import PATIENCE, eventually

CLIENTS = 2000
CONNECTING_AT_A_TIME = 100
ITEMS_PER_PUBLISH = 50

OWN, COMMON = "to {}\n", "to all\n"


class Client:
    """One raw connection with one stream."""

    def __init__(self, number):
        self.number = number
        self.received = b""
        self._reader = self._writer = None

    async def open(self, port, turn):
        async with turn:
            self._reader, self._writer = await asyncio.open_connection(LOOPBACK, port)
            self._writer.write(b"GET /stream/%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % self.number)
            await self.read_until(b"open\n")
            self.received = b""

    async def read_until(self, marker):
        async with asyncio.timeout(PATIENCE):
            while marker not in self.received:
                data = await self._reader.read(65536)
                assert data, f"stream {self.number} ended with {self.received!r}"
                self.received += data

    def close(self):
        self._writer.close()

    def messages(self):
        """The content that came, without the framing of chunks."""
        chunks, rest = [], self.received
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            chunks.append(rest[: int(size, 16)])
            assert rest[int(size, 16) :][:2] == b"\r\n", rest
            rest = rest[int(size, 16) + 2 :]
        return b"".join(chunks).decode().splitlines(keepends=True)


def test_every_stream_gets_its_own_item_exactly_once(start_server, origin):
    for number in range(CLIENTS):
        origin.on(f"/stream/{number}", stream_hold(f"one-{number}", "all"))
    origin.on("/", Answer(b"hello\n"))
    server = start_server([f"* {origin.target}"], {"runner": {"client_maxconn": 2 * CLIENTS}})
    descriptors = server.open_descriptors()

    async def run():
        clients = [Client(number) for number in range(CLIENTS)]
        turn = asyncio.Semaphore(CONNECTING_AT_A_TIME)
        await asyncio.gather(*[client.open(server.http_port, turn) for client in clients])
        await asyncio.to_thread(publish_to_all, server)
        await asyncio.gather(*[client.read_until(b"to all\n\r\n") for client in clients])
        for client in clients:
            client.close()
        return {client.number: client.messages() for client in clients}

    received = asyncio.run(run())
    # The item for all comes last, and items keep their order, so a second copy of the first would have shown.
    assert received == {number: [OWN.format(number), COMMON] for number in range(CLIENTS)}

    # Origin connections may stay in a pool; client connections may not.
    eventually(lambda: server.open_descriptors() < descriptors + CLIENTS // 2, "the descriptors of the clients are closed")
    assert server.is_running


def publish_to_all(server):
    for first in range(0, CLIENTS, ITEMS_PER_PUBLISH):
        numbers = range(first, first + ITEMS_PER_PUBLISH)
        publish(server, *[stream_item(f"one-{number}", OWN.format(number)) for number in numbers])
    publish(server, stream_item("all", COMMON))
