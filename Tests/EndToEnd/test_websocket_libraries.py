"""WebSocket clients from PyPI, and an origin written with one of them: `websockets` and `websocket-client`."""
import asyncio
import json

import pytest
import websocket
from gripcontrol import GripPubControl, WebSocketMessageFormat, parse_grip_uri
from pubcontrol import Item
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, PerMessageDeflate

from harness.ports import LOOPBACK
from harness.publishing import publish
from harness.waiting import PATIENCE, eventually
from harness.websockets_origin import WebSocketsOrigin, echo

CONTROL = "c:"
LARGE = "größe ☃ " * 100_000


@pytest.fixture
def start_origin_page():
    origins = []

    def start(page, **options):
        origins.append(WebSocketsOrigin(page, **options))
        return origins[-1]

    yield start
    for origin in origins:
        origin.stop()


@pytest.fixture
def echo_origin(start_origin_page):
    return start_origin_page(echo, select_subprotocol=choose)


def choose(_connection, offered):
    return "chat.v2" if "chat.v2" in offered else None


@pytest.fixture
def server(start_server, echo_origin):
    return start_server([f"* {echo_origin.target}"])


@pytest.fixture
def compressing_server(start_server, echo_origin):
    return start_server([f"* {echo_origin.target}"], {"runner": {"allow_compression": "true"}})


def url(server, path="/"):
    return f"ws://{LOOPBACK}:{server.http_port}{path}"


def run(session, server, **options):
    """Run `session(connection)` with a connection of the asyncio client."""

    async def connected():
        async with asyncio.timeout(PATIENCE):
            async with connect(url(server), proxy=None, max_size=None, **options) as connection:
                return await session(connection)

    return asyncio.run(connected())


async def echoes(connection):
    """Both kinds of messages, in one frame and in several, small and large."""
    for message in ("hello", "", b"\x00\xff\xfe", b"", LARGE, LARGE.encode() * 2):
        await connection.send(message)
        assert await connection.recv() == message
    await connection.send(["one ", "two ", "three"])
    assert await connection.recv() == "one two three"


# MARK: websockets


def test_websockets_echo(server):
    run(echoes, server)


def test_websockets_pings_are_answered_by_the_origin(server):
    async def session(connection):
        for payload in (b"", b"payload", b"\xff" * 125):
            await (await connection.ping(payload))
        await connection.send("still here")
        assert await connection.recv() == "still here"

    run(session, server)


def test_websockets_closes_with_code_and_reason(server, echo_origin):
    async def session(connection):
        await connection.close(4001, "größe")
        assert (connection.close_code, connection.close_reason) == (4001, "größe")

    run(session, server)
    eventually(lambda: echo_origin.close_codes == [(4001, "größe")], "the origin sees code and reason")


def test_websockets_is_closed_by_the_origin(start_server, start_origin_page):
    def page(connection):
        assert connection.recv() == "close"
        connection.close(4321, "as you wish")

    async def session(connection):
        await connection.send("close")
        with pytest.raises(ConnectionClosed):
            await connection.recv()
        assert (connection.close_code, connection.close_reason) == (4321, "as you wish")

    run(session, start_server([f"* {start_origin_page(page).target}"]))


def test_websockets_chooses_a_subprotocol_and_sends_headers(server, echo_origin):
    async def session(connection):
        assert connection.subprotocol == "chat.v2"

    cookie = {"Cookie": "a=b"}
    run(session, server, subprotocols=["chat.v3", "chat.v2"], origin="http://page.test", additional_headers=cookie)
    # The origin notes a handshake when it has answered it, which the client may hear of first.
    [seen] = eventually(lambda: echo_origin.handshakes, "a handshake with the origin")
    assert (seen.headers["Origin"], seen.headers["Cookie"]) == ("http://page.test", "a=b")
    assert seen.headers["Sec-WebSocket-Protocol"] == "chat.v3, chat.v2"


