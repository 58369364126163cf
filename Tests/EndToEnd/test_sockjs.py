"""SockJS by every transport, each session a WebSocket to the origin: with a small client, and with sockjs-client."""
import itertools
import json
import pathlib

import pytest

from harness.client import Stream, request
from harness.origin import Answer
from harness.publishing import publish
from harness.server import REPOSITORY
from harness.sockjs import JSONP, TRANSPORTS, XHR, EventSource, HTMLFile, XHRStreaming, messages_of
from harness.websocket import Opcode, WebSocketClient, close, text
from harness.websocket_origin import GRIP, messages_of as messages_from, websocket, websocket_over_http

AWKWARD = ["hello", "", "größe ☃ 👩‍👩‍👧", '"quoted" \\ </script><!-- & \x01\x7f\u2028\u2029\ufeff\uffff', "x" * 30_000]

pytestmark = pytest.mark.holdfast_only("Pushpin has no streaming transports")

_sessions = itertools.count()


def serve(peer):
    """A page that echoes, and closes or subscribes when it is told to."""
    for message in messages_from(peer):
        for answer in answers_to(message):
            peer.send(answer)


def serve_events(events):
    if events.is_opening:
        events.headers.append(GRIP)
    for message in events.messages:
        events.sent += answers_to(message)


def answers_to(message):
    word = message.payload
    if message.opcode == Opcode.CLOSE:
        return [message]
    if word == b"close":
        return [close(3456, "größe")]
    if word == b"close without a code":
        return [close()]
    if word.startswith(b"subscribe "):
        control = {"type": "subscribe", "channel": word.removeprefix(b"subscribe ").decode()}
        return [text("c:" + json.dumps(control)), text("m:subscribed")]
    return [text(b"m:" + word)]


@pytest.fixture
def site(origin):
    tcp, http = websocket(serve, [GRIP]), websocket_over_http(serve_events)
    for path in ("/app", "/sock/websocket"):
        origin.on(path, lambda exchange: (http if exchange.request.method == "POST" else tcp)(exchange))
    return origin


@pytest.fixture(params=["tcp", "http"])
def server(start_server, site, request):
    over_http = ",over_http" * (request.param == "http")
    return start_server([f"*,sockjs=/sock,sockjs_as_path=/app {site.target}{over_http}"])


@pytest.fixture
def open_session(server):
    """Open sessions by a transport; they close when the test ends."""
    opened = []

    def open_session(transport):
        opened.append(transport(server, f"/sock/000/session{next(_sessions)}"))
        return opened[-1]

    yield open_session
    for session in opened:
        session.close()


each_transport = pytest.mark.parametrize("transport", TRANSPORTS, ids=[each.__name__ for each in TRANSPORTS])


@each_transport
def test_messages_are_echoed(open_session, site, transport):
    session = open_session(transport)
    for message in AWKWARD:
        session.send(message)
        assert session.receive() == message
    session.send(*AWKWARD)
    assert [session.receive() for _ in AWKWARD] == AWKWARD
    session.send()
    session.send("after nothing")
    assert session.receive() == "after nothing"
    assert site.requests("/app")


@each_transport
def test_what_is_published_arrives(server, open_session, transport):
    session = open_session(transport)
    session.send("subscribe news")
    assert session.receive() == "subscribed"
    for number in range(20):
        publish(server, {"channel": "news", "formats": {"ws-message": {"content": f"größe {number}"}}})
    assert [session.receive() for _ in range(20)] == [f"größe {number}" for number in range(20)]
    closing = {"action": "close", "code": 4100, "reason": "no more"}
    publish(server, {"channel": "news", "formats": {"ws-message": closing}})
    assert session.receive() == (4100, "no more")


@each_transport
def test_the_origin_closes(open_session, transport):
    session = open_session(transport)
    session.send("close")
    assert session.receive() == (3456, "größe")


@each_transport
def test_many_messages_keep_their_order(open_session, transport):
    """More than one streaming response carries."""
    session = open_session(transport)
    messages = [f"{number}" + "." * 2000 for number in range(150)]
    for first in range(0, len(messages), 10):
        session.send(*messages[first : first + 10])
        assert [session.receive() for _ in range(10)] == messages[first : first + 10]


@each_transport
def test_sessions_are_independent(open_session, transport):
    first, second = open_session(transport), open_session(transport)
    first.send("to the first")
    second.send("to the second")
    assert (second.receive(), first.receive()) == ("to the second", "to the first")
    first.send("close")
    assert first.receive() == (3456, "größe")
    second.send("still here")
    assert second.receive() == "still here"


@pytest.mark.parametrize("transport", [XHRStreaming, EventSource, HTMLFile], ids=lambda each: each.__name__)
def test_a_session_may_change_its_transport(server, open_session, transport):
    session = open_session(XHR)
    for number, other in enumerate([JSONP, XHR, transport]):
        session.send(f"message {number}")
        receiving = other(server, session.session, is_new=False)
        assert receiving.receive() == f"message {number}"
    receiving.close()


