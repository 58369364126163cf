"""django-eventstream with its storage: nothing is lost and nothing comes twice, whatever happens in between.

The site keeps its events in a database and tells the proxy where each connection is; the proxy asks the site for what a
connection has missed. Both are unmodified, and so is sseclient-py in front of them.
"""
import json
import shutil
import urllib.parse

import pytest

from harness.client import request
from harness.site import DjangoSite, make_database

#: More than the hundred events that the library gives in one response, divided by the number of channels.
MISSED = range(1, 131)


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory):
    return make_database(tmp_path_factory.mktemp("database"))


@pytest.fixture
def site(tmp_path, empty_database):
    site = DjangoSite(tmp_path, shutil.copy(empty_database, tmp_path))
    yield site
    site.stop()


@pytest.fixture
def server(start_server, site):
    server = start_server([f"* 127.0.0.1:{site.port}"], {"handler": {"message_wait": "500"}})
    site.start(server.control_url + "?key=changeme")
    return server


@pytest.fixture
def open_resumed(server, open_events):
    """Open a stream that goes on after an event id."""

    def open_stream(path, last_id, style="header"):
        if style == "header":
            return open_events(server.url(path), {"Last-Event-ID": last_id})
        return open_events(server.url(f"{path}?lastEventId={urllib.parse.quote(last_id)}"))

    return open_stream


STYLES = ["header", "query"]


def data(events):
    return [json.loads(event.data) for event in events]


def ids(events):
    """The ids as sets of `channel:number`, since the library puts several channels in any order."""
    return [set(event.id.split(",")) for event in events]


# MARK: Events that were missed


@pytest.mark.parametrize("style", STYLES)
def test_missed_events_come_page_by_page_in_one_response(server, site, open_resumed, style):
    """130 events are more than the site gives at once: the rest comes over links, then the stream is live."""
    site.send_event("test", "message", *MISSED)
    stream = open_resumed("/events/", "test:0", style)
    assert next(stream).event == "stream-open"
    missed = [next(stream) for _ in MISSED]
    site.send_event("test", "message", 131)
    site.send_event("test", "live", 132)
    live = stream.read_until("live")

    assert data(missed + live) == [*MISSED, 131, 132]
    assert ids(missed + live) == [{f"test:{number}"} for number in [*MISSED, 131, 132]]
    assert len(site.wait_for("GET /events/", 2)) == 2


def test_missed_events_of_two_channels_come_in_smaller_pages(server, site, open_resumed):
    site.send_event("test", "message", *MISSED)
    site.send_event("other", "other", "first", "second")
    stream = open_resumed("/two/events/", "test:0,other:1")
    assert next(stream).event == "stream-open"
    missed = [next(stream) for _ in range(len(MISSED) + 1)]
    site.send_event("other", "other", "third")
    site.send_event("test", "live", 131)
    live = stream.read_until("live")

    assert data(event for event in missed if event.event == "message") == [*MISSED]
    assert data(event for event in [*missed, *live] if event.event == "other") == ["second", "third"]
    assert ids(live) == [{"test:130", "other:3"}, {"test:131", "other:3"}]
    assert len(site.wait_for("GET /two/events/", 3)) == 3


@pytest.mark.parametrize("style", STYLES)
def test_a_stream_goes_on_after_the_last_event_id(server, site, open_resumed, style):
    site.send_event("test", "message", 1, 2, 3, 4)
    stream = open_resumed("/events/", "test:2", style)
    assert next(stream).event == "stream-open"
    missed = [next(stream), next(stream)]
    site.send_event("test", "live", 5)
    events = missed + stream.read_until("live")
    assert data(events) == [3, 4, 5]
    assert ids(events) == [{"test:3"}, {"test:4"}, {"test:5"}]


def test_an_id_that_is_too_old_resets_the_stream(server, site, open_resumed):
    site.send_event("test", "message", 1, 2, 3)
    stream = open_resumed("/events/", "test:77")
    assert [next(stream).event, next(stream).event] == ["stream-open", "stream-reset"]
    site.send_event("test", "live", 4)
    assert data(stream.read_until("live")) == [4]


