"""A real browser's WebSocket: messages, subprotocols, close codes, compression, and pages of other origins."""
import json

import pytest

from harness.origin import Answer
from harness.publishing import publish
from harness.websocket import Opcode, close, text
from harness.websocket_origin import GRIP, Recorder, messages_of, reply_to, websocket, websocket_over_http

#: Opens sockets, and keeps what happens to each.
PAGE = b"""<!DOCTYPE html>
<title>WebSockets</title>
<script>
const bytes = (buffer) => Array.from(new Uint8Array(buffer))
function open(url, protocols = []) {
    const socket = new WebSocket(url, protocols)
    socket.binaryType = "arraybuffer"
    const unread = []
    const waiting = []
    const tell = (event) => waiting.length ? waiting.shift()(event) : unread.push(event)
    socket.next = () => new Promise((resolve) => unread.length ? resolve(unread.shift()) : waiting.push(resolve))
    socket.onopen = () => tell(["open", socket.protocol, socket.extensions])
    socket.onmessage = ({ data }) => tell(typeof data === "string" ? ["text", data] : ["binary", bytes(data)])
    socket.onclose = ({ code, reason, wasClean }) => tell(["close", code, reason, wasClean])
    window.socket = socket
    return socket.next()
}
</script>
"""

#: What a browser says when no Close came, or the handshake was refused.
ABNORMAL = ["close", 1006, "", False]


def echo(peer, message):
    peer.send(reply_to(message))


def close_when_asked(peer):
    """Answer every message with the Close that it names."""
    for message in messages_of(peer):
        if message.opcode == Opcode.TEXT:
            code, reason = json.loads(message.payload)
            peer.send(close(code, reason))


def leave_when_asked(peer):
    peer.read()


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def site(origin, recorder):
    origin.on("/page", Answer(PAGE, headers=(("Content-Type", "text/html"),)))
    origin.on("/echo", recorder.websocket(echo))
    origin.on("/v2", websocket(leave_when_asked, [("Sec-WebSocket-Protocol", "v2")]))
    origin.on("/closing", websocket(close_when_asked))
    origin.on("/leaving", websocket(leave_when_asked))
    origin.on("/news", websocket(serve_news, [GRIP]))
    origin.on("/events", websocket_over_http(echo_events))
    return origin


def serve_news(peer):
    peer.send(text('c:{"type": "subscribe", "channel": "news"}'))
    peer.send(text("m:subscribed"))
    for _ in messages_of(peer):
        pass


def echo_events(events):
    events.sent += [answer for answer in map(reply_to, events.messages) if answer]


@pytest.fixture
def server(start_server, site):
    return start_server(
        [
            f"page.test {site.target}",
            f"events.test {site.target},over_http",
            f"guarded.test,aco,aco_origins=http://friend.test:8000 {site.target}",
        ]
    )


@pytest.fixture
def opened(server, browser):
    """The browser with the page of `page.test`."""
    browser.open(server.url("/page", "page.test"))
    return browser


def socket_url(server, path, host="page.test"):
    return server.url(path, host).replace("http:", "ws:")


def connect(server, browser, path, host="page.test", protocols=()):
    return browser.evaluate(f"open({json.dumps(socket_url(server, path, host))}, {json.dumps(protocols)})")


def exchange(browser, sent):
    """Send with a JavaScript expression, and return what happens next."""
    return browser.evaluate(f"(socket.send({sent}), socket.next())")


@pytest.mark.parametrize(("host", "path"), [("page.test", "/echo"), ("events.test", "/events")], ids=["tcp", "http"])
def test_messages_are_echoed(server, opened, host, path):
    assert connect(server, opened, path, host) == ["open", "", ""]
    for message in ("hello", "", "größe ☃ 👩‍👩‍👧", "x" * 70_000):
        assert exchange(opened, json.dumps(message)) == ["text", message]
    assert exchange(opened, "new Uint8Array([0, 255, 128])") == ["binary", [0, 255, 128]]
    assert exchange(opened, "new Uint8Array()") == ["binary", []]


