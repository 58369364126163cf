"""`holdfast publish` beside the tool it replaces: the same options must send the same item."""
import base64
import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import zmq

from harness.client import Stream
from harness.origin import stream_hold
from harness.ports import LOOPBACK, free_port
from harness.programs import run, run_as
from harness.tnetstring import loads

PUSHPIN_PUBLISH = shutil.which("pushpin-publish")


class Recorder:
    """A control port that keeps what is posted to it."""

    def __init__(self, status=200):
        self.requests = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                recorder.requests.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(b"Published\n" if status == 200 else b"Invalid format.\n")

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def recorder():
    made = Recorder()
    yield made
    made.close()


# Options last: the original takes everything behind -M and -H for further values.
ITEMS = {
    "content": ["ch", "hello"],
    "ids": ["--id", "2", "--prev-id", "1", "ch", "hello"],
    "a sender and meta variables": ["ch", "x", "--sender", "me", "-M", "a=b", "--meta", "c = d"],
    "a code and headers": ["ch", "gone", "--code", "404", "-H", "X-A: 1", "--header", "X-B:2"],
    "a hint": ["--hint", "ch"],
    "a close": ["--close", "ch"],
    "a patch": ["--patch", "ch", '[{"op":"replace","path":"/a","value":1}]'],
    "without sequence": ["--no-seq", "--id", "5", "ch", "x"],
    "without a newline": ["--no-eol", "ch", "x"],
    "other alphabets": ["kanäle", "grüße 🎈"],
}


def canonical(item):
    """The item with what has two spellings in one."""
    for content in item["formats"].values():
        headers = content.get("headers")
        if isinstance(headers, list):
            content["headers"] = dict(headers)
    return item


def sent_over_http(program, arguments, recorder):
    outcome = run_as(program, "--spec", f"http://{LOOPBACK}:{recorder.port}", *arguments)
    assert (outcome.returncode, outcome.stdout) == (0, "Published\n"), outcome
    path, headers, body = recorder.requests.pop()
    assert (path, headers["Content-Type"]) == ("/publish/", "application/json")
    [item] = body["items"]
    return canonical(item)


@pytest.mark.skipif(not PUSHPIN_PUBLISH, reason="Debian's pushpin is not installed")
@pytest.mark.parametrize("arguments", ITEMS.values(), ids=ITEMS.keys())
def test_the_same_options_post_the_same_item(recorder, arguments):
    ours = sent_over_http("holdfast publish", arguments, recorder)
    theirs = sent_over_http(PUSHPIN_PUBLISH, arguments, recorder)
    assert ours == theirs


def sent_over_zeromq(program, arguments):
    context = zmq.Context()
    socket = context.socket(zmq.PULL)
    port = socket.bind_to_random_port(f"tcp://{LOOPBACK}")
    socket.setsockopt(zmq.RCVTIMEO, 10_000)
    try:
        outcome = run_as(program, "--spec", f"tcp://{LOOPBACK}:{port}", *arguments)
        assert (outcome.returncode, outcome.stdout) == (0, "Published\n"), outcome
        return canonical(loads(socket.recv().removeprefix(b"T")))
    finally:
        context.destroy(linger=0)


@pytest.mark.skipif(not PUSHPIN_PUBLISH, reason="Debian's pushpin is not installed")
@pytest.mark.parametrize("arguments", ITEMS.values(), ids=ITEMS.keys())
def test_the_same_options_push_the_same_item(arguments):
    assert sent_over_zeromq("holdfast publish", arguments) == sent_over_zeromq(PUSHPIN_PUBLISH, arguments)


