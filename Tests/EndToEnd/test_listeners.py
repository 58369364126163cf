"""Several ports of several kinds at once, and what a start says when one cannot be opened."""
import grp
import os
import pwd
import socket
import stat

import pytest

from harness.certificates import Authority
from harness.client import Stream, request
from harness.origin import Answer, stream_hold
from harness.ports import LOOPBACK, free_port
from harness.publishing import publish, stream_item
from harness.waiting import eventually

holdfast_only = pytest.mark.holdfast_only("exit statuses, and parameters that came with 2.0")

CANNOT_LISTEN, BAD_CONFIGURATION, PORT_TAKEN = 1, 2, 3


@pytest.fixture
def socket_path(tmp_path):
    return tmp_path / "client.sock"


def listening_on(path):
    """Whether somebody listens on a Unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


# MARK: Ports


def test_all_kinds_of_ports_are_open_at_once(new_server, origin, socket_path, tmp_path):
    origin.on("/stream", stream_hold("news")).on("/", Answer(b"hello\n"))
    ports = [free_port() for _ in range(4)]
    authority = Authority()
    server = new_server(
        [f"* {origin.target}"],
        {
            "runner": {
                "http_port": f"{LOOPBACK}:{ports[0]}, {LOOPBACK}:{ports[1]}",
                "https_ports": f"{LOOPBACK}:{ports[2]},{LOOPBACK}:{ports[3]}",
                "local_ports": f"{socket_path}, unix:{tmp_path}/second.sock",
            }
        },
    )
    directory = tmp_path / "server-0" / "runner" / "certs"
    directory.mkdir(parents=True)
    for port in ports[2:]:
        authority.write_server_certificate(directory, f"default_{port}", "localhost")
    server.http_port = ports[0]
    server.start()
    eventually(lambda: listening_on(tmp_path / "second.sock"), "the last port is open")

    places = [(port, None) for port in ports[:2]] + [(port, authority.client()) for port in ports[2:]]
    places += [(socket_path, None), (tmp_path / "second.sock", None)]
    streams = [Stream(place, "/stream", tls=tls) for place, tls in places]
    for stream in streams:
        stream.read_until(b"open\n")
    for place, tls in places:
        assert request(place, tls=tls).body == b"hello\n"
    publish(server, stream_item("news", "to all\n"))
    for stream in streams:
        assert stream.read_until(b"\n") == b"to all\n"
        stream.close()
    seen = {tuple(exchange.header("X-Forwarded-Proto")) for exchange in origin.requests()}
    assert seen == {(), ("https",)}


@holdfast_only
def test_port_replaces_all_others(new_server, socket_path):
    port = free_port()
    server = new_server(
        ["* test"],
        {"runner": {"https_ports": f"{LOOPBACK}:{free_port()}", "local_ports": socket_path}},
        arguments=["--port", f"{LOOPBACK}:{port}"],
    )
    server.http_port = port
    server.start()
    assert request(port).status == 200
    assert not socket_path.exists()


@holdfast_only
@pytest.mark.parametrize("key", ["http_port", "https_ports"])
def test_a_taken_port_is_named(new_server, tmp_path, key):
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        server = new_server(["* test"], {"runner": {key: f"{LOOPBACK}:{port}"}})
        directory = tmp_path / "server-0" / "runner" / "certs"
        directory.mkdir(parents=True)
        Authority().write_server_certificate(directory, f"default_{port}", "localhost")
        status, message = server.fail_to_start()
    assert status == PORT_TAKEN
    assert f"{LOOPBACK}:{port}: the port is taken" in message


@holdfast_only
def test_an_address_of_another_machine_is_named(new_server):
    server = new_server(["* test"], {"runner": {"http_port": "192.0.2.1:8000"}})
    status, message = server.fail_to_start()
    assert status == CANNOT_LISTEN
    assert message.startswith("cannot listen on 192.0.2.1:8000: ")


# MARK: Unix sockets


def start_with_socket(new_server, routes, value):
    server = new_server(routes, {"runner": {"local_ports": value}}).start()
    return server


def permissions(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def test_a_unix_socket_serves_requests(new_server, origin, socket_path):
    origin.on("/", Answer(b"hello\n"))
    server = start_with_socket(new_server, [f"* {origin.target}"], socket_path)
    eventually(lambda: listening_on(socket_path), "the socket is open")
    assert request(socket_path).body == b"hello\n"
    assert request(server.http_port).body == b"hello\n"
    assert [seen.header("X-Forwarded-Proto") for seen in origin.requests()] == [[], []]


@holdfast_only
@pytest.mark.parametrize("mode", ["600", "660", "777"])
def test_a_unix_socket_has_the_mode_it_was_given(new_server, socket_path, mode):
    start_with_socket(new_server, ["* test"], f"unix:{socket_path}?mode={mode}")
    eventually(lambda: listening_on(socket_path), "the socket is open")
    assert permissions(socket_path) == int(mode, 8)


def other_account():
    """A user and a group to give a file to: any of the system for root, else our own."""
    if os.geteuid() == 0:
        return pwd.getpwnam("nobody"), grp.getgrgid(pwd.getpwnam("nobody").pw_gid)
    return pwd.getpwuid(os.geteuid()), grp.getgrgid(os.getegid())


@holdfast_only
@pytest.mark.parametrize("by_number", [False, True], ids=["by name", "by number"])
def test_a_unix_socket_has_the_owner_it_was_given(new_server, socket_path, by_number):
    user, group = other_account()
    names = (user.pw_uid, group.gr_gid) if by_number else (user.pw_name, group.gr_name)
    start_with_socket(new_server, ["* test"], "unix:{}?mode=640&user={}&group={}".format(socket_path, *names))
    eventually(lambda: listening_on(socket_path), "the socket is open")
    owner = os.stat(socket_path)
    assert (owner.st_uid, owner.st_gid, permissions(socket_path)) == (user.pw_uid, group.gr_gid, 0o640)


@holdfast_only
@pytest.mark.parametrize("parameter", ["user=no-such-user", "group=no-such-group"])
def test_an_unknown_owner_is_named(new_server, socket_path, parameter):
    server = new_server(["* test"], {"runner": {"local_ports": f"unix:{socket_path}?{parameter}"}})
    status, message = server.fail_to_start()
    assert status == BAD_CONFIGURATION
    assert message.startswith(f"local_ports=unix:{socket_path}?{parameter}: there is no ")
    assert not socket_path.exists()


def test_a_stale_socket_is_replaced(new_server, socket_path):
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(socket_path))
    start_with_socket(new_server, ["* test"], socket_path)
    eventually(lambda: listening_on(socket_path), "the socket is open")
    assert request(socket_path).status == 200


@holdfast_only
def test_a_socket_in_use_is_left_alone(new_server, socket_path):
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(socket_path))
        other.listen()
        server = new_server(["* test"], {"runner": {"local_ports": socket_path}})
        status, message = server.fail_to_start()
        assert status == PORT_TAKEN
        assert f"cannot listen on {socket_path}: " in message
        assert listening_on(socket_path)


@holdfast_only
def test_a_file_that_is_no_socket_is_left_alone(new_server, socket_path):
    socket_path.write_text("precious", encoding="utf-8")
    server = new_server(["* test"], {"runner": {"local_ports": socket_path}})
    status, message = server.fail_to_start()
    assert status == CANNOT_LISTEN
    assert f"cannot listen on {socket_path}: there is a file that is no socket" in message
    assert socket_path.read_text(encoding="utf-8") == "precious"


@holdfast_only
@pytest.mark.parametrize("path", ["missing-directory/client.sock", "x" * 200])
def test_a_path_that_cannot_be_used_is_named(new_server, tmp_path, path):
    server = new_server(["* test"], {"runner": {"local_ports": tmp_path / path}})
    status, message = server.fail_to_start()
    assert status == CANNOT_LISTEN
    assert message.startswith(f"cannot listen on {tmp_path / path}: ")


@holdfast_only
def test_the_socket_is_removed_in_the_end(new_server, socket_path):
    server = start_with_socket(new_server, ["* test"], socket_path)
    eventually(lambda: listening_on(socket_path), "the socket is open")
    assert server.stop() == 0
    assert not socket_path.exists()