def test_a_message_of_a_mebibyte_is_echoed(server, opened):
    connect(server, opened, "/echo")
    opened.evaluate("socket.send('x'.repeat(1 << 20))")
    assert opened.evaluate("socket.next().then(([kind, data]) => [kind, data.length])") == ["text", 1 << 20]


def test_the_subprotocol_of_the_origin_is_chosen(server, site, opened):
    assert connect(server, opened, "/v2", protocols=["v1", "v2"]) == ["open", "v2", ""]
    [seen] = site.requests("/v2")
    assert seen.header("Sec-WebSocket-Protocol") == ["v1, v2"]
    assert seen.header("Origin") == [server.url("", "page.test")]


@pytest.mark.holdfast_only("since Pushpin 2.0")
def test_messages_are_compressed_where_it_is_allowed(start_server, site, browser):
    server = start_server([f"* {site.target}"], {"runner": {"allow_compression": "true"}})
    browser.open(server.url("/page", "page.test"))
    kind, _, extensions = connect(server, browser, "/echo")
    assert kind == "open"
    assert extensions.startswith("permessage-deflate")
    for message in ("hello", "", "größe ☃ " * 20_000):
        assert exchange(browser, json.dumps(message)) == ["text", message]
    assert exchange(browser, "new Uint8Array(1000)") == ["binary", [0] * 1000]


# MARK: Closing


@pytest.mark.parametrize(("code", "reason"), [(1000, ""), (3000, "größe"), (4999, "x" * 123)])
def test_the_page_closes(server, opened, recorder, code, reason):
    connect(server, opened, f"/echo?{code}")
    closing = f"(socket.close({code}, {json.dumps(reason)}), socket.next())"
    assert opened.evaluate(closing) == ["close", code, reason, True]
    assert recorder.wait_for_end(f"/echo?{code}").messages == [close(code, reason)]


def test_the_page_closes_without_a_code(server, opened):
    connect(server, opened, "/echo")
    kind, code, reason, was_clean = opened.evaluate("(socket.close(), socket.next())")
    assert (kind, reason, was_clean) == ("close", "", True)
    assert code in (1000, 1005)


@pytest.mark.parametrize(("code", "reason"), [(1000, ""), (1001, "going"), (1011, "größe"), (4321, "x" * 123)])
def test_the_origin_closes(server, opened, code, reason):
    connect(server, opened, "/closing")
    assert exchange(opened, json.dumps(json.dumps([code, reason]))) == ["close", code, reason, True]


def test_the_origin_vanishes(server, opened):
    connect(server, opened, "/leaving")
    assert exchange(opened, "'leave'") == ABNORMAL


def test_a_refused_handshake_is_an_error(server, opened):
    assert connect(server, opened, "/nothing") == ABNORMAL


# MARK: Publishing


def test_what_is_published_arrives(server, opened):
    connect(server, opened, "/news")
    assert opened.evaluate("socket.next()") == ["text", "subscribed"]
    for message, expected in [
        ({"content": "größe"}, ["text", "größe"]),
        ({"content-bin": "AP8="}, ["binary", [0, 255]]),
        ({"action": "close", "code": 4100, "reason": "no more"}, ["close", 4100, "no more", True]),
    ]:
        publish(server, {"channel": "news", "formats": {"ws-message": message}})
        assert opened.evaluate("socket.next()") == expected


# MARK: Pages of other origins


@pytest.mark.holdfast_only("Pushpin has no aco_origins")
class TestOtherOrigins:
    def test_a_page_of_an_origin_that_is_not_listed_is_refused(self, server, site, opened):
        assert connect(server, opened, "/echo", "guarded.test") == ABNORMAL
        assert site.requests("/echo") == []

    def test_a_page_of_a_listed_origin_may_connect(self, new_server, site, browser):
        server = new_server()
        listed = server.url("", "page.test")
        server.write_routes([f"page.test {site.target}", f"guarded.test,aco,aco_origins={listed} {site.target}"])
        server.start()
        browser.open(server.url("/page", "page.test"))
        assert connect(server, browser, "/echo", "guarded.test") == ["open", "", ""]
        assert exchange(browser, "'hello'") == ["text", "hello"]

    def test_without_a_list_every_page_may_connect(self, server, opened):
        assert connect(server, opened, "/events", "events.test") == ["open", "", ""]
