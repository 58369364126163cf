"""A thousand holds of every kind in one thread, each with what it has received."""
import asyncio
import struct

from .many import CONNECTING_AT_A_TIME
from .many_websockets import SubscribingOrigin, subscriptions
from .origin import response_hold, stream_hold
from .ports import LOOPBACK
from .waiting import PATIENCE
from .websocket import Opcode, client_frame, handshake, text
from .websocket_origin import GRIP, websocket_over_http

STREAM, POLL, SOCKET, SOCKET_OVER_HTTP = "stream", "poll", "socket", "socket-over-http"
#: What comes after which a hold is there.
_OPENINGS = {STREAM: b"open\n", POLL: None, SOCKET: b"subscribed", SOCKET_OVER_HTTP: b"subscribed"}
CHANNEL = "all"


class HeldApps:
    """What the holds are asked of: an Origin, and an origin of WebSockets."""

    def __init__(self, origin):
        self.origin = origin
        self.disconnected = []
        self.tunnels = SubscribingOrigin()
        origin.on("/stream", stream_hold(CHANNEL, content_type="text/event-stream"))
        origin.on("/poll", response_hold(CHANNEL))
        origin.on("/hold", websocket_over_http(self._events))

    def routes(self):
        return [
            f"*,proto=http {self.origin.target}",
            f"{SOCKET}.test,proto=ws {self.tunnels.target}",
            f"{SOCKET_OVER_HTTP}.test,proto=ws {self.origin.target},over_http",
        ]

    def _events(self, events):
        if events.is_opening:
            events.headers.append(GRIP)
            events.sent += [text(message) for message in subscriptions(events.request.target)]
        if "DISCONNECT" in events.received:
            self.disconnected.append(events.connection_id)

    def stop(self):
        self.tunnels.stop()


class Held:
    """One raw connection with a hold, which answers a Close."""

    def __init__(self, kind):
        self.kind = kind
        self.received = b""
        self.is_ended = False
        self._reader = self._writer = None

    async def open(self, port):
        self._reader, self._writer = await asyncio.open_connection(LOOPBACK, port)
        if self.kind in (SOCKET, SOCKET_OVER_HTTP):
            self._writer.write(handshake(f"/hold?{CHANNEL}", host=f"{self.kind}.test"))
        else:
            self._writer.write(f"GET /{self.kind} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        if _OPENINGS[self.kind]:
            await self.read_until(_OPENINGS[self.kind])
            self.received = b""

    async def read_until(self, marker):
        async with asyncio.timeout(PATIENCE):
            while marker not in self.received:
                assert await self._read(), f"{self.kind} ended with {self.received!r}"

    async def read_to_end(self):
        async with asyncio.timeout(PATIENCE):
            while await self._read():
                if self.close_code is not None:
                    self._writer.write(client_frame(Opcode.CLOSE, struct.pack(">H", self.close_code)))
        self.is_ended = True
        self._writer.close()

    async def _read(self):
        data = await self._reader.read(65536)
        self.received += data
        return data

    @property
    def close_code(self):
        """The code of a Close at the end of what was received."""
        position = self.received.rfind(bytes([0x80 | Opcode.CLOSE]))
        if self.kind not in (SOCKET, SOCKET_OVER_HTTP) or position < 0:
            return None
        return struct.unpack(">H", self.received[position + 2 : position + 4])[0]

    def close(self):
        self._writer.close()


async def open_held(port, counts):
    """Holds, so many of each kind, once all of those that can tell have begun."""
    turn = asyncio.Semaphore(CONNECTING_AT_A_TIME)

    async def open_one(kind):
        client = Held(kind)
        async with turn:
            await client.open(port)
        return client

    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    return await asyncio.gather(*map(open_one, kinds))
