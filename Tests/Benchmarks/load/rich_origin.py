#!/usr/bin/env python3
"""rich_origin.py PORT: an origin whose streams have all that a stream can have.

Three channels, the last two shared by all, a next link, and a keep-alive. `?channel=NAME` names the first.
"""
import asyncio
import re
import sys

RESPONSE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nGrip-Hold: stream\r\n"
    b"Grip-Channel: %(channel)s, news, alerts\r\n"
    b"Grip-Link: </stream?channel=%(channel)s&after=1>; rel=next\r\n"
    b'Grip-Keep-Alive: \\n; format=cstring; timeout=45\r\n'
    b"Content-Length: 6\r\n\r\n: hi\n\n"
)


class Origin(asyncio.Protocol):
    def __init__(self):
        self._received = b""

    def connection_made(self, transport):
        self._transport = transport

    def data_received(self, data):
        *heads, self._received = (self._received + data).split(b"\r\n\r\n")
        for head in heads:
            channel = re.search(rb"channel=([\w-]+)", head)
            self._transport.write(RESPONSE % {b"channel": channel[1] if channel else b"test"})


async def main():
    server = await asyncio.get_running_loop().create_server(Origin, "127.0.0.1", int(sys.argv[1]), backlog=4096)
    await server.serve_forever()


asyncio.run(main())