def test_websockets_sees_a_refusal(start_server, origin):
    server = start_server([f"* {origin.target}"])

    async def attempt():
        with pytest.raises(InvalidStatus) as refusal:
            async with connect(url(server), proxy=None):
                pass
        return refusal.value.response

    response = asyncio.run(attempt())
    assert (response.status_code, response.body) == (404, b"no such page\n")


def test_websockets_keeps_many_connections_at_once(server):
    async def one(number):
        async with connect(url(server), proxy=None) as connection:
            for count in range(10):
                await connection.send(f"{number} {count}")
                assert await connection.recv() == f"{number} {count}"

    async def all_of_them():
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*[one(number) for number in range(100)])

    asyncio.run(all_of_them())


# MARK: permessage-deflate of websockets

OFFERS = {
    "as it comes": None,
    "small window": [ClientPerMessageDeflateFactory(client_max_window_bits=9)],
    "no context": [ClientPerMessageDeflateFactory(client_no_context_takeover=True, server_no_context_takeover=True)],
}


@pytest.mark.holdfast_only("since Pushpin 2.0")
@pytest.mark.parametrize("extensions", OFFERS.values(), ids=OFFERS.keys())
def test_websockets_compresses(compressing_server, extensions):
    async def session(connection):
        [extension] = connection.protocol.extensions
        assert isinstance(extension, PerMessageDeflate)
        assert extension.remote_no_context_takeover and extension.local_no_context_takeover
        await echoes(connection)
        await echoes(connection)

    options = {"compression": None, "extensions": extensions} if extensions else {}
    run(session, compressing_server, **options)


def test_websockets_does_not_compress_without_the_setting(server):
    async def session(connection):
        assert connection.protocol.extensions == []
        await echoes(connection)

    run(session, server)


# MARK: websocket-client


@pytest.fixture
def open_client():
    """Open connections of `websocket-client`; they close when the test ends."""
    connections = []

    def open_connection(server, **options):
        connections.append(websocket.create_connection(url(server), timeout=PATIENCE, **options))
        return connections[-1]

    yield open_connection
    for connection in connections:
        connection.shutdown()


def test_websocket_client_echoes(server, open_client):
    client = open_client(server)
    for message in ("hello", "größe ☃", LARGE):
        client.send(message)
        assert client.recv() == message
    client.send_binary(b"\x00\xff")
    assert client.recv_data() == (websocket.ABNF.OPCODE_BINARY, b"\x00\xff")


def test_websocket_client_sends_fragments(server, open_client):
    client = open_client(server)
    client.send_frame(websocket.ABNF.create_frame("one ", websocket.ABNF.OPCODE_TEXT, fin=0))
    client.send_frame(websocket.ABNF.create_frame("two ", websocket.ABNF.OPCODE_CONT, fin=0))
    client.send_frame(websocket.ABNF.create_frame("three", websocket.ABNF.OPCODE_CONT, fin=1))
    assert client.recv() == "one two three"


def test_websocket_client_sees_the_answer_to_its_ping(server, open_client):
    client = open_client(server)
    client.ping(b"payload")
    frame = client.recv_frame()
    assert (frame.opcode, frame.data) == (websocket.ABNF.OPCODE_PONG, b"payload")


def test_websocket_client_closes(server, echo_origin, open_client):
    client = open_client(server, subprotocols=["chat.v2"], cookie="a=b", header=["X-Extra: yes"])
    assert client.getsubprotocol() == "chat.v2"
    client.send_close(4002, b"enough")
    opcode, payload = client.recv_data(control_frame=True)
    assert (opcode, payload) == (websocket.ABNF.OPCODE_CLOSE, b"\x0f\xa2enough")
    eventually(lambda: echo_origin.close_codes == [(4002, "enough")], "the origin sees code and reason")
    assert echo_origin.handshakes[0].headers["X-Extra"] == "yes"


# MARK: GRIP


def control(control_type, **fields):
    return CONTROL + json.dumps({"type": control_type, **fields})


