"""The life of the process: reload, drain, signals."""
import asyncio
import http.client
import re
import signal
import threading
import time

import pytest

from harness.client import ended, request
from harness.held import CHANNEL, POLL, SOCKET, SOCKET_OVER_HTTP, STREAM, HeldApps, open_held
from harness.origin import Answer
from harness.ports import LOOPBACK, accepts_connections
from harness.publishing import publish
from harness.waiting import eventually
from harness.websocket import WebSocketClient

pytestmark = pytest.mark.holdfast_only("Pushpin neither drains nor reloads its configuration")

HOLDS = {STREAM: 400, POLL: 200, SOCKET: 200, SOCKET_OVER_HTTP: 200}
REQUESTS = 5
ITEM = {
    "channel": CHANNEL,
    "formats": {
        "http-stream": {"content": "data: hello\n\n"},
        "http-response": {"body": "hello\n"},
        "ws-message": {"content": "hello"},
    },
}


@pytest.fixture
def apps(origin):
    apps = HeldApps(origin)
    yield apps
    apps.stop()


class SlowPage:
    """A page that is answered when the test lets it."""

    def __init__(self, origin, path="/slow"):
        self._release = threading.Event()
        origin.on(path, self._answer)

    def _answer(self, exchange):
        self._release.wait()
        exchange.send(Answer(b"finished\n"))

    def release(self):
        self._release.set()


def in_background(call, count):
    """The results of `call`, made so often at the same time, once the list is joined."""
    results = []
    threads = [threading.Thread(target=lambda: results.append(call()), daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()

    def join():
        for thread in threads:
            thread.join()
        return results

    return join


def open_apps(start_server, apps, settings=None):
    """A server with a thousand holds; `wait_until_held` counts the long-polls, which say nothing."""
    limit = {"runner": {"client_maxconn": 4 * sum(HOLDS.values())}}
    return start_server(apps.routes(), {**limit, **(settings or {})})


async def hold_all(server):
    clients = await open_held(server.http_port, HOLDS)
    await asyncio.to_thread(server.wait_until_held, "/poll", HOLDS[POLL])
    return clients


# MARK: Drain


def test_a_drain_tells_every_hold_and_finishes_what_is_in_progress(start_server, apps, record_property):
    slow = SlowPage(apps.origin)
    server = open_apps(start_server, apps)

    async def run():
        clients = await hold_all(server)
        answers = in_background(lambda: request(server.http_port, "/slow"), REQUESTS)
        apps.origin.wait_for("/slow", REQUESTS)
        began = time.monotonic()
        server.process.signal(signal.SIGTERM)
        await asyncio.gather(*[client.read_to_end() for client in clients])
        told = time.monotonic() - began
        assert server.is_running, "requests are in progress"
        assert not accepts_connections(server.http_port)
        slow.release()
        return clients, await asyncio.to_thread(answers), told

    clients, answers, told = asyncio.run(run())
    assert server.process.wait(10) == 0
    record_property("seconds until all were told", told)
    print(f"{len(clients)} holds told in {told:.3f} s")

    by_kind = {kind: [client for client in clients if client.kind == kind] for kind in HOLDS}
    retries = []
    for client in by_kind[STREAM]:
        [milliseconds] = re.findall(rb"retry: (\d+)\n\n", client.received)
        assert client.received.endswith(b"0\r\n\r\n"), client.received
        retries.append(int(milliseconds))
    assert min(retries) >= 1000 and max(retries) <= 3000 and len(set(retries)) > 100
    for client in by_kind[POLL]:
        assert client.received.startswith(b"HTTP/1.1 200 ") and client.received.endswith(b"nothing yet\n")
        assert b"\r\nConnection: close\r\n" in client.received
    assert {client.close_code for client in by_kind[SOCKET] + by_kind[SOCKET_OVER_HTTP]} == {1001}
    assert [(answer.status, answer.body) for answer in answers] == [(200, b"finished\n")] * REQUESTS
    assert {answer.headers["Connection"] for answer in answers} == {"close"}
    assert len(set(apps.disconnected)) == HOLDS[SOCKET_OVER_HTTP]
    [line] = [line for line in server.logs().splitlines() if " drained cut=" in line]
    for number in ["streams.told=400", "longpolls.answered=200", "websockets.closed=400", "requests.finished=5", "cut=0"]:
        assert number in line, line


def test_publishers_are_served_until_the_drain_ends(start_server, apps):
    slow = SlowPage(apps.origin)
    server = start_server(apps.routes())
    answers = in_background(lambda: request(server.http_port, "/slow"), 1)
    apps.origin.wait_for("/slow")
    server.process.signal(signal.SIGTERM)
    eventually(lambda: "stopping..." in server.logs(), "the drain begins")
    publish(server, ITEM)
    slow.release()
    assert answers()[0].status == 200
    assert server.process.wait(10) == 0


def test_without_anything_open_the_process_ends_at_once(start_server, origin):
    origin.on("/", Answer(b"hello\n"))
    server = start_server([f"* {origin.target}"])
    idle = http.client.HTTPConnection(LOOPBACK, server.http_port)
    idle.request("GET", "/")
    assert idle.getresponse().read() == b"hello\n"
    server.process.signal(signal.SIGTERM)
    assert ended(idle.sock), "a connection without a request is closed"
    assert server.process.wait(5) == 0
    idle.close()
    assert "cut=0" in server.logs()


def test_a_second_signal_ends_the_drain(start_server, apps):
    SlowPage(apps.origin)
    server = start_server(apps.routes())
    in_background(lambda: request(server.http_port, "/slow"), 1)
    apps.origin.wait_for("/slow")
    for _ in range(2):
        server.process.signal(signal.SIGTERM)
        eventually(lambda: "stopping..." in server.logs(), "the drain begins")
    assert server.process.wait(5) == 0
    assert "cut=1 cut.holds=0 cut.requests=1" in server.logs()


def test_what_is_left_after_the_grace_time_is_cut(start_server, apps):
    SlowPage(apps.origin)
    server = start_server(apps.routes(), {"runner": {"shutdown_grace": 1}})
    in_background(lambda: request(server.http_port, "/slow"), 1)
    apps.origin.wait_for("/slow")
    with WebSocketClient(server.http_port, f"/hold?{CHANNEL}", host="socket.test") as silent:
        server.process.signal(signal.SIGTERM)
        assert server.process.wait(10) == 0
        assert silent.read_frame() is not None
    assert "cut.requests=1" in server.logs() and "cut.websockets=1" in server.logs()


# MARK: Other signals


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGHUP])
def test_the_log_is_opened_anew(start_server, origin, tmp_path, number):
    log = tmp_path / "log"
    server = start_server([f"* {origin.target}"], {"runner": {"log_file": log}})
    log.rename(tmp_path / "log.1")
    server.process.signal(number)
    eventually(log.exists, "the log file is there again")
    request(server.http_port, "/after")
    eventually(lambda: "/after" in log.read_text(), "lines go to the new file")
    assert "/after" not in (tmp_path / "log.1").read_text()
