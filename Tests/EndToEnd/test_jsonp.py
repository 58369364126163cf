"""JSON-P in a real browser: a script from another origin carries the request in its query and the answer in a call."""
import json
import urllib.parse

import pytest

from harness.client import request
from harness.origin import Answer, response_hold
from harness.publishing import publish, response_item

#: Shows each call of `show` on a line of its own, and says so when a script cannot be loaded or parsed.
PAGE = b"""<!DOCTYPE html>
<title>JSON-P</title>
<pre id="log"></pre>
<script>
const calls = []
const log = (text) => { document.getElementById("log").textContent += text + "\\n" }
const show = (answer) => { calls.push(answer); log(`call ${calls.length}`) }
const app = { answers: { show } }
window.onerror = (message) => log(`error ${message}`)
const load = (url) => {
    const script = document.createElement("script")
    script.src = url
    script.onerror = () => log("not loaded")
    document.body.append(script)
}
</script>
<body></body>
"""

#: What ends a script element, a line of JavaScript or a string, if it is not escaped.
AWKWARD = 'größe "quoted" \\ back\u2028line\u2029 </script><!-- \x01\x7f \r\n\ttab 😀'


@pytest.fixture
def site(origin):
    origin.on("/page", Answer(PAGE, headers=(("Content-Type", "text/html; charset=utf-8"),)))
    return origin


@pytest.fixture
def server(start_server, site):
    routes = ["page.test", "shared.test,aco", "basic.test,aco,jsonp_mode=basic"]
    return start_server([f"{route} {site.target}" for route in routes])


@pytest.fixture
def open_page(server, browser):
    def open_page():
        browser.open(server.url("/page", "page.test"))

    return open_page


def load(server, browser, path, host="shared.test", **parameters):
    """Add a script element that asks for `path` from another origin, and wait for the call."""
    start_loading(server, browser, path, host, **parameters)
    browser.wait_for_text("log", "call 1")
    return browser.evaluate("calls[0]")


def start_loading(server, browser, path, host="shared.test", **parameters):
    query = urllib.parse.urlencode({"callback": "show", **parameters}, quote_via=urllib.parse.quote)
    browser.evaluate(f"load({json.dumps(server.url(path, host) + '?' + query)})")


def test_a_script_gets_the_whole_answer(server, site, browser, open_page):
    """A browser would run no script that has the status 404, nor could it see the status."""
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("X-Total", "3"))
    site.on("/data", Answer(AWKWARD.encode(), status=404, headers=headers))
    open_page()
    answer = load(server, browser, "/data", a="1")
    assert answer["body"] == AWKWARD
    assert (answer["code"], answer["reason"], answer["headers"]["X-Total"]) == (404, "Not Found", "3")
    [seen] = site.requests("/data")
    assert (seen.method, seen.target) == ("GET", "/data?a=1")


def test_the_query_carries_method_headers_and_body(server, site, browser, open_page):
    bodies = []

    def echo(exchange):
        bodies.append(exchange.read_all())
        exchange.send(Answer(b"done"))

    site.on("/data", echo)
    open_page()
    headers = json.dumps({"X-Custom": "yes", "Content-Type": "text/plain; charset=utf-8"})
    answer = load(server, browser, "/data", _method="PUT", _headers=headers, _body=AWKWARD)
    assert (answer["code"], answer["body"]) == (200, "done")
    [seen] = site.requests("/data")
    assert (seen.method, seen.target, seen.header("X-Custom")) == ("PUT", "/data", ["yes"])
    assert bodies == [AWKWARD.encode()]


def test_a_callback_may_be_a_property(server, site, browser, open_page):
    site.on("/data", Answer(b"hello"))
    open_page()
    assert load(server, browser, "/data", callback="app.answers.show")["body"] == "hello"


def test_basic_mode_calls_with_the_body_itself(server, site, browser, open_page):
    document = {"text": AWKWARD, "list": [1, 2.5, None, True]}
    body = json.dumps(document, ensure_ascii=False).encode() + b"\n"
    site.on("/data", Answer(body, headers=(("Content-Type", "application/json"),)))
    open_page()
    assert load(server, browser, "/data", host="basic.test") == document
    assert [seen.method for seen in site.requests("/data")] == ["POST"]


@pytest.mark.holdfast_only("Pushpin cuts letters in two between pieces, and stops at a NUL")
def test_a_large_answer_arrives_whole(server, site, browser, open_page):
    text = "".join(f"{number} {AWKWARD} \x00\n" for number in range(10_000))
    site.on("/data", Answer(text.encode(), headers=(("Content-Type", "text/plain; charset=utf-8"),)))
    open_page()
    answer = load(server, browser, "/data")
    assert len(answer["body"]) == len(text)
    assert answer["body"] == text


def test_a_held_request_is_answered_by_a_call(server, site, browser, open_page):
    site.on("/poll", response_hold("news"))
    open_page()
    start_loading(server, browser, "/poll")
    server.wait_until_held("/poll")
    publish(server, response_item("news", AWKWARD, code=202, headers={"X-Kind": "news"}))
    browser.wait_for_text("log", "call 1")
    answer = browser.evaluate("calls[0]")
    assert (answer["code"], answer["reason"], answer["body"]) == (202, "Accepted", AWKWARD)
    assert answer["headers"]["X-Kind"] == "news"


def test_a_held_request_that_times_out_is_answered_by_a_call(server, site, browser, open_page):
    site.on("/poll", response_hold("news", headers=(("Grip-Timeout", "5"),)))
    open_page()
    answer = load(server, browser, "/poll")
    assert (answer["code"], answer["body"]) == (200, "nothing yet\n")


def test_an_error_of_the_proxy_is_a_call_too(server, site, browser, open_page):
    site.on("/bad", Answer(b"", headers=(("Grip-Hold", "sometimes"),)))
    open_page()
    answer = load(server, browser, "/bad")
    assert (answer["code"], answer["body"]) == (502, "Error while proxying to origin.\n")


def test_without_aco_nothing_is_wrapped(server, site):
    site.on("/data", Answer(b"hello"))
    response = request(server.http_port, "/data?callback=show", host="page.test")
    assert (response.status, response.body) == (200, b"hello")
    assert [seen.target for seen in site.requests("/data")] == ["/data?callback=show"]