def test_the_id_of_a_failed_stream_is_refused(server, open_resumed):
    assert open_resumed("/events/", "error").response.status_code == 400


# MARK: Live events


def test_streams_at_different_places_all_end_up_live(server, site, open_resumed):
    site.send_event("test", "message", *MISSED)
    starts = [0, 29, 30, 31, 129, 130]
    streams = [open_resumed("/events/", f"test:{start}") for start in starts]
    for start, stream in zip(starts, streams):
        assert next(stream).event == "stream-open"
        assert data(next(stream) for _ in range(start, 130)) == [*range(start + 1, 131)]
    site.send_event("test", "message", 131, 132)
    site.send_event("test", "live", 133)
    for stream in streams:
        assert data(stream.read_until("live")) == [131, 132, 133]


def test_a_lost_event_is_asked_for(server, site, open_events):
    """The event before does not reach the proxy; the next one tells that it is missing."""
    site.send_event("test", "message", 1)
    streams = [open_events(server.url("/events/")) for _ in range(3)]
    for stream in streams:
        assert next(stream).event == "stream-open"
    site.send_event("test", "message", 2)
    site.lose_event("test", "message", 3)
    site.send_event("test", "message", 4)
    for stream in streams:
        recovered = [next(stream), next(stream), next(stream)]
        assert data(recovered) == [2, 3, 4]
        assert ids(recovered) == [{"test:2"}, {"test:3"}, {"test:4"}]
    site.send_event("test", "live", 5)
    for stream in streams:
        assert data(stream.read_until("live")) == [5]


def test_events_that_were_all_lost_come_on_recover(server, site, open_events):
    stream = open_events(server.url("/events/"))
    assert next(stream).event == "stream-open"
    site.lose_event("test", "message", 1)
    site.lose_event("test", "message", 2)
    assert request(server.control_port, "/recover/", method="POST", body=b"").status == 200
    assert data([next(stream), next(stream)]) == [1, 2]
    site.send_event("test", "live", 3)
    assert data(stream.read_until("live")) == [3]


def test_percent_signs_and_line_breaks_survive_the_filter(server, site, open_events, open_resumed):
    """The id is put into the text where it says %I, so the library doubles what other percent signs there are."""
    text = "100% sure: %I %% %(test)s %\n\n  %d\r\nend%"
    live = open_events(server.url("/events/"))
    assert next(live).event == "stream-open"
    site.send_event("test", "message", text)
    event = next(live)
    assert (json.loads(event.data), event.id) == (text, "test:1")
    resumed = open_resumed("/events/", "test:0")
    assert next(resumed).event == "stream-open"
    event = next(resumed)
    assert (json.loads(event.data), event.id) == (text, "test:1")


# MARK: Users


@pytest.mark.holdfast_only("Pushpin asks for a link a second after the first subscription, and gets what was skipped")
def test_a_skipped_user_gets_nothing_and_misses_nothing(server, site, open_events):
    """The stream of a skipped user moves on all the same, so it is not taken for one that has missed something."""
    ann = open_events(server.url("/events/"), {"X-User": "ann"})
    ben = open_events(server.url("/events/"), {"X-User": "ben"})
    assert (next(ann).event, next(ben).event) == ("stream-open", "stream-open")
    site.send_event("test", "message", "for ann", skipping=["ben"])
    site.send_event("test", "message", "for ben", skipping=["ann"])
    site.send_event("test", "live", "for both")
    ann_got, ben_got = ann.read_until("live"), ben.read_until("live")
    assert (data(ann_got), ids(ann_got)) == (["for ann", "for both"], [{"test:1"}, {"test:3"}])
    assert (data(ben_got), ids(ben_got)) == (["for ben", "for both"], [{"test:2"}, {"test:3"}])
    assert not site.requests("link=next")


