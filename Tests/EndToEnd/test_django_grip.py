"""Pages that use GRIP with django-grip and gripcontrol, unmodified: polls, streams, links, hints and filters."""
import json

import pytest

from harness.client import Stream, request
from harness.publishing import publish, stream_item
from harness.site import DjangoSite
from harness.waiting import eventually

beyond_136 = pytest.mark.holdfast_only("since Pushpin 1.41 or 2.0")


@pytest.fixture
def site(tmp_path):
    site = DjangoSite(tmp_path)
    yield site
    site.stop()


@pytest.fixture
def server(start_server, site):
    server = start_server([f"* 127.0.0.1:{site.port}"], {"handler": {"message_wait": "500"}})
    site.start(server.control_url + "?key=changeme")
    return server


def published(site, *messages):
    site.post("/log/append", messages=messages)


def unpublished(site, *messages):
    site.post("/log/append?unpublished", messages=messages)


# MARK: Long-polling


def test_a_poll_is_answered_by_the_message_that_follows(server, site):
    published(site, "one")
    with Stream(server.http_port, "/log/poll?after=1") as poll:
        server.wait_until_held("/log/poll?after=1")
        published(site, "two")
        assert json.loads(poll.read_to_end()) == {"published": "two"}
    assert len(site.wait_for("/log/poll")) == 1


def test_a_poll_that_missed_a_message_asks_again(server, site):
    """The message that arrives does not follow on from the one the client has."""
    published(site, "one")
    with Stream(server.http_port, "/log/poll?after=1") as poll:
        server.wait_until_held("/log/poll?after=1")
        unpublished(site, "two")
        published(site, "three")
        assert poll.status == 200
        assert json.loads(poll.read_to_end()) == {"after": "1", "messages": ["two", "three"]}
    assert len(site.wait_for("/log/poll", 2)) == 2


def test_polls_one_after_the_other_get_every_message_once(server, site):
    """A client that polls for what comes next, while every third message is lost on its way to the proxy."""
    got = []
    for number in range(1, 13):
        path = f"/log/poll?after={len(got)}"
        with Stream(server.http_port, path) as poll:
            server.wait_until_held(path)
            if number % 3 == 0:
                unpublished(site, f"message {number}")
                request(server.control_port, "/recover", method="POST", body=b"")
                got += json.loads(poll.read_to_end())["messages"]
            else:
                published(site, f"message {number}")
                got.append(json.loads(poll.read_to_end())["published"])
    assert got == [f"message {number}" for number in range(1, 13)]


def test_recover_asks_again_for_every_poll(server, site):
    path = "/log/poll?after=0"
    with Stream(server.http_port, path) as first, Stream(server.http_port, path) as second:
        server.wait_until_held(path, count=2)
        unpublished(site, "one", "two")
        assert request(server.control_port, "/recover/", method="POST", body=b"").body == b"Updated\n"
        for poll in (first, second):
            assert json.loads(poll.read_to_end()) == {"after": "0", "messages": ["one", "two"]}


def test_a_hint_asks_again(server, site):
    with Stream(server.http_port, "/state/poll?known=old") as poll:
        server.wait_until_held("/state/poll?known=old")
        site.post("/state/hint")
        server.wait_until_held("/state/poll?known=old", count=2)
        site.post("/state/set", value="new")
        assert poll.read_to_end() == b"new"
    assert len(site.wait_for("/state/poll", 3)) == 3


def test_a_patch_changes_the_document_that_the_poll_would_have_given(server, site):
    with Stream(server.http_port, "/document/") as poll:
        server.wait_until_held("/document/")
        site.post(
            "/document/patch",
            operations=[
                {"op": "test", "path": "/title", "value": "old"},
                {"op": "replace", "path": "/title", "value": "new"},
                {"op": "add", "path": "/tags/-", "value": {"name": "größe"}},
                {"op": "remove", "path": "/drafts"},
                {"op": "copy", "from": "/tags/0", "path": "/first"},
            ],
        )
        assert (poll.status, poll.header("Content-Type")) == (200, "application/json")
        assert poll.header("X-Kind") == "document"
        document = {"title": "new", "tags": ["a", "b", {"name": "größe"}], "first": "a"}
        assert json.loads(poll.read_to_end()) == document


# MARK: JSON instructions


def test_a_poll_by_json_instruction_times_out_with_its_own_response(server, site):
    response = request(server.http_port, "/instruct/poll?after=0")
    assert (response.status, response.body) == (203, b"\xff\x00 nothing")
    assert response.headers["X-Kind"] == "instruct"
    # What the site's own response had is gone: django-grip and Django add fields of their own to it.
    assert not [name for name in response.headers if name.lower() in ("server", "x-frame-options", "content-type")]


