"""One scripted session with curl, a browser, WebSockets and publishes, and all that was seen of it from outside.

`record` returns {step: {what: seen}}. What differs from run to run (ports, dates, tokens, how bytes are cut into
chunks) is put under one name.
"""
import json
import re
import subprocess

from .client import request
from .origin import Answer, response_hold, stream_hold
from .ports import LOOPBACK
from .publishing import response_item, stream_item
from .waiting import PATIENCE, eventually
from .websocket import WebSocketClient, close, text
from .websocket_origin import echo, websocket, websocket_over_http

HOST, CROSS_HOST, DEAD_HOST, WOH_HOST = "app.test", "cross.test", "dead.test", "woh.test"

PAGE = b"""<!DOCTYPE html><p id="seen"></p><script>
const seen = document.getElementById("seen");
const source = new EventSource("/events");
source.addEventListener("message", e => seen.textContent += `${e.lastEventId}=${e.data};`);
source.onopen = () => seen.textContent += "open;";
</script>"""

MALFORMED = {
    "not JSON": b"{",
    "no items": b"{}",
    "items of a wrong type": b'{"items":5}',
    "no channel": b'{"items":[{"formats":{"http-stream":{"content":"x"}}}]}',
    "no formats": b'{"items":[{"channel":"c"}]}',
    "an unknown action": b'{"items":[{"channel":"c","formats":{"http-stream":{"action":"dance"}}}]}',
}


def routes(origin, dead_port):
    return [
        f"{HOST} {origin.target}",
        f"{CROSS_HOST},aco {origin.target}",
        f"{DEAD_HOST} {LOOPBACK}:{dead_port}",
        f"{WOH_HOST} {origin.target},over_http",
    ]


def prepare(origin):
    """What the app answers."""
    origin.on("/hello", Answer(b"hello\n", headers=(("Content-Type", "text/plain"), ("X-App", "1"))))
    origin.on("/gone", Answer(b"gone\n", status=410))
    origin.on("/events", stream_hold("page", body=b"id: 1\ndata: first\n\n", content_type="text/event-stream"))
    origin.on("/news", stream_hold("stream"))
    origin.on("/poll", response_hold("poll"))
    origin.on("/timeout", response_hold("nobody", headers=(("Grip-Timeout", "5"),)))
    origin.on("/bad", stream_hold("x", headers=(("Grip-Timeout", "x"),)))
    origin.on("/page", Answer(PAGE, headers=(("Content-Type", "text/html"),)))
    origin.on("/ws", websocket(echo))
    origin.on("/woh", websocket_over_http(lambda events: events.sent.extend(events.messages)))


