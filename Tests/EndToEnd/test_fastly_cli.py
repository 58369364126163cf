"""What `fastly compute serve --pushpin-path` relies on, played from a configuration of the shape it generates."""
import json
import os
import re
import signal
import socket

import pytest

from harness.client import Stream, request
from harness.origin import Answer, stream_hold
from harness.ports import LOOPBACK, accepts_connections, free_port
from harness.process import STOP_PATIENCE, Process
from harness.publishing import stream_item
from harness.server import BINARY
from harness.waiting import eventually

LINE = re.compile(r"\[(ERR|WARN|INFO|DEBUG|TRACE)\] \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} .+")

CONFIGURATION = """\
[global]
include={{libdir}}/internal.conf
rundir={directory}/run
ipc_prefix=
port_offset=0
stats_connection_ttl=120
stats_connection_send=true

[runner]
services=connmgr,proxy,handler
http_port={http_port}
logdir={directory}/log
log_level=2
client_buffer_size=8192
client_maxconn=50000
allow_compression=false
mongrel2_bin=mongrel2
m2sh_bin=m2sh
zurl_bin=zurl

[proxy]
routesfile={directory}/routes
debug=false
auto_cross_origin=false
accept_x_forwarded_protocol=false
set_x_forwarded_protocol=proto-only
x_forwarded_for=
x_forwarded_for_trusted=
orig_headers_need_mark=
accept_pushpin_route=true
cdn_loop=
log_from=false
log_user_agent=false
sig_iss=pushpin
sig_key=changeme
upstream_key=
sockjs_url=http://cdn.jsdelivr.net/sockjs/0.3.4/sockjs.min.js
updates_check=report
organization_name=

[handler]
push_in_spec=tcp://127.0.0.1:{pull_port}
push_in_sub_specs=tcp://127.0.0.1:{sub_port}
push_in_sub_connect=false
push_in_http_addr=0.0.0.0
push_in_http_port={control_port}
push_in_http_max_headers_size=8192
push_in_http_max_body_size=65536
stats_spec=ipc://{{rundir}}/{{ipc_prefix}}stats
command_spec=tcp://127.0.0.1:{command_port}
message_rate=2500
message_hwm=25000
message_wait=5000
id_cache_ttl=60
update_on_first_subscription=true
connection_subscription_max=20
subscription_linger=60
stats_subscription_ttl=60
stats_report_interval=10
stats_format=tnetstring
"""


def consecutive_ports(count):
    """The first of so many free ports in a row."""
    def first():
        port = free_port()
        return port if not any(accepts_connections(port + step) for step in range(count)) else None

    return eventually(first, f"{count} free ports in a row")


class Command:
    """The CLI's side: it writes the files, starts the runner, and reads its standard output."""

    def __init__(self, directory, routes):
        self.http_port = free_port()
        self.control_port = consecutive_ports(4)
        self.ports = [self.http_port, *range(self.control_port, self.control_port + 4)]
        os.makedirs(directory / "run")
        (directory / "routes").write_text("".join(f"{line}\n" for line in routes), encoding="utf-8")
        configuration = directory / "pushpin.conf"
        configuration.write_text(
            CONFIGURATION.format(
                directory=directory,
                http_port=self.http_port,
                control_port=self.control_port,
                pull_port=self.control_port + 1,
                sub_port=self.control_port + 2,
                command_port=self.control_port + 3,
            ),
            encoding="utf-8",
        )
        self.arguments = [BINARY, f"--config={configuration}", "--verbose"]
        self.directory = directory
        self.process = None

    def start(self):
        self.process = Process(self.arguments, str(self.directory))
        eventually(lambda: self.lines() and self.lines()[-1].endswith("started"), "a last line that ends in started")
        return self

    def lines(self):
        return self.process.output().splitlines()

    def stop(self):
        return self.process.stop() if self.process else None


@pytest.fixture
def command(tmp_path, start_origin):
    """A running server with two backends, of which each route has only a name."""
    one, two = start_origin(), start_origin()
    made = Command(
        tmp_path,
        [
            f"id=one,replace_beg=/ {one.target},over_http",
            f"id=two,replace_beg=/app {two.target},over_http,host=two.example",
        ],
    )
    made.origins = {"one": one, "two": two}
    yield made
    made.stop()


def test_all_ports_are_open_once_it_says_started(command):
    command.start()
    assert all(accepts_connections(port) for port in command.ports), command.ports
    assert os.path.exists(command.directory / "run/stats")


def test_its_lines_have_the_shape_that_is_parsed(command):
    command.start()
    command.origins["one"].on("/", Answer(body=b"hello"))
    assert request(command.http_port, headers={"Pushpin-Route": "one"}).status == 200
    eventually(lambda: any("code=200" in line for line in command.lines()), "a line about the request")
    assert all(LINE.fullmatch(line) for line in command.lines()), command.lines()
    assert command.process.error_output() == ""


def test_routes_are_chosen_by_header_alone(command):
    command.start()
    command.origins["one"].on("/a", Answer(body=b"from one"))
    command.origins["two"].on("/app/a", Answer(body=b"from two"))
    assert request(command.http_port, "/a", headers={"Pushpin-Route": "one"}).body == b"from one"
    assert request(command.http_port, "/a", headers={"Pushpin-Route": "two"}).body == b"from two"
    assert command.origins["two"].requests("/app/a")[0].header("Host") == ["two.example"]
    assert request(command.http_port, "/a").status in (404, 502)
    assert request(command.http_port, "/a", headers={"Pushpin-Route": "three"}).status in (404, 502)


def test_a_hold_is_published_to(command):
    command.start()
    command.origins["one"].on("/s", stream_hold("test"))
    with Stream(command.http_port, "/s", headers={"Pushpin-Route": "one"}) as client:
        client.read_until(b"open\n")
        published = request(
            command.control_port, "/publish/", method="POST", body=items(stream_item("test", "hello\n"))
        )
        assert published.status == 200
        client.read_until(b"hello\n")


def items(*values):
    return json.dumps({"items": values})


@pytest.mark.parametrize("position", range(5), ids=["clients", "control", "pull", "sub", "command"])
def test_a_port_that_is_taken_ends_it_with_an_error(command, position):
    with socket.socket() as taken:
        taken.bind((LOOPBACK, command.ports[position]))
        taken.listen()
        process = Process(command.arguments, str(command.directory))
        try:
            assert process.wait(STOP_PATIENCE) != 0
        finally:
            process.stop()
        assert str(command.ports[position]) in process.error_output()
        assert not any(line.endswith("started") for line in process.output().splitlines())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_status_0(command, number):
    command.start()
    command.process.signal(number)
    assert command.process.wait(STOP_PATIENCE) == 0
