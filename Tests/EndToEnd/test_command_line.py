"""Options, exit statuses, and starting without any file."""
import re
import signal
import socket

import pytest

from harness.client import Stream, request
from harness.configuration import ini_text
from harness.origin import Answer, stream_hold
from harness.ports import LOOPBACK, free_port
from harness.process import STOP_PATIENCE
from harness.programs import run
from harness.server import FLAVOR
from harness.waiting import eventually

holdfast_only = pytest.mark.holdfast_only("the command line of Holdfast")

BAD_CONFIGURATION, PORT_TAKEN = 2, 3


# MARK: Bad configuration

BAD_FILES = {
    "a line that is no setting": ("[runner]\nthis is no setting\n", 2, ""),
    "an unfinished section": ("[runner\n", 1, ""),
    "an unknown setting": ("[runner]\nclient_maxcon=5\n", 2, "client_maxconn"),
    "a number that is none": ("\n[runner]\nclient_maxconn=many\n", 3, "client_maxconn"),
    "a port out of range": ("[runner]\nhttp_port=70000\n", 2, "http_port"),
    "a port that is listed twice": ("[runner]\nhttp_port=7000,7000\n", 2, "0.0.0.0:7000"),
    "a port with and without TLS": ("[runner]\nhttp_port=7000\nhttps_ports=7000\n", 3, "https_ports"),
    "a flag that is neither true nor false": ("[proxy]\ndebug=perhaps\n", 2, "debug"),
    "an empty control key": ("[handler]\ncontrol_key=\n", 2, "control_key"),
}


