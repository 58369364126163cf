"""The ZeroMQ sockets, with pyzmq as the other side."""
import os
import socket
import stat

import pytest
import tnetstring
import zmq
from gripcontrol import GripPubControl

from harness.client import Stream, request
from harness.origin import response_hold, stream_hold
from harness.ports import LOOPBACK, free_port
from harness.programs import run
from harness.publishing import response_item, stream_item
from harness.waiting import eventually
from harness.websocket import WebSocketClient, binary, text
from harness.websocket_origin import websocket, websocket_over_http
from harness.zeromq import NOTATIONS, Peers, call, subscriptions, tnetstring_of, wait_for_line

holdfast_only = pytest.mark.holdfast_only


@pytest.fixture
def peers():
    peers = Peers()
    yield peers
    peers.close()


@pytest.fixture
def holding_origin(origin):
    origin.on("/stream", stream_hold("news"))
    origin.on("/other", stream_hold("other"))
    origin.on("/poll", response_hold("news"))
    return origin


@pytest.fixture
def server(start_server, holding_origin):
    return start_server([f"* {holding_origin.target}"])


@pytest.fixture
def stream(server):
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        yield stream


# MARK: PUSH to PULL


@pytest.mark.parametrize("encoded", NOTATIONS.values(), ids=NOTATIONS.keys())
def test_pushed_item_reaches_a_stream(server, stream, peers, encoded):
    publisher = peers.connect(zmq.PUSH, server.pull_address)
    publisher.send(encoded(stream_item("news", "häppened\n")))
    assert stream.read_until(b"\n") == "häppened\n".encode()


@pytest.mark.parametrize("encoded", NOTATIONS.values(), ids=NOTATIONS.keys())
def test_pushed_item_answers_a_long_poll(server, peers, encoded):
    publisher = peers.connect(zmq.PUSH, server.pull_address)
    with Stream(server.http_port, "/poll") as poll:
        server.wait_until_held("/poll")
        item = response_item("news", "done\n", code=202, reason="Taken", headers=[["X-Kind", "news"]])
        publisher.send(encoded(item))
        assert (poll.status, poll.response.reason, poll.header("X-Kind")) == (202, "Taken", "news")
        assert poll.read_to_end() == b"done\n"


def test_content_of_a_tnetstring_is_raw(server, stream, peers):
    content = bytes(range(256)) + b"end"
    publisher = peers.connect(zmq.PUSH, server.pull_address)
    publisher.send(tnetstring_of(stream_item("news", content)))
    assert stream.read_until(b"end") == content


def test_short_form_needs_no_formats(server, stream, peers):
    publisher = peers.connect(zmq.PUSH, server.pull_address)
    publisher.send(tnetstring_of({"channel": "news", "http-stream": {"content": "short\n"}}))
    assert stream.read_until(b"\n") == b"short\n"


def test_every_item_of_several_publishers_arrives_in_its_order(server, stream, peers):
    count = 3000
    publishers = [peers.connect(zmq.PUSH, server.pull_address) for _ in range(3)]
    for number in range(count):
        for name, publisher in enumerate(publishers):
            publisher.send(tnetstring_of(stream_item("news", f"{name} {number}\n")))
    lines = [stream.read_until(b"\n").decode().split() for _ in range(count * len(publishers))]
    for name in range(len(publishers)):
        assert [int(number) for own, number in lines if int(own) == name] == list(range(count))


UNREADABLE = {
    "two parts": ([b"two", b"parts"], "received message with parts != 1, skipping"),
    "no JSON": ([b"J{"], "received message with invalid format (json parse failed), skipping"),
    "no JSON object": ([b"J[]"], "received message with invalid format (not a valid json object), skipping"),
    "empty": ([b""], "received message with invalid format (tnetstring parse failed), skipping"),
    "no tnetstring": ([b"\xff\xfe"], "received message with invalid format (tnetstring parse failed), skipping"),
    "no dictionary": (
        [b"T5:hello,"],
        "received message with invalid format: publish item object is not an object, skipping",
    ),
    "no channel": (
        [b"T0:}"],
        "received message with invalid format: publish item object does not contain 'channel', skipping",
    ),
    "base64 in a tnetstring": (
        [tnetstring_of({"channel": "news", "http-stream": {"content-bin": "eAo="}})],
        "received message with invalid format: 'http-stream' does not contain 'content', skipping",
    ),
}


