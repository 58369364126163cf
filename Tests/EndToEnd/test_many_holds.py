"""Thousands of held streams: each gets what is published to it exactly once, and leaves nothing behind."""
import asyncio

from harness.many import open_all, read_all_until
from harness.origin import Answer, stream_hold
from harness.publishing import publish, stream_item
from harness.waiting import eventually

CLIENTS = 2000
ITEMS_PER_PUBLISH = 50

OWN, COMMON = "to {}\n", "to all\n"


def test_every_stream_gets_its_own_item_exactly_once(start_server, origin):
    for number in range(CLIENTS):
        origin.on(f"/stream/{number}", stream_hold(f"one-{number}", "all"))
    origin.on("/", Answer(b"hello\n"))
    server = start_server([f"* {origin.target}"], {"runner": {"client_maxconn": 2 * CLIENTS}})
    descriptors = server.open_descriptors()

    async def run():
        clients = await open_all(server.http_port, [f"/stream/{number}" for number in range(CLIENTS)])
        await asyncio.to_thread(publish_to_all, server)
        await read_all_until(clients, b"to all\n\r\n")
        for client in clients:
            client.close()
        return [client.messages() for client in clients]

    received = asyncio.run(run())
    # The item for all comes last, and items keep their order, so a second copy of the first would have shown.
    assert received == [[OWN.format(number), COMMON] for number in range(CLIENTS)]

    # Origin connections may stay in a pool; client connections may not.
    eventually(lambda: server.open_descriptors() < descriptors + CLIENTS // 2, "the descriptors of the clients are closed")
    assert server.is_running


def publish_to_all(server):
    for first in range(0, CLIENTS, ITEMS_PER_PUBLISH):
        numbers = range(first, first + ITEMS_PER_PUBLISH)
        publish(server, *[stream_item(f"one-{number}", OWN.format(number)) for number in numbers])
    publish(server, stream_item("all", COMMON))