def test_a_raw_websocket_has_no_frames_of_sockjs(server):
    with WebSocketClient(server.http_port, "/sock/websocket") as client:
        client.send(text('["hello"]'))
        assert client.read() == text('["hello"]')
        client.send(close(4000, "bye"))
        assert client.read() == close(4000, "bye")


def test_a_poll_waits_for_a_message(server, open_session):
    session = open_session(XHR)
    with Stream(server.http_port, f"{session.session}/xhr", method="POST", body=b"") as poll:
        session.send("late")
        assert messages_of(poll.read_to_end().decode().strip()) == ["late"]


def test_a_second_receiver_is_refused(server, open_session):
    streaming = open_session(XHRStreaming)
    response = request(server.http_port, f"{streaming.session}/xhr", method="POST", body=b"")
    assert response.body == b'c[2010,"Another connection still open"]\n'
    streaming.send("still here")
    assert streaming.receive() == "still here"


def test_a_refused_origin_answers_the_first_poll(server, site):
    site.on("/app", Answer(b"members only\n", status=403))
    response = request(server.http_port, "/sock/000/refused/xhr", method="POST", body=b"")
    assert (response.status, response.body) == (403, b"members only\n")


def test_info_says_what_there_is(server):
    response = request(server.http_port, "/sock/info", headers={"Origin": "http://page.test"})
    info = json.loads(response.body)
    assert (info["websocket"], info["origins"], info["cookie_needed"]) == (True, ["*:*"], False)
    assert isinstance(info["entropy"], int)
    assert response.headers["Access-Control-Allow-Origin"] == "http://page.test"
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert "no-store" in response.headers["Cache-Control"]


# MARK: sockjs-client of Debian in a browser

#: Debian's package node-sockjs-client, installed or unpacked by Tests/run.sh.
SCRIPTS = [
    pathlib.Path("/usr/share/nodejs/sockjs-client/dist/sockjs.min.js"),
    REPOSITORY / ".build-venv/sockjs-client-package/usr/share/nodejs/sockjs-client/dist/sockjs.min.js",
]

PAGE = b"""<!DOCTYPE html>
<title>SockJS</title>
<script src="/client.js"></script>
<script>
function open(url, transport) {
    const socket = new SockJS(url, null, { transports: [transport], timeout: 20000 })
    const unread = []
    const waiting = []
    const tell = (event) => waiting.length ? waiting.shift()(event) : unread.push(event)
    socket.next = () => new Promise((resolve) => unread.length ? resolve(unread.shift()) : waiting.push(resolve))
    socket.onopen = () => tell(["open", socket.transport])
    socket.onmessage = ({ data }) => tell(["message", data])
    socket.onclose = ({ code, reason }) => tell(["close", code, reason])
    window.socket = socket
    return socket.next()
}
</script>
<body></body>
"""

SAME_ORIGIN = ["websocket", "xhr-streaming", "eventsource", "xhr-polling"]
#: They run the script that `/sock/iframe.html` names.
IN_IFRAMES = ["iframe-eventsource", "iframe-htmlfile", "iframe-xhr-polling"]
ANY_ORIGIN = ["websocket", "xhr-streaming", "xhr-polling", "jsonp-polling", *IN_IFRAMES]


@pytest.fixture
def client_script():
    found = [path for path in SCRIPTS if path.exists()]
    assert found, "Debian's node-sockjs-client is missing: Tests/run.sh unpacks it"
    return found[0].read_bytes()


@pytest.fixture
def open_page(start_server, site, browser, client_script):
    """A page of page.test with a socket to page.test or to other.test."""
    site.on("/page", Answer(PAGE, headers=(("Content-Type", "text/html"),)))
    site.on("/client.js", Answer(client_script, headers=(("Content-Type", "text/javascript"),)))
    routes = [f"{host},sockjs=/sock,sockjs_as_path=/app {site.target}" for host in ("page.test", "other.test")]
    server = start_server(routes, {"proxy": {"sockjs_url": "/client.js"}})

    def open_page(host, transport):
        browser.open(server.url("/page", "page.test"))
        url = server.url("/sock", host)
        assert browser.evaluate(f"open({json.dumps(url)}, {json.dumps(transport)})") == ["open", transport]
        return browser

    open_page.server = server
    return open_page


def sent(browser, message):
    return browser.evaluate(f"(socket.send({json.dumps(message)}), socket.next())")


@pytest.mark.parametrize(
    ("host", "transport"),
    [*[("page.test", each) for each in SAME_ORIGIN], *[("other.test", each) for each in ANY_ORIGIN]],
)
def test_sockjs_client(open_page, host, transport):
    browser = open_page(host, transport)
    for message in AWKWARD:
        assert sent(browser, message) == ["message", message]
    assert sent(browser, "subscribe news") == ["message", "subscribed"]
    publish(open_page.server, {"channel": "news", "formats": {"ws-message": {"content": "published"}}})
    assert browser.evaluate("socket.next()") == ["message", "published"]
    assert sent(browser, "close") == ["close", 3456, "größe"]
