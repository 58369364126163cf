"""The statistics socket, read with libzmq: every packet in both formats (reference: ops 3)."""
import os
import pathlib

import pytest
from harness.client import Stream, request
from harness.origin import Answer, response_hold, stream_hold
from harness.ports import LOOPBACK, free_port
from harness.publishing import publish, response_item, stream_item
from harness.server import FLAVOR
from harness.statistics import StatisticsReader
from harness.websocket_origin import echo, websocket
from websocket import create_connection

#: Every counter of a report.
REPORT_FIELDS = {
    "duration", "connections", "minutes", "received", "sent", "http-response-sent",
    *(
        f"{side}-{what}-{way}"
        for side in ("client", "server")
        for what in ("header-bytes", "content-bytes", "messages")
        for way in ("received", "sent")
    ),
}


@pytest.fixture(params=["json", "tnetstring"])
def statistics_format(request):
    return request.param


@pytest.fixture
def read_statistics():
    """Open readers; they close when the test ends."""
    readers = []

    def read(address, *topics):
        readers.append(StatisticsReader(address, *topics))
        return readers[-1]

    yield read
    for reader in readers:
        reader.close()


@pytest.fixture
def start(start_server, origin, read_statistics):
    """Start a server with short times, and a reader that sees everything that happens after."""
    def start(statistics_format="json", topics=("activity", "counts", "message", "conn", "sub", "report"), **settings):
        port = free_port()
        handler = {
            "stats_spec": f"tcp://{LOOPBACK}:{port}",
            "stats_format": statistics_format,
            "stats_report_interval": "1",
            "stats_subscription_ttl": "4",
            "subscription_linger": "1",
            **settings,
        }
        server = start_server(
            [f"api.test,id=api {LOOPBACK}:{origin.port}", f"* {LOOPBACK}:{origin.port}"],
            {"handler": handler, "global": {"stats_connection_ttl": "4"}},
        )
        origin.on("/plain", Answer(b"plain"))
        reader = read_statistics(f"tcp://{LOOPBACK}:{port}", *topics)
        # A subscription takes a moment to arrive: requests are made until one is told of.
        while reader.next(timeout=0.2) is None:
            request(server.http_port, "/plain")
        return server, reader

    return start


def test_requests_and_their_connections(start, statistics_format):
    server, reader = start(statistics_format)
    request(server.http_port, "/plain", headers={"Host": "api.test", "X-Forwarded-For": "10.1.2.3, 10.9.9.9"})
    connected = reader.wait_for("conn", type="http", route="api")
    assert connected["peer-address"] == "10.1.2.3"
    assert connected["ttl"] == 4
    assert "ssl" not in connected
    reader.wait_for("conn", id=connected["id"], unavailable=True, route="api")
    reader.wait_for("activity", count=1, route="api")
    # The request that found the reader ready may be among them.
    assert reader.wait_for("counts")["requests-received"] in (1, 2)
    senders = {fields["from"] for _, _, fields in reader.packets}
    name = "pushpin-handler" if FLAVOR == "pushpin" else "handler"
    assert len(senders) == 1 and senders.pop().startswith(f"{name}_")
    assert {notation for _, notation, _ in reader.packets} == {"J" if statistics_format == "json" else "T"}


def test_subscriptions_and_messages_of_a_stream(start, origin, statistics_format):
    server, reader = start(statistics_format, message_block_size="4")
    origin.on("/stream", stream_hold("news"))
    with Stream(server.http_port, "/stream") as first:
        first.read_until(b"open\n")
        packet = reader.wait_for("sub", channel="news", mode="stream")
        assert (packet["subscribers"], packet["ttl"]) == (1, 4)
        with Stream(server.http_port, "/stream") as second:
            second.read_until(b"open\n")
            reader.wait_for("sub", channel="news", subscribers=2)
            publish(server, {**stream_item("news", "hello\n"), "id": "i1"})
            packet = reader.wait_for("message", channel="news")
            assert (packet["count"], packet["transport"], packet["item-id"], packet["blocks"]) == (
                2, "http-stream", "i1", 4,
            )
        reader.wait_for("sub", channel="news", subscribers=1)
        # Told again and again while it lasts.
        reader.wait_for("sub", channel="news", subscribers=1)
    reader.wait_for("sub", channel="news", mode="stream", unavailable=True)


