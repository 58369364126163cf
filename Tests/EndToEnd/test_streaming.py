"""Apps that stream by themselves, without a hold: every piece passes at once, and a client that leaves is noticed."""
import threading

import pytest

from harness.client import Stream, request
from harness.origin import Answer
from harness.publishing import publish, stream_item
from harness.waiting import PATIENCE

EVENT_STREAM = ("Content-Type", "text/event-stream")


class StreamingApp:
    """Sends the next event only when the test says so, so that nothing can be waiting in between.

    `framing` is how the response says where it ends: chunked, its length, or the end of the connection.
    """

    def __init__(self, framing="chunked"):
        self.framing = framing
        self.noticed_leaving = threading.Event()
        self._may_send = threading.Semaphore(0)
        self._last = threading.Event()

    def send_next(self):
        self._may_send.release()

    def finish(self):
        self._last.set()
        self._may_send.release()

    def __call__(self, exchange):
        headers = {
            "chunked": ("Transfer-Encoding", "chunked"),
            "length": ("Content-Length", str(3 * len(event(0)))),
            "end of connection": ("Connection", "close"),
        }
        exchange.send_head(200, (EVENT_STREAM, headers[self.framing]))
        number = 0
        while self._may_send.acquire(timeout=PATIENCE) and not self._last.is_set():
            (exchange.write_chunk if self.framing == "chunked" else exchange.write)(event(number))
            number += 1
        if self.framing == "chunked":
            exchange.end_chunks()


def event(number):
    return b"event: tick\ndata: %d\n\n" % number


def endless(noticed_leaving):
    """Streams until the peer has gone."""
    def answer(exchange):
        exchange.send_head(200, (EVENT_STREAM, ("Transfer-Encoding", "chunked")))
        try:
            while True:
                exchange.write_chunk(b"data: " + b"x" * 1000 + b"\n\n")
                if noticed_leaving.wait(0.01):
                    return
        finally:
            noticed_leaving.set()

    return answer


def silent(noticed_leaving):
    """Sends one event and then waits for the peer to go."""
    def answer(exchange):
        exchange.send_head(200, (EVENT_STREAM, ("Transfer-Encoding", "chunked")))
        exchange.write_chunk(b"data: only\n\n")
        exchange.wait_until_peer_leaves()
        noticed_leaving.set()

    return answer


@pytest.mark.parametrize("framing", ["chunked", "length", "end of connection"])
def test_each_event_arrives_before_the_app_sends_the_next(start_server, origin, framing):
    app = StreamingApp(framing)
    origin.on("/events", app)
    server = start_server([f"* {origin.target}"])
    with Stream(server.http_port, "/events") as stream:
        assert stream.header("Content-Type") == "text/event-stream"
        for number in range(3):
            app.send_next()
            assert stream.read_until(b"\n\n") == event(number)
        app.finish()
        assert stream.read_to_end() == b""


def test_the_head_arrives_before_any_of_the_body(start_server, origin):
    app = StreamingApp()
    origin.on("/events", app)
    server = start_server([f"* {origin.target}"])
    with Stream(server.http_port, "/events") as stream:
        assert stream.status == 200
        app.finish()
        assert stream.read_to_end() == b""


@pytest.mark.parametrize("kind", [endless, silent])
def test_the_app_notices_that_the_client_left(start_server, origin, kind):
    noticed = threading.Event()
    origin.on("/events", kind(noticed))
    server = start_server([f"* {origin.target}"])
    with Stream(server.http_port, "/events") as stream:
        stream.read_until(b"\n\n")
        assert not noticed.is_set()
    assert noticed.wait(PATIENCE)


def test_the_app_notices_a_client_that_leaves_before_the_answer(start_server, origin):
    noticed = threading.Event()

    def answer(exchange):
        exchange.wait_until_peer_leaves()
        noticed.set()

    origin.on("/slow", answer)
    server = start_server([f"* {origin.target}"])
    stream = Stream(server.http_port, "/slow")
    origin.wait_for("/slow")
    stream.close()
    assert noticed.wait(PATIENCE)


def test_a_stream_without_a_hold_hears_no_publishes(start_server, origin):
    app = StreamingApp()
    origin.on("/events", app)
    server = start_server([f"* {origin.target}"])
    with Stream(server.http_port, "/events") as stream:
        app.send_next()
        stream.read_until(b"\n\n")
        publish(server, stream_item("test", "published\n"))
        app.send_next()
        assert stream.read_until(b"\n\n") == event(1)
        app.finish()


def test_many_streams_leave_room_for_ordinary_requests(start_server, origin):
    noticed = [threading.Event() for _ in range(50)]
    for number, event_of_stream in enumerate(noticed):
        origin.on(f"/events/{number}", silent(event_of_stream))
    origin.on("/page", Answer(b"page\n"))
    server = start_server([f"* {origin.target}"])
    streams = [Stream(server.http_port, f"/events/{number}") for number in range(len(noticed))]
    for stream in streams:
        stream.read_until(b"\n\n")
    assert request(server.http_port, "/page").body == b"page\n"
    for stream in streams:
        stream.close()
    for event_of_stream in noticed:
        assert event_of_stream.wait(PATIENCE)
