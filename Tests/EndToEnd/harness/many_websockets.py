"""Thousands of WebSockets in one thread: raw clients, and a raw origin that subscribes each to what its path says."""
import asyncio
import contextlib
import json
import socket
import threading

from .many import CONNECTING_AT_A_TIME
from .ports import LOOPBACK
from .waiting import PATIENCE
from .websocket import Opcode, accept_value, frame, handshake


class ManyClient:
    """One raw connection that takes small unmasked text frames."""

    def __init__(self, path):
        self.path = path
        self._reader = self._writer = None

    async def open(self, port):
        self._reader, self._writer = await asyncio.open_connection(LOOPBACK, port)
        self._writer.write(handshake(self.path))
        async with asyncio.timeout(PATIENCE):
            head = await self._reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head

    async def read(self):
        """The next text, of at most 125 bytes."""
        async with asyncio.timeout(PATIENCE):
            first, size = await self._reader.readexactly(2)
            assert (first, size < 126) == (0x80 | Opcode.TEXT, True), (first, size)
            return (await self._reader.readexactly(size)).decode()

    def close(self):
        self._writer.close()


async def open_all(port, paths):
    """A client for each path, all with their handshakes made."""
    turn = asyncio.Semaphore(CONNECTING_AT_A_TIME)

    async def open_one(path):
        client = ManyClient(path)
        async with turn:
            await client.open(port)
        return client

    return await asyncio.gather(*[open_one(path) for path in paths])


def subscriptions(target):
    """The control messages for a target such as `/hold?one-7&all`, and a message that says they are made."""
    channels = target.partition("?")[2].split("&")
    subscribe = ["c:" + json.dumps({"type": "subscribe", "channel": channel}) for channel in channels]
    return [*subscribe, "m:subscribed"]


class SubscribingOrigin:
    """Accepts GRIP on every handshake, sends the subscriptions, and keeps the connection."""

    def __init__(self):
        self._socket = socket.create_server((LOOPBACK, 0), backlog=1024)
        self.target = f"{LOOPBACK}:{self._socket.getsockname()[1]}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, sock=self._socket), self._loop).result()

    async def _serve(self, reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
            key = next(value for name, value in fields.items() if name.lower() == "sec-websocket-key")
            answer = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
            answer += [f"Sec-WebSocket-Accept: {accept_value(key)}", "Sec-WebSocket-Extensions: grip", "", ""]
            writer.write("\r\n".join(answer).encode())
            for message in subscriptions(head.split(" ")[1]):
                writer.write(frame(Opcode.TEXT, message.encode()))
            while await reader.read(65536):
                pass
        writer.close()

    def stop(self):
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._socket.close()

    async def _leave(self):
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