class Recording:
    """A session with one server."""

    def __init__(self, server, origin, browser):
        self.server = server
        self.origin = origin
        self.browser = browser
        self.seen = {}

    def record(self):
        self.curl("a request", "/hello", "-H", "X-Custom: 1", "-H", "Grip-Hold: stream")
        self.curl("a HEAD request", "/hello", "--head")
        self.curl("a POST request", "/hello", "--data-binary", "some=data")
        self.curl("an answer of the app with an error", "/gone")
        self.curl("an instruction that is wrong", "/bad")
        self.curl("a host without a route", "/", host="nowhere.test")
        self.curl("an app that is down", "/", host=DEAD_HOST)
        self.curl("a preflight", "/hello", "-X", "OPTIONS", *CROSS_ORIGIN, *PREFLIGHT, host=CROSS_HOST)
        self.curl("a cross-origin request", "/hello", *CROSS_ORIGIN, host=CROSS_HOST)
        self.curl("a JSON-P request", "/hello?callback=cb", host=CROSS_HOST)
        self.held("a stream", "/news", stream_item("stream", "one\n"), stream_close("stream"))
        self.held("a long-poll", "/poll", response_item("poll", "answer\n", code=201, headers={"X-Item": "1"}))
        self.curl("a long-poll that times out", "/timeout")
        self.malformed_publishes()
        self.websocket("a WebSocket", "/ws", HOST)
        self.websocket("a WebSocket over HTTP", "/woh", WOH_HOST)
        self.page()
        self.log_lines()
        return self.seen

    # MARK: Steps

    def curl(self, step, path, *options, host=HOST):
        self._begin()
        printed = self._curl(path, host, *options).communicate(timeout=PATIENCE)[0]
        self.seen[step] = {**parsed(printed), **self._seen_by_origin()}

    def held(self, step, path, *items):
        self._begin()
        client = self._curl(path, HOST)
        self.server.wait_until_held(path)
        answers = [self._publish({"items": [item]}) for item in items]
        printed = client.communicate(timeout=PATIENCE)[0]
        self.seen[step] = {**parsed(printed), **self._seen_by_origin(), "publish": answers}

    def malformed_publishes(self):
        for name, body in MALFORMED.items():
            self.seen[f"a publish with {name}"] = {"publish": self._publish(body)}

    def websocket(self, step, path, host):
        self._begin()
        with WebSocketClient(self.server.http_port, path, host) as client:
            client.send(text("hi"))
            echoed = client.read()
            client.send(close(1000, "bye"))
            ending = client.read()
        self.seen[step] = {"echo": repr(echoed), "close": repr(ending), **self._seen_by_origin()}

    def page(self):
        self.browser.open(f"http://{HOST}:{self.server.http_port}/page")
        self.browser.wait_for_text("seen", "1=first;")
        self._publish({"items": [stream_item("page", "id: 2\ndata: second\n\n")]})
        self.browser.wait_for_text("seen", "2=second;")
        self.seen["a page with an EventSource"] = {"seen": self.browser.text("seen")}

    def log_lines(self):
        """The lines about requests, without their times and addresses."""
        wanted = re.compile(r"(?:GET|HEAD|POST|OPTIONS) (?:http|ws)s?://(?:app|cross|dead|woh|nowhere)\.test")

        def lines():
            found = [line for line in self.server.process.output().splitlines() if wanted.search(line)]
            return found if len(found) >= 15 else None

        found = eventually(lines, "lines about the requests")
        without_time = [re.sub(r"^\[(\w+)\] \S+ \S+ (?:\[\w+\] )?", r"[\1] ", line) for line in found]
        self.seen["the log"] = {"lines": sorted(self._without_ports(line) for line in without_time)}

    # MARK: Parts

    def _begin(self):
        self._seen_before = len(self.origin.requests())

    def _seen_by_origin(self):
        seen = {}
        for request_seen in self.origin.requests()[self._seen_before :]:
            seen.setdefault("origin: request", []).append((request_seen.method, request_seen.target))
            for name, value in request_seen.headers:
                seen.setdefault(f"origin: {name.lower()}", []).append(self._normal(name, value))
        return seen

    def _curl(self, path, host, *options):
        command = ["curl", "-s", "-i", "-N", "--max-time", str(PATIENCE), "-A", "curl", "-H", f"Host: {host}"]
        url = f"http://{LOOPBACK}:{self.server.http_port}{path}"
        return subprocess.Popen([*command, *options, url], stdout=subprocess.PIPE)

    def _publish(self, body):
        response = request(self.server.control_port, "/publish/", method="POST", body=body_bytes(body))
        return response.status, response.headers.get("Content-Type"), response.body

    def _normal(self, name, value):
        return "(varies)" if name.lower() in VARYING else self._without_ports(value)

    def _without_ports(self, text):
        for port, name in ((self.server.http_port, "CLIENTS"), (self.origin.port, "ORIGIN")):
            text = text.replace(f":{port}", f":{name}")
        return re.sub(r"127\.0\.0\.1:\d{4,}", "127.0.0.1:DEAD", text)


VARYING = {"grip-sig", "date", "sec-websocket-key", "sec-websocket-accept", "connection-id", "user-agent"}
CROSS_ORIGIN = ("-H", "Origin: http://other.test")
PREFLIGHT = ("-H", "Access-Control-Request-Method: PUT", "-H", "Access-Control-Request-Headers: X-A")


def stream_close(channel):
    return {"channel": channel, "formats": {"http-stream": {"action": "close"}}}


def body_bytes(body):
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def parsed(printed):
    """Status, header lines and body of what `curl -i` printed."""
    head, _, body = printed.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    seen = {"status": status, "body": body}
    for line in lines:
        name, _, value = line.partition(": ")
        if name.lower() not in CONNECTION_HEADERS:
            seen.setdefault(f"header: {name.lower()}", []).append(value)
    return seen


#: How bytes travel between two hops; nothing an app or a page could rely on.
CONNECTION_HEADERS = {"date", "connection", "keep-alive", "transfer-encoding", "content-length"}


def differences(ours, theirs):
    """{what: {step: (ours, theirs)}} for all that differs between two sessions."""
    found = {}
    for step in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(step, {}), theirs.get(step, {})
        for what in sorted(mine.keys() | other.keys()):
            if mine.get(what) != other.get(what):
                found.setdefault(what, {})[step] = (mine.get(what), other.get(what))
    return found
