"""django-eventstream and django-grip behind the server, sseclient-py in front of it; all of them unmodified."""
import json
import pathlib
import sys

import pytest
import requests
import sseclient

from harness.client import request
from harness.ports import accepts_connections, free_port
from harness.process import Process
from harness.waiting import PATIENCE, eventually

SITE_PARENT = pathlib.Path(__file__).parent


class DjangoSite:
    """The site of django_site/, served by Django's own development server."""

    def __init__(self, directory):
        self.port = free_port()
        self.directory = str(directory)
        self._environment = {}
        self._process = None

    def start(self, grip_url):
        self._environment = {
            "DJANGO_SETTINGS_MODULE": "django_site.settings",
            "PYTHONPATH": str(SITE_PARENT),
            "PYTHONUNBUFFERED": "1",
            "GRIP_URL": grip_url,
        }
        address = f"127.0.0.1:{self.port}"
        self._process = self._run("django", "runserver", "--noreload", "--skip-checks", address, name="django")
        eventually(lambda: accepts_connections(self.port), f"Django listens: {self._process.error_output()}")
        return self

    def send_event(self, channel, event_type, data):
        """Send an event from another process than the one that serves requests."""
        sender = self._run("django_site.send_event", channel, event_type, json.dumps(data), name="send-event")
        assert sender.wait(PATIENCE) == 0, sender.error_output()

    def _run(self, module, *arguments, name):
        return Process([sys.executable, "-m", module, *arguments], self.directory, name, self._environment)

    def stop(self):
        if self._process:
            self._process.stop()


@pytest.fixture
def site(tmp_path):
    site = DjangoSite(tmp_path)
    yield site
    site.stop()


@pytest.fixture
def open_events():
    """Open an event stream with sseclient-py; yields its events."""
    responses = []

    def open_stream(url):
        response = requests.get(url, stream=True, timeout=PATIENCE, headers={"Accept": "text/event-stream"})
        responses.append(response)
        return response, sseclient.SSEClient(response).events()

    yield open_stream
    for response in responses:
        response.close()


@pytest.mark.parametrize("query", ["?key=changeme", "/?iss=pushpin&key=changeme"], ids=["key", "issuer and key"])
def test_a_live_event_reaches_a_stream(start_server, site, open_events, query):
    server = start_server([f"* 127.0.0.1:{site.port}"])
    site.start(server.control_url + query)

    response, events = open_events(server.url("/events/"))
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.headers["Cache-Control"] == "no-cache"
    assert not [name for name in response.headers if name.lower().startswith("grip-")]
    assert next(events).event == "stream-open"

    site.send_event("test", "message", {"text": "hello, wörld", "lines": "one\ntwo"})
    event = next(events)
    assert event.event == "message"
    assert json.loads(event.data) == {"text": "hello, wörld", "lines": "one\ntwo"}


def test_streams_hear_only_their_own_channel(start_server, site, open_events):
    server = start_server([f"* 127.0.0.1:{site.port}"])
    site.start(server.control_url + "?key=changeme")

    streams = {room: open_events(server.url(f"/rooms/{room}/events/"))[1] for room in ("red", "blue")}
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

    _, events = open_events(server.url("/events/"))
    assert next(events).event == "stream-open"
    site.stop()
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

    _, events = open_events(server.url("/events/"))
    assert next(events).event == "stream-open"
    site.send_event("test", "message", "let in")
    assert json.loads(next(events).data) == "let in"
