"""Thousands of clients in one thread: raw connections, each with one stream."""
import asyncio

from .ports import LOOPBACK
from .waiting import PATIENCE

CONNECTING_AT_A_TIME = 100


class StreamClient:
    """One raw connection with one stream, which begins with the line `open`."""

    def __init__(self, path):
        self.path = path
        self.received = b""
        self._reader = self._writer = None

    async def open(self, port, tls=None):
        options = {"ssl": tls.context, "server_hostname": tls.name} if tls else {}
        self._reader, self._writer = await asyncio.open_connection(LOOPBACK, port, **options)
        self._writer.write(f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        await self.read_until(b"open\n")
        self.received = b""

    async def read_until(self, marker):
        async with asyncio.timeout(PATIENCE):
            while marker not in self.received:
                data = await self._reader.read(65536)
                assert data, f"stream {self.path} ended with {self.received!r}"
                self.received += data

    def close(self):
        self._writer.close()

    def messages(self):
        """The lines that came, without the framing of chunks."""
        chunks, rest = [], self.received
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            chunks.append(rest[: int(size, 16)])
            assert rest[int(size, 16) :][:2] == b"\r\n", rest
            rest = rest[int(size, 16) + 2 :]
        return b"".join(chunks).decode().splitlines(keepends=True)


async def open_all(port, paths, tls=None):
    """A client for each path, once all their streams have begun."""
    turn = asyncio.Semaphore(CONNECTING_AT_A_TIME)

    async def open_one(path):
        client = StreamClient(path)
        async with turn:
            await client.open(port, tls)
        return client

    return await asyncio.gather(*[open_one(path) for path in paths])


async def read_all_until(clients, marker):
    """Wait until every client has received `marker`."""
    await asyncio.gather(*[client.read_until(marker) for client in clients])