@holdfast_only
@pytest.mark.parametrize("text, line, mentions", BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_configuration_is_named_by_file_line_and_column(tmp_path, text, line, mentions):
    path = tmp_path / "pushpin.conf"
    path.write_text(text, encoding="utf-8")
    outcome = run("--config", path)
    assert outcome.returncode == BAD_CONFIGURATION, outcome
    [message] = outcome.stderr.splitlines()
    assert re.fullmatch(rf"{re.escape(str(path))}:{line}:\d+: .+", message), message
    assert mentions in message


@holdfast_only
def test_a_missing_configuration_file_is_named(tmp_path):
    path = tmp_path / "nowhere.conf"
    outcome = run("--config", path)
    assert outcome.returncode == BAD_CONFIGURATION, outcome
    [message] = outcome.stderr.splitlines()
    assert str(path) in message


@holdfast_only
def test_unknown_settings_of_pushpin_itself_are_accepted(start_server, origin):
    origin.on("/", Answer(b"hello\n"))
    settings = {
        "runner": {"condure_bin": "condure", "mongrel2_bin": "mongrel2", "zurl_bin": "zurl"},
        "proxy": {"updates_check": "off", "organization_name": "", "workers": "4"},
    }
    server = start_server([f"* {origin.target}"], settings)
    assert request(server.http_port).body == b"hello\n"


@holdfast_only
def test_an_unknown_option_is_an_error():
    outcome = run("--no-such-option")
    assert outcome.returncode == BAD_CONFIGURATION
    [message] = outcome.stderr.splitlines()
    assert "--no-such-option" in message


@holdfast_only
@pytest.mark.parametrize("name, value", [("HOLDFAST_CLIENT_MAXCONN", "many"), ("HOLDFAST_CLIENT_MAXCON", "5")])
def test_a_bad_environment_variable_is_named(name, value):
    outcome = run("--port", f"{LOOPBACK}:{free_port()}", environment={name: value})
    assert outcome.returncode == BAD_CONFIGURATION
    [message] = outcome.stderr.splitlines()
    assert message.startswith(f"{name}: ")


# MARK: Taken ports


@holdfast_only
@pytest.mark.parametrize("which", ["client port", "control port"])
def test_a_taken_port_is_named(new_server, which):
    server = new_server(["* test"])
    port = server.http_port if which == "client port" else server.control_port
    with socket.create_server((LOOPBACK, port)):
        outcome = run("--config", server.configuration_path)
    assert outcome.returncode == PORT_TAKEN, outcome
    assert f"{LOOPBACK}:{port}" in outcome.stderr


def test_a_taken_port_ends_the_second_server(start_server, new_server):
    first = start_server(["* test"])
    second = new_server(["* test"], {"runner": {"http_port": f"{LOOPBACK}:{first.http_port}"}})
    with pytest.raises(AssertionError, match="ended with status"):
        second.start()
    assert first.is_running


# MARK: Information


def test_the_version():
    outcome = run("--version")
    assert outcome.returncode == 0
    assert re.fullmatch(rf"{FLAVOR} \d+\.\d+\.\d+\S*\n", outcome.stdout)


@holdfast_only
def test_the_help_names_the_options():
    outcome = run("--help")
    assert outcome.returncode == 0
    for option in ("--config", "--port", "--route", "--version"):
        assert option in outcome.stdout


# MARK: Starting


def test_routes_on_the_command_line_replace_the_file(start_server, start_origin):
    origins = {name: start_origin().on("/", Answer(name.encode())) for name in ("one", "two", "file")}
    options = [part for name in ("one", "two") for part in ("--route", f"{name}.test {origins[name].target}")]
    server = start_server([f"file.test {origins['file'].target}"], arguments=[*options, "--route", "readiness.invalid test"])
    assert request(server.http_port, host="one.test").body == b"one"
    assert request(server.http_port, host="two.test").body == b"two"
    assert request(server.http_port, host="file.test").status == 502


def test_the_port_option_replaces_the_configured_ports(new_server, origin):
    origin.on("/", Answer(b"hello\n"))
    server = new_server([f"* {origin.target}"])
    configured, server.http_port = server.http_port, free_port()
    server.arguments = ["--port", f"{LOOPBACK}:{server.http_port}"]
    server.start()
    assert request(server.http_port).body == b"hello\n"
    with pytest.raises(ConnectionRefusedError):
        request(configured)


@holdfast_only
def test_without_a_file_or_a_route_the_test_target_answers(start_server):
    server = start_server(without_files=True)
    assert request(server.http_port).status == 200
    with Stream(server.http_port, "/stream") as stream:
        assert stream.read_until(b"\n") == b"[stream opened]\n"
        item = b'{"items":[{"channel":"test","formats":{"http-stream":{"content":"hello\\n"}}}]}'
        assert request(server.control_port, "/publish", method="POST", body=item).status == 200
        assert stream.read_until(b"\n") == b"hello\n"


@holdfast_only
def test_flags_alone_make_a_proxy(start_server, origin):
    origin.on("/", Answer(b"hello\n"))
    server = start_server(without_files=True, arguments=["--route", f"* {origin.target}"])
    assert request(server.http_port, host="whatever.test").body == b"hello\n"


@holdfast_only
def test_options_win_over_the_environment_and_the_environment_over_the_file(new_server, tmp_path):
    in_file = {"client port": free_port(), "control port": free_port()}
    sections = {
        "runner": {"http_port": f"{LOOPBACK}:{in_file['client port']}"},
        "handler": {"push_in_http_addr": LOOPBACK, "push_in_http_port": in_file["control port"]},
    }
    path = tmp_path / "pushpin.conf"
    path.write_text(ini_text(sections), encoding="utf-8")
    server = new_server(without_files=True)
    in_environment, server.http_port = server.http_port, free_port()
    server.set_environment("HOLDFAST_HTTP_PORT", f"{LOOPBACK}:{in_environment}")
    server.arguments = ["--config", path, "--port", f"{LOOPBACK}:{server.http_port}", "--route", "* test"]
    server.start()

    assert request(server.http_port).status == 200
    assert request(server.control_port).status == 200
    for unused in (in_environment, *in_file.values()):
        with pytest.raises(ConnectionRefusedError):
            request(unused)


@holdfast_only
def test_the_last_line_of_the_start_is_the_one_that_tools_wait_for(start_server):
    """Tools that start Pushpin read its standard output up to this line."""
    server = start_server(["* test"], arguments=["--verbose", "--merge-output"])
    form = re.compile(r"^\[INFO\] \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} .*started$", re.MULTILINE)
    eventually(lambda: form.search(server.process.output()), "the line that ends in 'started'")


# MARK: Stopping


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_while_streams_are_open(start_server, origin, number):
    origin.on("/stream", stream_hold("news"))
    server = start_server([f"* {origin.target}"])
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        server.process.signal(number)
        assert server.process.wait(STOP_PATIENCE) == 0
