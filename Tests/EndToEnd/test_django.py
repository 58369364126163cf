"""django-eventstream and django-grip behind the server, sseclient-py in front of it; all of them unmodified."""
import json

import pytest

from harness.client import request
from harness.site import DjangoSite


@pytest.fixture
def site(tmp_path):
    site = DjangoSite(tmp_path)
    yield site
    site.stop()


@pytest.mark.parametrize("query", ["?key=changeme", "/?iss=pushpin&key=changeme"], ids=["key", "issuer and key"])
def test_a_live_event_reaches_a_stream(start_server, site, open_events, query):
    server = start_server([f"* 127.0.0.1:{site.port}"])
    site.start(server.control_url + query)

    events = open_events(server.url("/events/"))
    assert events.response.status_code == 200
    assert events.response.headers["Content-Type"].startswith("text/event-stream")
    assert events.response.headers["Cache-Control"] == "no-cache"
    assert not [name for name in events.response.headers if name.lower().startswith("grip-")]
    assert next(events).event == "stream-open"

    site.send_event("test", "message", {"text": "hello, wörld", "lines": "one\ntwo"})
    event = next(events)
    assert event.event == "message"
    assert json.loads(event.data) == {"text": "hello, wörld", "lines": "one\ntwo"}


def test_streams_hear_only_their_own_channel(start_server, site, open_events):
    server = start_server([f"* 127.0.0.1:{site.port}"])
    site.start(server.control_url + "?key=changeme")

    streams = {room: open_events(server.url(f"/rooms/{room}/events/")) for room in ("red", "blue")}
    for events in streams.values():
        assert next(events).event == "stream-open"
    site.send_event("room-red", "paint", "red only")
    site.send_event("room-blue", "paint", "blue only")
    for room, events in streams.items():
        assert json.loads(next(events).data) == f"{room} only"


def test_a_stream_outlives_the_site(start_server, site, open_events):
    """The connection is held by the proxy, not by Django."""
    server = start_server([f"* 127.0.0.1:{site.port}"])
    site.start(server.control_url + "?key=changeme")

    events = open_events(server.url("/events/"))
    assert next(events).event == "stream-open"
    site.stop_serving()
    site.send_event("test", "message", "still here")
    assert json.loads(next(events).data) == "still here"


def test_ordinary_pages_are_served(start_server, site):
    server = start_server([f"* 127.0.0.1:{site.port}"])
    site.start(server.control_url + "?key=changeme")
    response = request(server.http_port, "/")
    assert (response.status, response.body) == (200, b"a Django site\n")


@pytest.mark.holdfast_only("Pushpin does not check who publishes")
def test_a_site_publishes_to_a_guarded_control_port(start_server, site, open_events):
    key = "a key that is longer than thirty-two bytes".replace(" ", "-")
    settings = {"proxy": {"sig_key": key}, "handler": {"control_key": key, "control_iss": "pushpin"}}
    server = start_server([f"* 127.0.0.1:{site.port}"], settings)
    site.start(f"{server.control_url}/?iss=pushpin&key={key}")

    events = open_events(server.url("/events/"))
    assert next(events).event == "stream-open"
    site.send_event("test", "message", "let in")
    assert json.loads(next(events).data) == "let in"