@pytest.mark.parametrize("parts, line", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_unreadable_message_is_named_in_the_log_and_passed_over(server, stream, peers, parts, line):
    publisher = peers.connect(zmq.PUSH, server.pull_address)
    publisher.send_multipart(parts)
    publisher.send(tnetstring_of(stream_item("news", "fine\n")))
    assert stream.read_until(b"\n") == b"fine\n"
    wait_for_line(server, "WARN", f"IN pull: {line}")


def test_slow_server_loses_nothing(server, stream, peers):
    """More than the sockets' buffers hold, faster than it is taken: the publisher has to wait."""
    publisher = peers.connect(zmq.PUSH, server.pull_address)
    content = b"x" * 20_000 + b"\n"
    for number in range(1000):
        publisher.send(tnetstring_of(stream_item("news", b"%d " % number + content)))
        if number % 50 == 49:
            for expected in range(number - 49, number + 1):
                assert stream.read_until(b"\n").startswith(b"%d " % expected)


# MARK: PUB to SUB


@pytest.mark.parametrize("encoded", NOTATIONS.values(), ids=NOTATIONS.keys())
def test_item_sent_to_a_topic_reaches_the_channel_of_that_name(server, stream, peers, encoded):
    publisher = peers.connect(zmq.XPUB, server.sub_address)
    subscriptions(publisher, b"\x01news")
    publisher.send_multipart([b"news", encoded({"formats": {"http-stream": {"content": "one\n"}}})])
    publisher.send_multipart([b"news", encoded({"channel": "other", "http-stream": {"content": "two\n"}})])
    assert stream.read_until(b"two\n") == b"one\ntwo\n"


def test_publishers_hear_of_the_first_and_the_last_subscription(server, peers):
    publisher = peers.connect(zmq.XPUB, server.sub_address)
    with Stream(server.http_port, "/stream") as first:
        first.read_until(b"open\n")
        subscriptions(publisher, b"\x01news")
        with Stream(server.http_port, "/stream") as second, Stream(server.http_port, "/other") as other:
            second.read_until(b"open\n")
            other.read_until(b"open\n")
            subscriptions(publisher, b"\x01other")
        subscriptions(publisher, b"\x00other")
    subscriptions(publisher, b"\x00news")


def test_channel_of_a_long_poll_lingers(start_server, holding_origin, peers):
    server = start_server([f"* {holding_origin.target}"], {"handler": {"subscription_linger": "1"}})
    publisher = peers.connect(zmq.XPUB, server.sub_address)
    for number in range(2):
        with Stream(server.http_port, "/poll") as poll:
            if number == 0:
                subscriptions(publisher, b"\x01news")
            server.wait_until_held("/poll", number + 1)
            publisher.send_multipart([b"news", tnetstring_of({"http-response": {"body": "done"}})])
            assert poll.read_to_end() == b"done"
    subscriptions(publisher, b"\x00news")


def test_topic_matches_by_its_beginning_and_the_channel_exactly(server, stream, peers):
    publisher = peers.connect(zmq.XPUB, server.sub_address)
    subscriptions(publisher, b"\x01news")
    publisher.send_multipart([b"newspaper", tnetstring_of({"http-stream": {"content": "for others\n"}})])
    publisher.send_multipart([b"news", tnetstring_of({"http-stream": {"content": "for us\n"}})])
    assert stream.read_until(b"\n") == b"for us\n"
    wait_for_line(server, "publish channel=newspaper receivers=0")


def test_message_to_a_topic_has_two_parts(server, stream, peers):
    publisher = peers.connect(zmq.XPUB, server.sub_address)
    subscriptions(publisher, b"\x01news")
    publisher.send_multipart([b"news"])
    publisher.send_multipart([b"news", tnetstring_of({"http-stream": {"content": "fine\n"}})])
    assert stream.read_until(b"\n") == b"fine\n"
    wait_for_line(server, "WARN", "IN sub: received message with parts != 2, skipping")


def test_publisher_that_comes_later_hears_of_all_channels(server, stream, peers):
    for number in range(3):
        publisher = peers.connect(zmq.XPUB, server.sub_address)
        subscriptions(publisher, b"\x01news")
        publisher.send_multipart([b"news", tnetstring_of({"http-stream": {"content": f"{number}\n"}})])
        assert stream.read_until(b"\n") == b"%d\n" % number
        publisher.close()


def test_sub_socket_connects_and_does_so_again(start_server, holding_origin, peers):
    """The server is there first, and the publishers come and go."""
    addresses = [f"tcp://{LOOPBACK}:{free_port()}" for _ in range(2)]
    settings = {"push_in_sub_connect": "true", "push_in_sub_specs": ",".join(addresses)}
    server = start_server([f"* {holding_origin.target}"], {"handler": settings})
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        for number in range(3):
            for address in addresses:
                publisher = peers.bind(zmq.XPUB, address)
                subscriptions(publisher, b"\x01news")
                publisher.send_multipart([b"news", tnetstring_of({"http-stream": {"content": f"{number}\n"}})])
                assert stream.read_until(b"\n") == b"%d\n" % number
                publisher.unbind(address)
                publisher.close()


# MARK: Commands


@pytest.fixture(params=[zmq.REQ, zmq.DEALER], ids=["REQ", "DEALER"])
def client(server, peers, request):
    return peers.connect(request.param, server.command_address)


def test_publish_command_publishes(client, stream):
    items = [stream_item("news", "first\n"), stream_item("news", "second\n")]
    assert call(client, "publish", {"items": items}) == {b"success": True, b"value": None}
    assert stream.read_until(b"second\n") == b"first\nsecond\n"


BAD_REQUESTS = {
    "publish without items": ("publish", {}, b"Invalid format: object does not contain 'items'"),
    "items that are no list": ("publish", {"items": "x"}, b"Invalid format: object contains 'items' with wrong type"),
    "an item without form": ("publish", {"items": [{"channel": "c"}]}, b"Invalid format: no formats specified"),
    "refresh of nothing": ("refresh", {}, None),
    "conncheck of nothing": ("conncheck", {}, None),
    "conncheck of numbers": ("conncheck", {"ids": [1]}, None),
}


@pytest.mark.parametrize("method, arguments, value", BAD_REQUESTS.values(), ids=BAD_REQUESTS.keys())
def test_bad_arguments_are_answered(client, method, arguments, value):
    expected = {b"success": False, b"condition": b"bad-request"}
    if value is not None:
        expected[b"value"] = value
    assert call(client, method, arguments) == expected


def test_unknown_method_is_answered(client):
    assert call(client, "no-such-method") == {b"success": False, b"condition": b"method-not-found"}


def test_recover_makes_long_polls_ask_again(client, server, holding_origin):
    with Stream(server.http_port, "/poll"):
        server.wait_until_held("/poll")
        asked = len(holding_origin.requests("/poll"))
        assert call(client, "recover") == {b"success": True, b"value": None}
        holding_origin.wait_for("/poll", asked + 1)


def test_addresses_are_told(client, server):
    assert call(client, "get-zmq-uris")[b"value"] == {
        b"command": server.command_address.encode(),
        b"publish-pull": server.pull_address.encode(),
        b"publish-sub": server.sub_address.encode(),
    }


def test_sub_socket_that_connects_has_no_address_for_publishers(start_server, peers):
    address = f"tcp://{LOOPBACK}:{free_port()}"
    settings = {"push_in_sub_connect": "true", "push_in_sub_specs": address}
    server = start_server(["* test"], {"handler": settings})
    client = peers.connect(zmq.REQ, server.command_address)
    assert sorted(call(client, "get-zmq-uris")[b"value"]) == [b"command", b"publish-pull"]


MISSING = {b"success": False, b"condition": b"item-not-found"}


class Application:
    """A WebSocket-over-HTTP application that subscribes its clients to a channel."""

    def __init__(self):
        self.connection_ids = []
        self.refreshes = 0

    def __call__(self, events):
        if events.is_opening:
            self.connection_ids.append(events.connection_id)
            events.headers.append(("Sec-WebSocket-Extensions", "grip"))
            events.sent += [text('c:{"type":"subscribe","channel":"news"}'), text("m:subscribed")]
        elif not events.received:
            self.refreshes += 1
            events.sent.append(text(f"m:refreshed {self.refreshes}"))


@pytest.fixture
def over_http(start_server, origin, peers):
    """A client of a WebSocket-over-HTTP application; its server and application beside it."""
    application = Application()
    origin.on("/", websocket_over_http(application))
    server = start_server([f"* {origin.target},over_http"])
    with WebSocketClient(server.http_port) as client:
        client.server, client.application = server, application
        client.commands = peers.connect(zmq.REQ, server.command_address)
        assert client.read() == text("subscribed")
        yield client


def test_refresh_makes_websockets_over_http_call_their_origin(over_http):
    [connection_id] = over_http.application.connection_ids
    for number, arguments in enumerate([{"cid": connection_id}, {"channel": "news"}, {"cid": connection_id}]):
        assert call(over_http.commands, "refresh", arguments) == {b"success": True, b"value": None}
        assert over_http.read() == text(f"refreshed {number + 1}")


def test_refresh_of_nobody(over_http):
    assert call(over_http.commands, "refresh", {"cid": "nobody"}) == MISSING
    assert call(over_http.commands, "refresh", {"channel": "nothing"}) == {b"success": True, b"value": None}


def test_conncheck_knows_websockets_over_http(over_http):
    [connection_id] = over_http.application.connection_ids
    ids = ["nobody", connection_id]
    assert call(over_http.commands, "conncheck", {"ids": ids})[b"value"] == [connection_id.encode()]
    over_http.close()
    eventually(
        lambda: call(over_http.commands, "conncheck", {"ids": ids})[b"value"] == [],
        "the connection is gone for conncheck",
    )


@pytest.mark.parametrize("kind", ["http", "ws"])
def test_conncheck_knows_the_connections_that_statistics_tell(server, peers, origin, kind):
    statistics = peers.socket(zmq.SUB)
    statistics.subscribe(b"conn ")
    statistics.connect(f"ipc://{server.run_directory}/stats")
    origin.on("/", websocket(lambda peer: peer.read()))
    commands = peers.connect(zmq.REQ, server.command_address)

    def id_of_a_connection():
        """The socket may connect later than the client."""
        opened.append(Stream(server.http_port, "/stream") if kind == "http" else WebSocketClient(server.http_port))
        if kind == "http":
            opened[-1].read_until(b"open\n")
        return statistics.poll(500) and tnetstring.loads(statistics.recv().removeprefix(b"conn T"))[b"id"]

    opened = []
    try:
        connection_id = eventually(id_of_a_connection, "a packet about a connection")
        assert call(commands, "conncheck", {"ids": [b"nobody", connection_id]})[b"value"] == [connection_id]
        answer = call(commands, "refresh", {"cid": connection_id})
        assert answer == ({b"success": True, b"value": None} if kind == "ws" else MISSING)
    finally:
        for client in opened:
            client.close()


def test_pushed_message_reaches_a_websocket(over_http, peers):
    publisher = peers.connect(zmq.PUSH, over_http.server.pull_address)
    publisher.send(tnetstring_of({"channel": "news", "ws-message": {"content": "text"}}))
    publisher.send(tnetstring_of({"channel": "news", "ws-message": {"content-bin": b"\x00\xff"}}))
    assert [over_http.read(), over_http.read()] == [text("text"), binary(b"\x00\xff")]


def test_malformed_command_gets_no_answer_and_harms_nobody(server, peers):
    client = peers.connect(zmq.DEALER, server.command_address)
    client.send_multipart([b"", b"junk"])
    client.send_multipart([b"", tnetstring_of({"id": "1"})])
    assert call(client, "recover")[b"success"] is True


@holdfast_only("Pushpin names it otherwise")
def test_malformed_command_is_named_in_the_log(server, peers):
    client = peers.connect(zmq.DEALER, server.command_address)
    client.send_multipart([b"", tnetstring_of({"id": "1"})])
    wait_for_line(server, "WARN", "IN command: received message with invalid format: command does not contain 'method'")


def test_commands_of_one_client_are_answered_in_any_number(server, peers):
    client = peers.connect(zmq.DEALER, server.command_address)
    numbers = [str(number).encode() for number in range(500)]
    for number in numbers:
        client.send_multipart([b"", tnetstring_of({"id": number, "method": "get-zmq-uris"})])
    answers = [tnetstring.loads(client.recv_multipart()[1])[b"id"] for _ in numbers]
    assert sorted(answers) == sorted(numbers)


# MARK: Peers that are none


WRONG_PEERS = {
    "PULL": (zmq.PUB, "pull_address", "IN pull", "use PUSH"),
    "SUB": (zmq.PUSH, "sub_address", "IN sub", "use PUB or XPUB"),
    "command": (zmq.PULL, "command_address", "IN command", "use REQ"),
}


@holdfast_only("Pushpin does not tell")
@pytest.mark.parametrize("kind, address, role, advice", WRONG_PEERS.values(), ids=WRONG_PEERS.keys())
def test_peer_of_a_wrong_type_is_named_in_the_log(server, peers, kind, address, role, advice):
    peers.connect(kind, getattr(server, address))
    wait_for_line(server, "WARN", role, LOOPBACK, advice)


@holdfast_only("Pushpin does not tell")
@pytest.mark.parametrize("address", ["pull_address", "sub_address", "command_address"])
def test_peer_that_speaks_no_zeromq_is_named_in_the_log(server, address):
    port = int(getattr(server, address).rpartition(":")[2])
    with socket.create_connection((LOOPBACK, port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wait_for_line(server, "WARN", f"{LOOPBACK}:{connection.getsockname()[1]}", "not a ZeroMQ peer")


@holdfast_only("Pushpin has no such limit")
def test_message_over_the_limit_ends_its_connection_alone(start_server, holding_origin, peers):
    settings = {"handler": {"zmq_max_message_size": "10k"}}
    server = start_server([f"* {holding_origin.target}"], settings)
    publisher = peers.connect(zmq.PUSH, server.pull_address)
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        publisher.send(tnetstring_of(stream_item("news", "x" * 20_000)))
        wait_for_line(server, "WARN", "IN pull", "10240 bytes")
        peers.connect(zmq.PUSH, server.pull_address).send(tnetstring_of(stream_item("news", "fine\n")))
        assert stream.read_until(b"\n") == b"fine\n"


# MARK: Addresses


def test_sockets_can_be_files(start_server, holding_origin, peers, tmp_path):
    names = {"push_in_spec": "pull", "push_in_sub_specs": "sub", "command_spec": "command"}
    settings = {key: f"ipc://{{rundir}}/{{ipc_prefix}}{name}" for key, name in names.items()}
    server = start_server([f"* {holding_origin.target}"], {"handler": {**settings, "ipc_file_mode": "660"}})
    paths = {name: os.path.join(server.run_directory, f"test-{name}") for name in names.values()}
    assert [stat.S_IMODE(os.stat(path).st_mode) for path in paths.values()] == [0o660] * 3
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        peers.connect(zmq.PUSH, f"ipc://{paths['pull']}").send(tnetstring_of(stream_item("news", "pushed\n")))
        assert stream.read_until(b"\n") == b"pushed\n"
        publisher = peers.connect(zmq.XPUB, f"ipc://{paths['sub']}")
        subscriptions(publisher, b"\x01news")
        publisher.send_multipart([b"news", tnetstring_of({"http-stream": {"content": "sent\n"}})])
        assert stream.read_until(b"\n") == b"sent\n"
    addresses = call(peers.connect(zmq.REQ, f"ipc://{paths['command']}"), "get-zmq-uris")[b"value"]
    assert addresses[b"publish-pull"] == f"ipc://{paths['pull']}".encode()


@holdfast_only("Pushpin binds the first address of push_in_sub_specs only")
def test_a_socket_can_have_several_addresses(start_server, holding_origin, peers):
    keys = ("push_in_spec", "push_in_sub_specs")
    addresses = {key: [f"tcp://{LOOPBACK}:{free_port()}" for _ in range(2)] for key in keys}
    settings = {key: ",".join(values) for key, values in addresses.items()}
    server = start_server([f"* {holding_origin.target}"], {"handler": settings})
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        for address in addresses["push_in_spec"]:
            peers.connect(zmq.PUSH, address).send(tnetstring_of(stream_item("news", "pushed\n")))
            assert stream.read_until(b"\n") == b"pushed\n"
        for address in addresses["push_in_sub_specs"]:
            publisher = peers.connect(zmq.XPUB, address)
            subscriptions(publisher, b"\x01news")
            publisher.send_multipart([b"news", tnetstring_of({"http-stream": {"content": "sent\n"}})])
            assert stream.read_until(b"\n") == b"sent\n"


def test_instance_number_moves_the_ports(new_server, holding_origin, peers):
    server = new_server([f"* {holding_origin.target}"], {"global": {"port_offset": "7"}})
    for name in ("pull_address", "sub_address", "command_address"):
        address, _, port = getattr(server, name).rpartition(":")
        setattr(server, name, f"{address}:{int(port) + 7}")
    server.control_port += 7
    server.start()
    client = peers.connect(zmq.REQ, server.command_address)
    assert call(client, "get-zmq-uris")[b"value"][b"publish-pull"] == server.pull_address.encode()
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        peers.connect(zmq.PUSH, server.pull_address).send(tnetstring_of(stream_item("news", "pushed\n")))
        assert stream.read_until(b"\n") == b"pushed\n"


@holdfast_only("Pushpin ends with another status")
@pytest.mark.parametrize(
    "key, name",
    [("push_in_spec", "pull_address"), ("push_in_sub_specs", "sub_address"), ("command_spec", "command_address")],
)
def test_taken_port_ends_the_start_and_is_named(new_server, key, name):
    server = new_server(["* test"])
    address = getattr(server, name)
    with socket.create_server((LOOPBACK, int(address.rpartition(":")[2]))):
        ended = run("--config", server.configuration_path)
    assert ended.returncode == 3
    assert f"{key} {address}" in ended.stderr


@holdfast_only("Pushpin needs its sockets")
def test_sockets_can_be_turned_off(start_server, peers):
    keys = ("push_in_spec", "push_in_sub_specs", "command_spec")
    server = start_server(["* test"], {"handler": {key: "" for key in keys}})
    assert request(server.http_port).status == 200
    for address in (server.pull_address, server.sub_address, server.command_address):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((LOOPBACK, int(address.rpartition(":")[2])))


# MARK: The client library


@pytest.mark.parametrize("requires_subscribers", [False, True], ids=["PUSH", "PUB"])
def test_gripcontrol_discovers_the_sockets_and_publishes(server, stream, requires_subscribers):
    publisher = GripPubControl(
        {"control_zmq_uri": server.command_address, "require_subscribers": requires_subscribers}
    )
    try:
        # A PUB socket drops what nobody asked for yet: the library hears of the channel a moment later.
        def published():
            publisher.publish_http_stream("news", "from the library\n", blocking=True)
            return "publish channel=news receivers=1" in server.process.output()

        eventually(published, "an item of the library")
        assert stream.read_until(b"\n") == b"from the library\n"
    finally:
        publisher.close()