def test_files_go_out_as_they_are(tmp_path, recorder):
    (tmp_path / "text").write_bytes(b"no newline")
    (tmp_path / "binary").write_bytes(b"\x00\xff")
    text = sent_over_http("holdfast publish", ["ch", f"@{tmp_path}/text"], recorder)["formats"]
    assert text["http-stream"] == {"content": "no newline"}
    assert text["ws-message"] == {"content": "no newline"}
    binary = sent_over_http("holdfast publish", ["ch", f"@{tmp_path}/binary"], recorder)["formats"]
    assert base64.b64decode(binary["http-response"]["body-bin"]) == b"\x00\xff"
    assert base64.b64decode(binary["http-stream"]["content-bin"]) == b"\x00\xff"
    assert sent_over_zeromq("holdfast publish", ["ch", f"@{tmp_path}/binary"])["formats"]["http-stream"] == {
        "content": b"\x00\xff"
    }


KEYS = {
    "a key alone": ("key=changeme", "Bearer changeme"),
    "an escaped key": ("key=a%26b", "Bearer a&b"),
    "no key": ("", None),
}


@pytest.mark.parametrize("query, authorization", KEYS.values(), ids=KEYS.keys())
def test_a_grip_url_says_where_and_with_which_key(recorder, query, authorization):
    url = f"http://{LOOPBACK}:{recorder.port}/?{query}"
    outcome = run("publish", "ch", "x", environment={"GRIP_URL": url})
    assert outcome.returncode == 0, outcome
    path, headers, _ = recorder.requests.pop()
    assert (path, headers.get("Authorization")) == ("/publish/", authorization)


def test_a_grip_url_with_an_issuer_makes_a_token(recorder):
    url = f"http://{LOOPBACK}:{recorder.port}/?iss=me&key=changeme"
    assert run("publish", "ch", "x", environment={"GRIP_URL": url}).returncode == 0
    _, headers, _ = recorder.requests.pop()
    kind, _, token = headers["Authorization"].partition(" ")
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert (kind, claims["iss"]) == ("Bearer", "me")


MISTAKES = {
    "no content": (["ch"], "must specify content"),
    "a header without a colon": (["-H", "x", "ch", "y"], 'header must be in the form "name: value"'),
    "a meta variable without a value": (["-M", "x", "ch", "y"], 'meta must be in the form "name=value"'),
    "a code that is none": (["--code", "1000", "ch", "y"], "code must be an integer between 0 and 999"),
    "a patch that is no list": (["--patch", "ch", "{}"], "patch content must be a JSON array"),
    "a password in the clear": (["-u", "a:b", "ch", "y"], "Authentication requires https"),
    "a token in the clear": (["-B", "t", "ch", "y"], "Authentication requires https"),
    "two ways to log in": (["-u", "a:b", "-B", "t", "ch", "y"], "cannot use user and bearer at once"),
    "an address of no kind": (["--spec", "carrier-pigeon", "ch", "y"], "carrier-pigeon"),
}


@pytest.mark.parametrize("arguments, reason", MISTAKES.values(), ids=MISTAKES.keys())
def test_mistakes_end_with_status_1_and_the_reason(arguments, reason):
    outcome = run("publish", *arguments)
    assert (outcome.returncode, outcome.stdout) == (1, ""), outcome
    [line] = outcome.stderr.splitlines()
    assert line.startswith("Error: ") and reason in line


def test_a_refusal_and_a_closed_port_are_errors():
    refusing = Recorder(status=400)
    try:
        outcome = run("publish", "--spec", f"http://{LOOPBACK}:{refusing.port}", "ch", "x")
        assert outcome.returncode == 1
        assert outcome.stderr.endswith("answered 400: Invalid format.\n")
    finally:
        refusing.close()
    outcome = run("publish", "--spec", f"http://{LOOPBACK}:{free_port()}", "ch", "x")
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("Error: cannot publish to ")


def test_it_reaches_a_running_server_under_both_names(start_server, origin):
    origin.on("/", stream_hold("news"))
    server = start_server([f"* {origin.target}"])
    with Stream(server.http_port, "/") as client:
        client.read_until(b"open\n")
        spec = f"http://{LOOPBACK}:{server.control_port}"
        assert run("publish", "--spec", spec, "news", "one").returncode == 0
        client.read_until(b"one\n")
        assert run_as("pushpin-publish", "--spec", spec, "news", "two").returncode == 0
        client.read_until(b"two\n")
