"""Thousands of streams that all miss the same item: each gets it once, and the origin is not asked by each."""
import asyncio
import time

from harness.many import open_all, read_all_until
from harness.origin import stream_hold
from harness.publishing import publish
from harness.server import FLAVOR

CLIENTS = 2000
EVENT_LOOPS = 2
#: Equal links are one request for each event loop; a stream that comes too late for it shares the next one.
LINK_REQUESTS = 5 * EVENT_LOOPS


class News:
    """An origin's numbered messages, of which it does not publish all."""

    def __init__(self):
        self.count = 0

    def write(self, number):
        assert number == self.count + 1
        self.count = number

    def opening(self, exchange):
        exchange.send(self._hold(b"open\n"))

    def more(self, exchange):
        [last] = exchange.request.header("Grip-Last")
        name, _, last_id = last.partition("; last-id=")
        assert name == "news"
        new = range(int(last_id) + 1, self.count + 1)
        exchange.send(self._hold("".join(map(message, new)).encode()))

    def _hold(self, body):
        return stream_hold(f"news; prev-id={self.count}", body=body, headers=(("Grip-Link", "</more>; rel=next"),))


def message(number):
    return f"message {number}\n"


def item(number):
    content = {"content": message(number)}
    return {"channel": "news", "id": str(number), "prev-id": str(number - 1), "formats": {"http-stream": content}}


def test_every_stream_recovers_what_the_origin_forgot_exactly_once(start_server, origin, capsys):
    news = News()
    news.write(1)
    origin.on("/stream", news.opening).on("/more", news.more)
    settings = {"runner": {"client_maxconn": 2 * CLIENTS, "event_loops": EVENT_LOOPS}}
    server = start_server([f"* {origin.target}"], settings)

    def forget_one_and_publish_two():
        for number in (2, 3, 4):
            news.write(number)
            if number > 2:
                publish(server, item(number))

    def publish_one_more():
        news.write(5)
        publish(server, item(5))

    async def run():
        clients = await open_all(server.http_port, ["/stream"] * CLIENTS)
        started = time.monotonic()
        await asyncio.to_thread(forget_one_and_publish_two)
        await read_all_until(clients, b"message 4\n")
        seconds = time.monotonic() - started
        requests = len(origin.requests("/more"))
        await asyncio.to_thread(publish_one_more)
        await read_all_until(clients, b"message 5\n")
        for client in clients:
            client.close()
        return [client.messages() for client in clients], requests, seconds

    received, requests, seconds = asyncio.run(run())
    with capsys.disabled():
        print(f"\n{CLIENTS} streams recovered within {seconds:.2f} s, with {requests} request(s) for the link")
    # The last item follows on from what was recovered, so a second copy of that would have shown.
    assert [each for each in received if each != [message(number) for number in (2, 3, 4, 5)]] == []
    assert FLAVOR == "pushpin" or requests <= LINK_REQUESTS
