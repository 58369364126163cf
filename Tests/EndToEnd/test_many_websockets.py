"""Thousands of WebSockets: each gets what is published to it exactly once, and leaves nothing behind."""
import asyncio

import pytest

from harness.many_websockets import SubscribingOrigin, open_all, subscriptions
from harness.publishing import publish
from harness.waiting import eventually
from harness.websocket import text
from harness.websocket_origin import GRIP, websocket_over_http

CLIENTS = 5000
ITEMS_PER_PUBLISH = 100
OWN, COMMON = "to {}", "to all"


@pytest.fixture
def tcp_target():
    origin = SubscribingOrigin()
    yield origin.target
    origin.stop()


@pytest.fixture
def http_target(origin):
    def subscribe(events):
        if events.is_opening:
            events.headers.append(GRIP)
            events.sent += [text(message) for message in subscriptions(events.request.target)]

    origin.on("/hold", websocket_over_http(subscribe))
    return f"{origin.target},over_http"


@pytest.mark.parametrize("kind", ["tcp", "http"])
def test_every_websocket_gets_its_own_item_exactly_once(start_server, request, kind):
    target = request.getfixturevalue(f"{kind}_target")
    server = start_server([f"* {target}"], {"runner": {"client_maxconn": 2 * CLIENTS}})
    descriptors = server.open_descriptors()
    received = asyncio.run(run(server))
    # The item for all comes last, and items keep their order, so a second copy of the first would have shown.
    assert received == [["subscribed", OWN.format(number), COMMON] for number in range(CLIENTS)]
    eventually(lambda: server.open_descriptors() < descriptors + CLIENTS // 10, "the descriptors are closed")
    assert server.is_running


async def run(server):
    clients = await open_all(server.http_port, [f"/hold?one-{number}&all" for number in range(CLIENTS)])
    received = [[await client.read()] for client in clients]
    await asyncio.to_thread(publish_to_all, server)
    for client, messages in zip(clients, received):
        messages += [await client.read(), await client.read()]
        client.close()
    return received


def publish_to_all(server):
    for first in range(0, CLIENTS, ITEMS_PER_PUBLISH):
        numbers = range(first, first + ITEMS_PER_PUBLISH)
        publish(server, *[message_item(f"one-{number}", OWN.format(number)) for number in numbers])
    publish(server, message_item("all", COMMON))


def message_item(channel, content):
    return {"channel": channel, "formats": {"ws-message": {"content": content}}}
