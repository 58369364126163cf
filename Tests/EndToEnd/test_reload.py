"""Changing the routes of a running server."""
import os

import pytest

from harness.client import Stream, request
from harness.origin import Answer, stream_hold
from harness.publishing import publish, stream_item
from harness.waiting import eventually


def changed_by_file(server, lines):
    server.write_routes(lines)


def changed_in_place(server, lines):
    """As `echo … > routes` does it; no new file appears."""
    with open(server.routes_path, "w", encoding="utf-8") as file:
        file.write("".join(line + "\n" for line in [*lines, "readiness.invalid test"]))


def changed_with_signal(server, lines):
    server.write_routes(lines)
    server.reload()


@pytest.mark.parametrize("change", [changed_by_file, changed_in_place, changed_with_signal])
def test_new_routes_work_and_held_streams_survive(start_server, start_origin, change):
    old = start_origin().on("/stream", stream_hold("news")).on("/", Answer(b"old\n"))
    new = start_origin().on("/", Answer(b"new\n"))
    server = start_server([f"old.test {old.target}"])
    with Stream(server.http_port, "/stream", host="old.test") as stream:
        stream.read_until(b"open\n")
        assert request(server.http_port, host="new.test").status == 502

        change(server, [f"new.test {new.target}"])
        eventually(lambda: request(server.http_port, host="new.test").body == b"new\n", "the new route is used")
        assert request(server.http_port, host="old.test").status == 502

        publish(server, stream_item("news", "still here\n"))
        assert stream.read_until(b"\n") == b"still here\n"


def test_every_further_change_is_noticed(start_server, start_origin):
    origins = [start_origin().on("/", Answer(b"%d" % number)) for number in range(3)]
    server = start_server([f"* {origins[0].target}"])
    for number in (1, 2, 0):
        server.write_routes([f"* {origins[number].target}"])
        eventually(lambda: request(server.http_port).body == b"%d" % number, f"route {number} is used")


def test_a_bad_line_leaves_the_other_routes(start_server, origin):
    origin.on("/", Answer(b"hello\n"))
    server = start_server([f"first.test {origin.target}"])
    server.write_routes(["bad.test", "worse.test 127.0.0.1:notaport", f"second.test {origin.target}"])
    eventually(lambda: request(server.http_port, host="second.test").status == 200, "the good line is used")
    assert request(server.http_port, host="bad.test").status == 502


def test_without_its_file_the_routes_stay(start_server, origin):
    origin.on("/", Answer(b"hello\n"))
    server = start_server([f"* {origin.target}"])
    os.remove(server.routes_path)
    server.reload()
    eventually(lambda: "unable to open routes file" in server.logs(), "a warning about the missing file")
    assert request(server.http_port).body == b"hello\n"


def test_a_signal_without_a_change_changes_nothing(start_server, origin):
    origin.on("/stream", stream_hold("news")).on("/", Answer(b"hello\n"))
    server = start_server([f"* {origin.target}"])
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        server.reload()
        assert request(server.http_port).body == b"hello\n"
        publish(server, stream_item("news", "still here\n"))
        assert stream.read_until(b"\n") == b"still here\n"
    assert server.is_running
