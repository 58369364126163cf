"""The life of the process: reload, drain, signals."""
import asyncio
import fcntl
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time

import pytest

from harness.client import Stream, ended, request
from harness.held import CHANNEL, POLL, SOCKET, SOCKET_OVER_HTTP, STREAM, HeldApps, open_held
from harness.origin import Answer
from harness.ports import LOOPBACK, accepts_connections
from harness.process import inherited_environment
from harness.publishing import publish
from harness.server import BINARY
from harness.waiting import PATIENCE, eventually
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


# MARK: Reload


def test_a_reload_leaves_every_hold_alone(start_server, apps, record_property):
    server = open_apps(start_server, apps)
    good_routes = [*apps.routes(), f"new.test {apps.origin.target}"]
    apps.origin.on("/", Answer(b"hello\n"))

    async def run():
        clients = await hold_all(server)
        began = time.monotonic()
        for number, lines in enumerate([good_routes, [*good_routes, "bad.test", "worse.test 127.0.0.1:notaport"]]):
            server.write_routes(lines)
            server.reload()
            expected = ["reloaded", "not reloaded"][number]
            await asyncio.to_thread(eventually, lambda: f"] {expected}" in logged(server), f"the line {expected}")
        record_property("seconds for two reloads", time.monotonic() - began)
        await asyncio.to_thread(publish, server, ITEM)
        await asyncio.gather(*[client.read_until(b"hello") for client in clients])
        for client in clients:
            client.close()
        return clients

    clients = asyncio.run(run())
    assert len(clients) == sum(HOLDS.values())
    assert not any(client.is_ended for client in clients)
    assert request(server.http_port, host="new.test").status == 200, "the good table stays in force"
    faults = [line for line in logged(server).splitlines() if f"{server.routes_path}:" in line]
    assert len(faults) == 2 and all(re.search(r"routes:\d+:\d+: ", line) for line in faults), faults


def logged(server):
    """The lines of the log without their times."""
    return re.sub(r"\[(\w+)\] \S+ \S+ ", r"[\1] ", server.process.output())


def test_settings_change_with_a_reload(start_server, origin):
    origin.on("/", Answer(b"hello\n"))
    server = start_server([f"* {origin.target}"])
    text = server.generated_configuration()
    changed = text.replace("[proxy]", "[proxy]\ncdn_loop=edge", 1).replace("[runner]", "[runner]\nevent_loops=1\nlog_format=json", 1)
    server.write_configuration(changed)
    server.reload()
    eventually(lambda: '"message":"reloaded"' in server.logs(), "the log is in the new format")
    assert "runner/event_loops changed: needs a restart" in server.logs()
    request(server.http_port)
    assert "edge" in ",".join(origin.wait_for("/")[-1].header("CDN-Loop"))
    eventually(lambda: '"code":"200"' in server.logs(), "a request line with fields")


def test_a_bad_configuration_changes_nothing(start_server, origin):
    origin.on("/", Answer(b"hello\n"))
    server = start_server([f"* {origin.target}"])
    bad = server.generated_configuration().replace("[proxy]", "[proxy]\ncdn_loop=edge\ndebug=perhaps", 1)
    server.write_configuration(bad)
    server.write_routes(["nowhere.test 127.0.0.1:1"])
    server.process.signal(signal.SIGHUP)
    eventually(lambda: "not reloaded" in server.logs(), "the reload is refused")
    assert re.search(rf"WARN.*{re.escape(server.configuration_path)}:\d+:\d+: ", server.logs())
    assert request(server.http_port).body == b"hello\n"
    assert origin.wait_for("/")[-1].header("CDN-Loop") == []


def test_publishers_need_the_new_key_after_a_reload(start_server, origin):
    server = start_server([f"* {origin.target}"])
    publish(server, ITEM)
    text = server.generated_configuration().replace("[handler]", "[handler]\ncontrol_key=secret", 1)
    server.write_configuration(text)
    server.reload()
    eventually(lambda: "] reloaded" in logged(server), "the reload")
    body = json.dumps({"items": [ITEM]})
    assert request(server.control_port, "/publish/", "POST", body=body).status == 401
    headers = {"Authorization": "Bearer secret"}
    assert request(server.control_port, "/publish/", "POST", headers=headers, body=body).status == 200


# MARK: The service manager