def chat(connection):
    """Subscribe to the room in the path, and answer with the prefix that GRIP asks for."""
    room = connection.request.path.strip("/")
    connection.send(control("subscribe", channel=room))
    connection.send(f"m:welcome to {room}")
    for message in connection:
        if message == "detach":
            connection.send(control("detach"))
        elif isinstance(message, bytes):
            connection.send(b"m:" + message)
        else:
            connection.send(f"m:you said {message}")


@pytest.fixture
def chat_origin(start_origin_page):
    return start_origin_page(chat, is_grip=True)


@pytest.fixture
def chat_server(start_server, chat_origin):
    return start_server([f"* {chat_origin.target}"])


@pytest.fixture
def enter(chat_server):
    """Enter a room with `websocket-client`; leaves when the test ends."""
    clients = []

    def enter(room="lobby"):
        client = websocket.create_connection(url(chat_server, f"/{room}"), timeout=PATIENCE)
        assert client.recv() == f"welcome to {room}"
        clients.append(client)
        return client

    yield enter
    for client in clients:
        client.shutdown()


def publisher(server):
    return GripPubControl(parse_grip_uri(server.control_url))


def test_what_gripcontrol_publishes_reaches_everybody_in_the_room(chat_server, enter):
    ann, ben, eve = enter(), enter(), enter("elsewhere")
    control_client = publisher(chat_server)
    for content in ("hello all", "größe ☃", LARGE[:100_000]):
        control_client.publish("lobby", publish_item(WebSocketMessageFormat(content)), blocking=True)
        assert [ann.recv(), ben.recv()] == [content, content]
    control_client.publish("lobby", publish_item(WebSocketMessageFormat(b"\x00\xff", binary=True)), blocking=True)
    assert ann.recv_data() == (websocket.ABNF.OPCODE_BINARY, b"\x00\xff")
    eve.send("ping")
    assert eve.recv() == "you said ping"


def publish_item(*formats):
    return Item(list(formats))


def test_messages_of_the_origin_lose_their_prefix(enter):
    client = enter()
    client.send("m:c:x")
    assert client.recv() == "you said m:c:x"
    client.send_binary(b"\x00\xff")
    assert client.recv_data() == (websocket.ABNF.OPCODE_BINARY, b"\x00\xff")


def test_a_published_close_ends_the_connection_on_both_sides(chat_server, chat_origin, enter):
    client = enter()
    closing = WebSocketMessageFormat(action="close", code=4100, reason="room closed")
    publisher(chat_server).publish("lobby", publish_item(closing), blocking=True)
    opcode, payload = client.recv_data(control_frame=True)
    assert (opcode, payload) == (websocket.ABNF.OPCODE_CLOSE, b"\x10\x04room closed")
    eventually(lambda: len(chat_origin.close_codes) == 1, "the origin's connection ends")
    # An empty Close: websockets says 1005 for it.
    assert chat_origin.close_codes == [(1005, "")]


def test_after_detach_only_published_messages_come(chat_server, chat_origin, enter):
    client = enter()
    client.send("detach")
    eventually(lambda: len(chat_origin.close_codes) == 1, "the origin's connection ends")
    client.send("nobody hears this")
    publish(chat_server, {"channel": "lobby", "formats": {"ws-message": {"content": "still here"}}})
    assert client.recv() == "still here"
    client.send_close(1000, b"bye")
    opcode, _ = client.recv_data(control_frame=True)
    assert opcode == websocket.ABNF.OPCODE_CLOSE


def test_messages_that_gripcontrol_publishes_keep_their_order(chat_server, enter):
    clients = [enter() for _ in range(5)]
    control_client = publisher(chat_server)
    for number in range(200):
        control_client.publish("lobby", publish_item(WebSocketMessageFormat(str(number))))
    for client in clients:
        assert [client.recv() for _ in range(200)] == [str(number) for number in range(200)]
    control_client.close()


def test_a_publish_without_the_format_is_nothing_to_a_websocket(chat_server, enter):
    client = enter()
    publish(chat_server, {"channel": "lobby", "formats": {"http-stream": {"content": "for streams"}}})
    publish(chat_server, {"channel": "lobby", "formats": {"ws-message": {"content": "for sockets"}}})
    assert client.recv() == "for sockets"