def test_a_banned_user_is_kicked_from_that_channel_only(server, site, open_events):
    paths = {"one": "/events/", "two": "/two/events/", "elsewhere": "/rooms/red/events/"}
    ann = {name: open_events(server.url(path), {"X-User": "ann"}) for name, path in paths.items()}
    ben = open_events(server.url("/events/"), {"X-User": "ben"})
    for stream in [*ann.values(), ben]:
        assert next(stream).event == "stream-open"

    site.forbid("ann", "test")
    for name in ("one", "two"):
        [event] = list(ann[name])
        assert (event.event, event.id) == ("stream-error", "error")
        assert "Permission denied" in event.data

    site.send_event("room-red", "live", "still here")
    assert data(ann["elsewhere"].read_until("live")) == ["still here"]
    site.send_event("test", "live", "still here")
    assert data(ben.read_until("live")) == ["still here"]

    refused = open_events(server.url("/events/"), {"X-User": "ann"})
    assert [event.event for event in refused] == ["stream-error"]


def test_a_recovery_knows_the_user(server, site, open_events):
    """A link is fetched without the client's headers; the site signs into it who it was for."""
    ann = open_events(server.url("/events/"), {"X-User": "ann"})
    assert next(ann).event == "stream-open"
    site.send_event("test", "message", 1)
    site.lose_event("test", "message", 2)
    site.send_event("test", "message", 3)
    assert data(next(ann) for _ in range(3)) == [1, 2, 3]
    site.send_event("test", "message", "for others", skipping=["ann"])
    site.send_event("test", "live", 5)
    assert data(ann.read_until("live")) == [5]


# MARK: Names that need escapes

ODD_NAMES = [
    "odd name",
    "50%",
    "größe",
    "a,b;c",
    'quoted "name"',
    "back\\slash",
    "a/b:c",
    "x=y&z",
    "{braces}(x)s",
    "%I",
    "日本",
]


@pytest.mark.holdfast_only("a lone percent sign, which the library writes into such ids, ends the stream")
def test_odd_channel_names(server, site, open_events):
    def path(name):
        return "/asked/events/?channel=" + urllib.parse.quote(name, safe="")

    streams = {name: open_events(server.url(path(name))) for name in ODD_NAMES}
    for name in ODD_NAMES:
        site.send_event(name, "message", 1)
        site.lose_event(name, "message", 2)
        site.send_event(name, "message", 3)
    got = {name: [next(stream), next(stream), next(stream), next(stream)] for name, stream in streams.items()}
    for name, stream in streams.items():
        site.send_event(name, "live", 4)
        got[name] += stream.read_until("live")
    for name, events in got.items():
        assert [event.event for event in events] == ["stream-open", "message", "message", "message", "live"]
        assert data(events[1:]) == [1, 2, 3, 4]
        assert [event.id for event in events[1:]] == [f"{urllib.parse.quote(name)}:{number}" for number in range(1, 5)]

    for name in ODD_NAMES:
        stream = open_events(server.url(path(name)), {"Last-Event-ID": f"{urllib.parse.quote(name)}:1"})
        assert next(stream).event == "stream-open"
        assert data(next(stream) for _ in range(3)) == [2, 3, 4]
        site.send_event(name, "live", 5)
        assert data(stream.read_until("live")) == [5]


@pytest.mark.holdfast_only("the name of the channel has a space, too")
def test_a_path_with_a_space(server, site, open_events):
    """The library writes the path of its link as Django gives it to it, without the escape."""
    stream = open_events(server.url("/rooms/odd%20room/events/"))
    assert next(stream).event == "stream-open"
    site.send_event("room-odd room", "message", 1)
    site.lose_event("room-odd room", "message", 2)
    site.send_event("room-odd room", "message", 3)
    assert data(next(stream) for _ in range(3)) == [1, 2, 3]
    site.wait_for("GET /rooms/odd%20room/events/?link=next")
