"""gripcontrol and pubcontrol from PyPI publish to holds, with every credential they can send."""
import base64
import threading

import pytest
from gripcontrol import GripPubControl, HttpResponseFormat, HttpStreamFormat, parse_grip_uri
from pubcontrol import Item, PubControlClient

from harness.client import Stream, request
from harness.origin import response_hold, stream_hold
from harness.publishing import post_items, stream_item
from harness.waiting import PATIENCE

#: Key of the servers that check credentials.
KEY = "a key that is longer than thirty-two bytes"
ISSUER = "realm-of-tests"
GUARDED = {"handler": {"control_key": KEY, "control_iss": ISSUER}}

guarded_only = pytest.mark.holdfast_only("Pushpin does not check who publishes")


@pytest.fixture
def holding_origin(origin):
    origin.on("/stream", stream_hold("news"))
    origin.on("/poll", response_hold("news"))
    return origin


@pytest.fixture
def open_server(start_server, holding_origin):
    """A server that asks publishers for no credentials."""
    return start_server([f"* {holding_origin.target}"])


@pytest.fixture
def guarded_server(start_server, holding_origin):
    """A server that asks publishers for credentials."""
    return start_server([f"* {holding_origin.target}"], GUARDED)


def publisher(server, query=""):
    """A publisher configured with a GRIP_URL, as applications configure it."""
    return GripPubControl(parse_grip_uri(server.control_url + query))


def url_quoted(text):
    return text.replace(" ", "%20")


STYLES = {
    "no key": "",
    "bearer": "?key=changeme",
    "signed": "/?iss=pushpin&key=changeme",
    "signed with a binary key": "/?iss=pushpin&key=base64:" + base64.b64encode(bytes(range(200, 250))).decode(),
}


# MARK: Without control_key, as Pushpin: credentials do not matter