class Manager:
    """The socket of a service manager, and what it was told."""

    def __init__(self, directory, is_abstract=False):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(PATIENCE)
        name = f"\0holdfast-test-{directory.name}" if is_abstract else str(directory / "notify")
        self._socket.bind(name)
        self.variable = name.replace("\0", "@")

    def read(self):
        return self._socket.recv(4096).decode()

    def read_until(self, text):
        while text not in (notice := self.read()):
            pass
        return notice

    def close(self):
        self._socket.close()


@pytest.fixture(params=[False, True], ids=["path", "abstract"])
def manager(request, tmp_path):
    manager = Manager(tmp_path, request.param)
    yield manager
    manager.close()


def test_the_service_manager_is_told(new_server, origin, manager):
    server = new_server([f"* {origin.target}"])
    server.set_environment("NOTIFY_SOCKET", manager.variable)
    server.start()
    assert manager.read().startswith("READY=1\n")
    server.reload()
    assert re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=\d+\n", manager.read())
    assert manager.read() == "READY=1\nSTATUS=serving\n"
    server.write_routes(["bad.test"])
    server.reload()
    manager.read_until("RELOADING=1")
    assert re.fullmatch(r"READY=1\nSTATUS=not reloaded, 1 faults.*\n", manager.read())
    server.process.signal(signal.SIGTERM)
    assert manager.read_until("STOPPING=1")
    assert server.process.wait(10) == 0


def test_the_watchdog_is_fed_also_during_a_drain(new_server, apps, tmp_path):
    slow = SlowPage(apps.origin)
    manager = Manager(tmp_path)
    server = new_server(apps.routes())
    server.set_environment("NOTIFY_SOCKET", manager.variable)
    server.set_environment("WATCHDOG_USEC", "200000")
    server.start()
    for _ in range(3):
        manager.read_until("WATCHDOG=1")
    answers = in_background(lambda: request(server.http_port, "/slow"), 1)
    apps.origin.wait_for("/slow")
    server.process.signal(signal.SIGTERM)
    manager.read_until("STOPPING=1")
    manager.read_until("WATCHDOG=1")
    slow.release()
    assert answers()[0].status == 200
    manager.close()


def test_sockets_of_the_service_manager_are_taken(new_server, origin):
    """The name decides for the first socket, the address for the second, and nothing for the third."""
    origin.on("/", Answer(b"hello\n"))
    server = new_server([f"* {origin.target}"])
    by_name = socket.create_server((LOOPBACK, 0))
    by_address = socket.create_server((LOOPBACK, server.control_port))
    useless = socket.create_server((LOOPBACK, 0))
    sockets = [by_name, by_address, useless]
    # The shell puts the sockets at descriptor 3 and up, and its own process id into the environment.
    high = [fcntl.fcntl(given.fileno(), fcntl.F_DUPFD, 100) for given in sockets]
    http_port = by_name.getsockname()[1]
    moves = " ".join(f"{3 + index}<&{descriptor}" for index, descriptor in enumerate(high))
    script = f'exec env LISTEN_PID=$$ LISTEN_FDS=3 LISTEN_FDNAMES=http:x:y "$@" {moves}'
    process = subprocess.Popen(
        ["bash", "-c", script, "bash", BINARY, "--config", server.configuration_path],
        pass_fds=high,
        stdout=subprocess.PIPE,
        text=True,
        env=inherited_environment(),
    )
    try:
        for line in process.stdout:
            if line.rstrip().endswith("started"):
                break
            if "not named http" in line:
                assert "name=y" in line
        for given in sockets:
            given.close()
        assert request(http_port).body == b"hello\n"
        publish(server, ITEM)
        assert not accepts_connections(server.http_port), "the named socket took its place"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        for descriptor in high:
            os.close(descriptor)


# MARK: Log


@pytest.mark.parametrize("log_format", ["pushpin", "text", "json"])
def test_the_end_of_a_hold_has_its_reason(start_server, apps, log_format):
    server = start_server(apps.routes(), {"runner": {"log_format": log_format}}, arguments=["--loglevel=3"])
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
    eventually(lambda: "hold ended: client left" in server.logs(), "the stream's end")
    answer = in_background(lambda: request(server.http_port, "/poll"), 1)
    eventually(lambda: "/poll -> " in server.logs() and "accept" in server.logs(), "the long-poll")
    publish(server, ITEM)
    assert answer()[0].body == b"hello\n"
    eventually(lambda: "hold ended: answered by a publish" in server.logs(), "the long-poll's end")


def test_readers_of_pushpins_lines_see_nothing_new(start_server, apps):
    server = start_server(apps.routes())
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
    request(server.http_port, "/last")
    eventually(lambda: "/last" in server.logs(), "the last line")
    assert "hold ended" not in server.logs()
