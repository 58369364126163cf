"""A real browser: server-sent events across origins, and the page of the test target."""
import pytest

from harness.client import Stream, request
from harness.origin import Answer, stream_hold
from harness.publishing import publish, stream_item
from harness.waiting import eventually

PAGE = b"""<!DOCTYPE html>
<title>Events</title>
<pre id="log"></pre>
<script>
const log = (text) => { document.getElementById("log").textContent += text + "\\n" }
const query = new URLSearchParams(location.search)
const source = new EventSource(query.get("source"), { withCredentials: query.has("credentials") })
source.addEventListener("stream-open", () => log("open"))
source.onmessage = (event) => log(`message ${event.data} ${event.lastEventId}`.trim())
source.onerror = () => log(`error ${source.readyState}`)
</script>
"""

CLOSED = "error 2"


@pytest.fixture
def site(origin):
    """A page, and an event stream that knows nothing of other origins."""
    origin.on("/page", Answer(PAGE, headers=(("Content-Type", "text/html"),)))
    opening = b"event: stream-open\ndata:\n\n"
    origin.on("/events", stream_hold("news", body=opening, content_type="text/event-stream"))
    return origin


@pytest.fixture
def server(start_server, site):
    return start_server(
        [f"page.test {site.target}", f"shared.test,aco {site.target}", f"private.test {site.target}"]
    )


def page(server, host, source, credentials=False):
    return server.url(f"/page?source={server.url('/events', source)}{'&credentials' * credentials}", host)


def sse(data, event_id=None):
    return stream_item("news", (f"id: {event_id}\n" if event_id else "") + f"data: {data}\n\n")


@pytest.mark.parametrize("credentials", [False, True], ids=["without credentials", "with credentials"])
def test_an_event_stream_of_another_origin_needs_aco(server, browser, credentials):
    browser.open(page(server, "page.test", "shared.test", credentials))
    browser.wait_for_text("log", "open")
    publish(server, sse("hello", event_id="7"))
    browser.wait_for_text("log", "message hello 7")


@pytest.mark.parametrize("credentials", [False, True], ids=["without credentials", "with credentials"])
def test_without_aco_an_event_stream_of_another_origin_is_refused(server, browser, credentials):
    browser.open(page(server, "page.test", "private.test", credentials))
    browser.wait_for_text("log", CLOSED)
    assert "open" not in browser.text("log")


def test_an_event_stream_of_the_same_origin_needs_nothing(server, browser):
    browser.open(page(server, "page.test", "page.test"))
    browser.wait_for_text("log", "open")
    publish(server, sse("one"), sse("two"))
    browser.wait_for_text("log", "message two")
    assert browser.text("log").splitlines()[-2:] == ["message one", "message two"]


def test_a_browser_comes_back_with_the_last_event_id(server, browser, site):
    """A closed stream is no error to EventSource: it asks again and says where it was."""
    browser.open(page(server, "page.test", "shared.test"))
    browser.wait_for_text("log", "open")
    publish(server, sse("before", event_id="41"))
    browser.wait_for_text("log", "message before 41")
    publish(server, {"channel": "news", "formats": {"http-stream": {"action": "close"}}})
    reconnected = eventually(
        lambda: [seen for seen in site.requests("/events") if seen.header("Last-Event-ID")], "the browser reconnects"
    )
    assert reconnected[0].header("Last-Event-ID") == ["41"]
    eventually(lambda: browser.text("log").count("open") == 2, "the stream is open again")
    publish(server, sse("after", event_id="42"))
    browser.wait_for_text("log", "message after 42")


def test_a_preflight_is_passed_to_the_origin_and_allowed(server, browser, site):
    site.on("/data", Answer(b"data", headers=(("Content-Type", "text/plain"), ("X-Total", "3"))))
    browser.open(page(server, "page.test", "page.test"))
    url = server.url("/data", "shared.test")
    fetched = browser.evaluate(
        f"fetch('{url}', {{method: 'PUT', headers: {{'X-Custom': 'yes'}}, body: 'x', credentials: 'include'}})"
        ".then(async (r) => [r.status, r.headers.get('X-Total'), await r.text()])"
    )
    assert fetched == [200, "3", "data"]
    assert [seen.method for seen in site.requests("/data")] == ["OPTIONS", "PUT"]


# MARK: The test target


@pytest.mark.holdfast_only("Pushpin's test target has no page")
class TestPageOfTheTestTarget:
    """What somebody sees who starts the server without any route and opens it in a browser."""

    @pytest.fixture
    def server(self, start_server):
        """The route is the built-in one; naming it keeps out what a pushpin.conf of this machine may say."""
        return start_server(without_files=True, arguments=["--route", "* test"])

    def test_its_button_publishes_to_its_own_stream_and_to_others(self, server, browser):
        with Stream(server.http_port, "/stream") as stream:
            stream.read_until(b"[stream opened]\n")
            browser.open(server.url("/"))
            browser.wait_for_text("log", "[stream opened]")
            browser.click("publish")
            published = stream.read_until(b"\n").decode().strip()
            browser.wait_for_text("log", published)

    def test_it_shows_what_others_publish(self, server, browser):
        browser.open(server.url("/"))
        browser.wait_for_text("log", "[stream opened]")
        publish(server, stream_item("test", "from the control port\n"))
        browser.wait_for_text("log", "from the control port")
        assert request(server.http_port, "/publish", method="POST", body=b"sent by hand").status == 200
        browser.wait_for_text("log", "sent by hand")

    def test_programs_get_the_greeting(self, server):
        assert request(server.http_port, "/").headers["Content-Type"] == "text/plain"
        assert request(server.http_port, "/", headers={"Accept": "*/*"}).headers["Content-Type"] == "text/plain"