@pytest.mark.parametrize("query", STYLES.values(), ids=STYLES.keys())
def test_publishes_to_a_stream(open_server, query):
    with Stream(open_server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        publisher(open_server, query).publish_http_stream("news", HttpStreamFormat("first\n"), blocking=True)
        publisher(open_server, query).publish_http_stream("news", "second\n", blocking=True)
        assert stream.read_until(b"second\n") == b"first\nsecond\n"


@pytest.mark.parametrize("query", STYLES.values(), ids=STYLES.keys())
def test_publishes_to_a_long_poll(open_server, query):
    answer = HttpResponseFormat(code=202, reason="Taken", headers={"X-Kind": "news"}, body="it happened\n")
    response = poll_and_publish(open_server, publisher(open_server, query), answer)
    assert (response.status, response.reason) == (202, "Taken")
    assert response.headers["X-Kind"] == "news"
    assert response.body == b"it happened\n"


def test_binary_content_arrives_unchanged(open_server, holding_origin):
    content = bytes(range(256))
    with Stream(open_server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        encoded = base64.b64encode(content).decode()
        item = {"channel": "news", "formats": {"http-stream": {"content-bin": encoded}}}
        assert post_items(open_server, item).status == 200
        assert stream.read_until(b"\xff") == content


def test_asynchronous_publishes_arrive_in_order(open_server):
    """The library sends what is queued in batches of ten, from a thread of its own."""
    outcomes, done = [], threading.Event()

    def published(success, message):
        outcomes.append((success, message))
        if len(outcomes) == 25:
            done.set()

    with Stream(open_server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        control = publisher(open_server)
        for number in range(25):
            control.publish_http_stream("news", f"{number}\n", callback=published)
        assert stream.read_until(b"24\n") == b"".join(b"%d\n" % number for number in range(25))
        assert done.wait(PATIENCE)
        assert all(success for success, _ in outcomes), outcomes
        control.close()


def test_closes_a_stream(open_server):
    with Stream(open_server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        control = publisher(open_server)
        control.publish_http_stream("news", HttpStreamFormat("last words\n"), blocking=True)
        control.publish_http_stream("news", HttpStreamFormat(close=True), blocking=True)
        assert stream.read_to_end() == b"last words\n"


def test_the_library_sees_why_a_publish_was_refused(open_server):
    client = PubControlClient(open_server.control_url + "/elsewhere")
    with pytest.raises(ValueError, match="404"):
        client.publish("news", Item(HttpStreamFormat("lost\n")), blocking=True)


# MARK: With control_key


RIGHT = {
    "bearer": f"?key={KEY}",
    "signed": f"/?iss={ISSUER}&key={KEY}",
}
WRONG = {
    "no key": "",
    "wrong bearer": "?key=changeme",
    "wrong key": f"/?iss={ISSUER}&key=another key that has at least thirty-two bytes",
    "wrong issuer": f"/?iss=somebody-else&key={KEY}",
}


@guarded_only
@pytest.mark.parametrize("query", RIGHT.values(), ids=RIGHT.keys())
def test_the_right_credentials_reach_a_stream(guarded_server, query):
    with Stream(guarded_server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        publisher(guarded_server, url_quoted(query)).publish_http_stream("news", "hello\n", blocking=True)
        assert stream.read_until(b"\n") == b"hello\n"


@guarded_only
@pytest.mark.parametrize("query", RIGHT.values(), ids=RIGHT.keys())
def test_the_right_credentials_reach_a_long_poll(guarded_server, query):
    control = publisher(guarded_server, url_quoted(query))
    response = poll_and_publish(guarded_server, control, HttpResponseFormat(body="hello\n"))
    assert (response.status, response.body) == (200, b"hello\n")


@guarded_only
@pytest.mark.parametrize("query", WRONG.values(), ids=WRONG.keys())
def test_wrong_credentials_are_refused_and_nothing_is_delivered(guarded_server, query):
    with Stream(guarded_server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        with pytest.raises(ValueError, match="401"):
            publisher(guarded_server, url_quoted(query)).publish_http_stream("news", "forged\n", blocking=True)
        publisher(guarded_server, url_quoted(RIGHT["signed"])).publish_http_stream("news", "genuine\n", blocking=True)
        assert stream.read_until(b"\n") == b"genuine\n"


@guarded_only
def test_without_an_issuer_in_the_settings_any_issuer_will_do(start_server, holding_origin):
    server = start_server([f"* {holding_origin.target}"], {"handler": {"control_key": KEY}})
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        control = publisher(server, url_quoted(f"/?iss=whoever&key={KEY}"))
        control.publish_http_stream("news", "hello\n", blocking=True)
        assert stream.read_until(b"\n") == b"hello\n"


@guarded_only
def test_the_callback_of_an_asynchronous_publish_sees_the_refusal(guarded_server):
    outcomes, done = [], threading.Event()

    def published(success, message):
        outcomes.append((success, message))
        done.set()

    control = publisher(guarded_server, "?key=changeme")
    control.publish_http_stream("news", "forged\n", callback=published)
    assert done.wait(PATIENCE)
    [(success, message)] = outcomes
    assert not success
    assert "401" in message
    control.close()


@guarded_only
def test_basic_credentials(guarded_server):
    """Sent by hand: the library's own Basic header is malformed on Python 3."""
    def basic(user, password):
        return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}

    with Stream(guarded_server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        refused = post_items(guarded_server, stream_item("news", "forged\n"), headers=basic(ISSUER, "changeme"))
        taken = post_items(guarded_server, stream_item("news", "genuine\n"), headers=basic(ISSUER, KEY))
        assert (refused.status, taken.status) == (401, 200)
        assert refused.headers["WWW-Authenticate"]
        assert stream.read_until(b"\n") == b"genuine\n"


@pytest.mark.holdfast_only("Pushpin lets any web page publish")
@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://attacker.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "attacker.test"}],
    ids=["origin", "fetch metadata", "rebound host name"],
)
def test_a_web_page_cannot_publish(open_server, headers):
    with Stream(open_server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        assert post_items(open_server, stream_item("news", "forged\n"), headers=headers).status == 403
        assert post_items(open_server, stream_item("news", "genuine\n")).status == 200
        assert stream.read_until(b"\n") == b"genuine\n"


def test_the_control_port_greets(open_server):
    assert request(open_server.control_port, "/").status == 200


# MARK: Helpers


def poll_and_publish(server, control, answer):
    """Hold a request, publish, and return the answer."""
    with Stream(server.http_port, "/poll") as poll:
        server.wait_until_held("/poll")
        control.publish_http_response("news", answer, blocking=True)
        response = poll.response
        response.body = poll.read_to_end()
        return response