def test_a_poll_by_json_instruction_recovers(server, site):
    with Stream(server.http_port, "/instruct/poll?after=0") as poll:
        server.wait_until_held("/instruct/poll?after=0")
        unpublished(site, "one")
        published(site, "two")
        assert poll.status == 203
        assert poll.read_to_end() == b"one\ntwo"


def test_a_stream_by_json_instruction(server, site):
    with Stream(server.http_port, "/instruct/stream") as stream:
        stream.read_until(": größe\n\n".encode())
        assert (stream.status, stream.header("Content-Type")) == (200, "text/event-stream")
        assert stream.header("X-Kind") == "instruct"
        published(site, "one", "two")
        assert stream.read_until(b"two\n") == b"one\ntwo\n"


# MARK: Streams and links


def test_a_stream_gets_what_was_lost_and_what_is_live_once(server, site):
    with Stream(server.http_port, "/log/stream") as stream:
        stream.read_until(b"open\n")
        published(site, "one", "two")
        unpublished(site, "three")
        published(site, "four", "five")
        unpublished(site, "six", "seven")
        published(site, "eight")
        assert stream.read_until(b"eight\n").decode().split() == "one two three four five six seven eight".split()
        published(site, "nine")
        assert stream.read_until(b"\n") == b"nine\n"


def test_a_stream_catches_up_on_recover(server, site):
    with Stream(server.http_port, "/log/stream") as stream:
        stream.read_until(b"open\n")
        unpublished(site, "one", "two")
        assert request(server.control_port, "/recover", method="POST", body=b"").body == b"Updated\n"
        assert stream.read_until(b"two\n") == b"one\ntwo\n"
        published(site, "three")
        assert stream.read_until(b"\n") == b"three\n"


def test_a_hint_makes_a_stream_follow_its_link(server, site):
    with Stream(server.http_port, "/state/now") as stream:
        assert stream.read_until(b"\n") == b"old\n"
        site.post("/state/set", value="new")
        assert stream.read_until(b"new\n").replace(b"old\n", b"") == b"new\n"
    site.wait_for("GET /state/now?again=yes")


def test_pages_are_joined_and_the_last_one_stays_open(server, site):
    with Stream(server.http_port, "/book/1/", headers={"Cookie": "a=b"}) as stream:
        assert stream.read_until(b"page 5\n") == b"page 1\npage 2\npage 3\npage 4\npage 5\n"
        assert len(site.wait_for("/book/", 5)) == 5

        def heard():
            publish(server, stream_item("remarks", "well written\n"))
            return "publish channel=remarks receivers=1" in server.logs()

        eventually(heard, "the stream is subscribed to what its last page names")
        assert stream.read_until(b"\n") == b"well written\n"


# MARK: Who has gone


@beyond_136
def test_the_site_is_told_once_that_a_client_has_gone(server, site):
    names = ["ann", "ben"]
    streams = {name: Stream(server.http_port, f"/presence/{name}/stream", headers={"X-Client": name}) for name in names}
    for stream in streams.values():
        assert stream.read_until(b"\n") == b"welcome\n"
    for name, stream in streams.items():
        stream.close()
        eventually(lambda: name in [seen["name"] for seen in left(site)], f"{name} was seen leaving")
    expected = {"method": "POST", "why": "left", "signed": True, "headers": []}
    assert left(site) == [{"name": name, **expected} for name in names]


def left(site):
    return json.loads(request(site.port, "/presence/").body)["left"]


# MARK: Filters that ask the site


@beyond_136
def test_the_site_decides_who_gets_an_item(server, site):
    with Stream(server.http_port, "/filtered/http-check/ann") as ann, Stream(
        server.http_port, "/filtered/http-check/ben"
    ) as ben:
        ann.read_until(b"open\n")
        ben.read_until(b"open\n")
        items = [("1 to ann\n", {"to": "ann"}), ("2 to ben\n", {"to": "ben"}), ("3 to all\n", {"kind": "größe"})]
        site.post("/mail", items=items)
        assert ann.read_until(b"all\n") == b"1 to ann\n3 to all\n"
        assert ben.read_until(b"all\n") == b"2 to ben\n3 to all\n"


@beyond_136
def test_the_site_changes_an_item_for_each_client(server, site):
    with Stream(server.http_port, "/filtered/http-modify/ann") as ann, Stream(
        server.http_port, "/filtered/http-modify/ben"
    ) as ben:
        ann.read_until(b"open\n")
        ben.read_until(b"open\n")
        site.post("/mail", items=[("dear NAME,\n", {}), ("as it is\n", {}), ("bye, NAME!\n", {})])
        assert ann.read_until(b"!\n") == b"dear ann,\nas it is\nbye, ann!\n"
        assert ben.read_until(b"!\n") == b"dear ben,\nas it is\nbye, ben!\n"