def test_a_held_response_lingers(start, origin, statistics_format):
    server, reader = start(statistics_format)
    origin.on("/poll", response_hold("polls"))
    with Stream(server.http_port, "/poll") as poll:
        reader.wait_for("sub", channel="polls", mode="response", subscribers=1)
        publish(server, response_item("polls", "done\n"))
        poll.read_until(b"done\n")
    packet = reader.wait_for("message", channel="polls")
    assert (packet["count"], packet["transport"]) == (1, "http-response")
    assert "item-id" not in packet and "blocks" not in packet
    reader.wait_for("sub", channel="polls", mode="response", unavailable=True)


def test_websockets(start, origin, statistics_format):
    server, reader = start(statistics_format)
    origin.on("/ws", websocket(echo))
    client = create_connection(f"ws://{LOOPBACK}:{server.http_port}/ws")
    connected = reader.wait_for("conn", type="ws", peer_address=LOOPBACK)
    assert connected["id"].count("-") == 4
    # Told again and again while it lasts.
    reader.wait_for("conn", id=connected["id"], ttl=4)
    client.send("hello")
    assert client.recv() == "hello"
    reader.wait_for("report", client_messages_received=1, server_messages_sent=1)
    client.close()
    reader.wait_for("conn", id=connected["id"], unavailable=True)


def test_reports_have_every_counter(start, origin, statistics_format):
    server, reader = start(statistics_format, topics=("report",))
    origin.on("/stream", stream_hold("news"))
    with Stream(server.http_port, "/stream", headers={"Host": "api.test"}) as stream:
        stream.read_until(b"open\n")
        publish(server, stream_item("news", "hello\n"))
        stream.read_until(b"hello\n")
        report = reader.wait_for("report", route="api", sent=1)
        assert REPORT_FIELDS <= set(report)
        assert report["connections"] == 1
        received = next(fields for _, _, fields in reader.packets if "route" not in fields and fields["received"])
        assert received["received"] == 1
    totals = {
        name: sum(fields[name] for _, _, fields in reader.packets if fields.get("route") == "api")
        for name in REPORT_FIELDS
    }
    assert totals["minutes"] == 1
    assert totals["client-content-bytes-sent"] == len("open\nhello\n")
    assert totals["server-content-bytes-received"] == len("open\n")


@pytest.mark.holdfast_only("Pushpin's parts share their socket")
def test_the_socket_is_a_file_below_rundir(start_server, origin, read_statistics, tmp_path):
    run = tmp_path / "not" / "there"
    run.parent.mkdir()
    settings = {
        "global": {"rundir": str(run), "ipc_prefix": "x-"},
        "handler": {"stats_spec": "ipc://{rundir}/{ipc_prefix}stats", "ipc_file_mode": "700"},
    }
    server = start_server([f"* {LOOPBACK}:{origin.port}"], settings)
    path = run / "x-stats"
    assert path.is_socket() and os.stat(path).st_mode & 0o777 == 0o700
    reader = read_statistics(f"ipc://{path}", "counts")
    while reader.next(timeout=0.2) is None:
        request(server.http_port, "/plain")
    server.stop()
    assert not path.exists()


@pytest.mark.holdfast_only("names the setting")
def test_a_socket_that_cannot_be_opened_is_named(new_server, origin, tmp_path):
    (tmp_path / "file").write_text("in the way")
    server = new_server(
        [f"* {LOOPBACK}:{origin.port}"], {"handler": {"stats_spec": f"ipc://{tmp_path}/file/stats"}}
    )
    with pytest.raises(AssertionError, match="stats_spec"):
        server.start()


@pytest.mark.holdfast_only("Pushpin needs a configuration file")
def test_without_a_file_the_socket_is_no_must(new_server):
    server = new_server(without_files=True)
    # Where its directory should be there is a file.
    pathlib.Path(server.directory, "run").write_text("in the way")
    server.start()
    assert "no statistics socket" in server.logs() or os.path.exists("/etc/pushpin/pushpin.conf")
