"""What an origin sees of WebSockets over HTTP, request by request, and what its answers do."""
import threading
import uuid

import pytest

from harness.client import exchange_bytes
from harness.origin import Answer
from harness.publishing import publish
from harness.waiting import PATIENCE, eventually
from harness.websocket import Opcode, WebSocketClient, close, handshake, ping, pong, text
from harness.websocket_origin import EVENTS_TYPE, GRIP, decode_events, encode_events, reply_to, websocket_over_http

#: The headers of an answer with events.
EVENTS = (("Content-Type", EVENTS_TYPE),)

beyond_136 = pytest.mark.holdfast_only("since Pushpin 2.0, or 1.36 stops at it")


class Application:
    """Remembers the events of every request, and answers with `reply(message)` for each message."""

    def __init__(self, reply=lambda message: [reply_to(message)]):
        self.received = []
        self.requests = []
        self._reply = reply
        #: The headers of an answer, by the number of its request.
        self.headers = {}
        #: While it is clear, requests after the first wait.
        self.going_on = threading.Event()
        self.going_on.set()

    def __call__(self, events):
        number = len(self.received)
        self.received.append(events.received)
        self.requests.append(events.request)
        if not events.is_opening:
            assert self.going_on.wait(PATIENCE)
        events.headers += self.headers.get(number, [])
        for message in events.messages:
            events.sent += [answer for answer in self._reply(message) if answer]

    def wait_for(self, count):
        """The events of the requests once there have been so many."""
        eventually(lambda: len(self.received) >= count, f"{count} requests: {self.received}")
        return self.received


@pytest.fixture
def install(origin):
    def install(application):
        origin.on("/", websocket_over_http(application))
        return application

    return install


@pytest.fixture
def connect(start_server, origin):
    """Connect a client to a server with target parameters."""
    clients = []

    def connect(parameters="", headers=()):
        server = start_server([f"* {origin.target},over_http{parameters}"])
        clients.append(WebSocketClient(server.http_port, headers=headers))
        clients[-1].server = server
        return clients[-1]

    yield connect
    for client in clients:
        client.close()


# MARK: Requests


def test_each_request_is_that_of_the_client_signed_anew(install, connect):
    application = install(Application())
    client = connect(headers=[("Cookie", "a=b"), ("Sec-WebSocket-Protocol", "v1"), ("X-Own", "yes")])
    client.send(text("hello"))
    assert client.read() == text("hello")
    client.send(close(1000))
    assert client.read() == close(1000)
    assert application.received == [["OPEN"], [text("hello")], [close(1000)]]
    for request in application.requests:
        assert request.method == "POST"
        for name, value in {
            "Accept": EVENTS_TYPE,
            "Content-Type": EVENTS_TYPE,
            "Cookie": "a=b",
            "Sec-WebSocket-Extensions": "grip",
            "Sec-WebSocket-Protocol": "v1",
            "X-Own": "yes",
        }.items():
            assert request.header(name) == [value], name
        assert len(request.header("Grip-Sig")) == len(request.header("Grip-Feature")) == 1
        assert not request.header("Upgrade")
    [connection_id] = {request.header("Connection-Id")[0] for request in application.requests}
    assert str(uuid.UUID(connection_id)) == connection_id


def test_what_comes_during_a_request_goes_into_the_next(install, connect):
    application = install(Application())
    client = connect()
    application.going_on.clear()
    client.send(text("first"))
    application.wait_for(2)
    for message in (text("second"), ping(b"p"), text("third")):
        client.send(message)
    application.going_on.set()
    assert [client.read() for _ in range(4)] == [text("first"), text("second"), pong(b"p"), text("third")]
    assert sum(application.received[1:], []) == [text("first"), text("second"), ping(b"p"), text("third")]
    assert application.received[1] == [text("first")]


def test_with_one_event_each_has_its_own_request(install, connect):
    application = install(Application())
    client = connect(",one_event")
    application.going_on.clear()
    for number in range(5):
        client.send(text(str(number)))
    application.wait_for(2)
    application.going_on.set()
    assert [client.read() for _ in range(5)] == [text(str(number)) for number in range(5)]
    assert application.received == [["OPEN"], *[[text(str(number))] for number in range(5)]]


def test_meta_is_sent_back_until_it_is_removed(install, connect):
    application = install(Application())
    application.headers = {
        0: [("Set-Meta-User", "ann"), ("Set-Meta-Color", "blue")],
        1: [("Set-Meta-User", "ben"), ("Set-Meta-Color", "")],
    }
    client = connect(headers=[("Meta-User", "root")])
    for number in range(3):
        client.send(text(str(number)))
        assert client.read() == text(str(number))
    seen = [(request.header("Meta-User"), request.header("Meta-Color")) for request in application.requests]
    assert seen == [([], []), (["ann"], ["blue"]), (["ben"], []), (["ben"], [])]


@beyond_136
def test_what_was_not_accepted_is_sent_again(install, connect):
    application = install(Application(lambda message: []))
    application.headers = {number: [("Content-Bytes-Accepted", "4")] for number in (1, 2)}
    client = connect()
    client.send(text("abcdef"))
    application.wait_for(2)
    client.send(text("gh"))
    received = application.wait_for(3)
    assert b"".join(message.payload for message in received[2]) == b"efgh"
    assert application.requests[2].header("Content-Bytes-Replayed") == ["2"]


@beyond_136
def test_refresh_asks_at_once(install, connect):
    application = install(Application())
    application.headers = {0: [GRIP]}
    client = connect(",sub=news")
    publish(client.server, {"channel": "news", "formats": {"ws-message": {"action": "refresh"}}})
    assert application.wait_for(2) == [["OPEN"], []]


# MARK: The answer to OPEN


def open_refused(start_server, origin):
    server = start_server([f"* {origin.target},over_http"])
    return exchange_bytes(server.http_port, handshake())[0]


def test_events_beside_open_are_delivered(start_server, origin):
    events = ["OPEN", text("welcome"), ping(b"p"), text("again")]
    origin.on("/", Answer(encode_events(events), headers=EVENTS))
    server = start_server([f"* {origin.target},over_http"])
    with WebSocketClient(server.http_port) as client:
        assert [client.read() for _ in range(3)] == [text("welcome"), ping(b"p"), text("again")]


@pytest.mark.parametrize(("status", "content_type"), [(403, "text/plain"), (200, "text/plain"), (500, EVENTS_TYPE)])
def test_other_answers_are_relayed(start_server, origin, status, content_type):
    origin.on("/", Answer(b"not you\n", status=status, headers=(("Content-Type", content_type), ("X-Why", "no"))))
    response = open_refused(start_server, origin)
    assert (response.status, response.body, response.headers["X-Why"]) == (status, b"not you\n", "no")


NO_ANSWERS = {
    "nothing": b"",
    "no OPEN": b"TEXT\r\n",
    "no line end": b"OPEN",
    "cut short": b"OPEN\r\nTEXT 5\r\nab",
    "no length": b"OPEN\r\nTEXT zz\r\nab\r\n",
}


@pytest.mark.parametrize("body", NO_ANSWERS.values(), ids=NO_ANSWERS.keys())
def test_what_is_not_an_answer_gives_502(start_server, origin, body):
    origin.on("/", Answer(body, headers=EVENTS))
    response = open_refused(start_server, origin)
    assert (response.status, response.body) == (502, b"Error while proxying to origin.\n")


# MARK: Later answers


@pytest.fixture
def answers(origin):
    """Answers after the one to OPEN, taken from this list."""
    answers = []

    def answer(exchange):
        is_opening = decode_events(exchange.read_all()) == ["OPEN"]
        exchange.send(Answer(b"OPEN\r\n", headers=EVENTS) if is_opening else answers.pop(0))

    origin.on("/", answer)
    return answers


WRONG = {
    "another status": Answer(b"", status=500, headers=EVENTS),
    "204": Answer(b"", status=204, headers=EVENTS),
    "another type": Answer(b"TEXT 1\r\na\r\n", headers=(("Content-Type", "text/plain"),)),
    "a type with parameters": Answer(b"TEXT 1\r\na\r\n", headers=(("Content-Type", EVENTS_TYPE + "; charset=utf-8"),)),
    "no events": Answer(b"these are no events", headers=EVENTS),
    "a second OPEN": Answer(b"OPEN\r\n", headers=EVENTS),
    "DISCONNECT": Answer(b"DISCONNECT\r\n", headers=EVENTS),
    "too large": Answer(b"TEXT f4240\r\n" + b"x" * 1_000_000 + b"\r\n", headers=EVENTS),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_answer_cuts_the_client(answers, connect, wrong):
    answers.append(wrong)
    client = connect()
    client.send(text("hello"))
    assert client.read() is None


def test_events_after_a_close_are_ignored(answers, connect):
    body = encode_events([text("before"), close(4000, "bye"), text("after")])
    answers.append(Answer(body, headers=EVENTS))
    client = connect()
    client.send(text("hello"))
    assert [client.read(), client.read()] == [text("before"), close(4000, "bye")]
    client.send(close(4000))
    assert client.read() is None


def test_unknown_events_are_skipped(answers, connect):
    body = b"NEWS 4\r\nabcd\r\nNOTHING\r\nTEXT 2\r\nok\r\n"
    answers.append(Answer(body, headers=EVENTS))
    client = connect()
    client.send(text("hello"))
    assert client.read() == text("ok")


def test_lengths_may_be_written_in_either_case(answers, connect):
    for digits in (b"a", b"A", b"0A"):
        answers.append(Answer(b"TEXT %s\r\n0123456789\r\n" % digits, headers=EVENTS))
    client = connect()
    for _ in range(3):
        client.send(text("hello"))
        assert client.read() == text("0123456789")


@beyond_136
def test_a_large_answer_arrives_whole(answers, connect):
    message = text("x" * 900_000)
    answers.append(Answer(encode_events([message, text("after")]), headers=EVENTS))
    client = connect()
    client.send(text("hello"))
    assert [client.read(), client.read()] == [message, text("after")]


# MARK: Ends


def test_a_client_that_vanishes_is_reported(install, connect):
    application = install(Application())
    client = connect()
    client.send(text("hello"))
    assert client.read() == text("hello")
    client.close()
    assert application.wait_for(3)[2] == ["DISCONNECT"]


def test_a_close_that_is_not_answered_cuts_the_client(install, connect):
    application = install(Application(lambda message: []))
    client = connect()
    client.send(close(1000))
    assert client.read() is None
    assert application.received == [["OPEN"], [close(1000)]]


def test_the_answer_to_the_application_s_close_is_reported(install, connect):
    application = install(Application(lambda message: [close(4000)] if message.opcode == Opcode.TEXT else []))
    client = connect()
    client.send(text("close"))
    assert client.read() == close(4000)
    client.send(close(4000))
    assert client.read() is None
    assert application.wait_for(3)[2] == [close(4000)]


def test_an_origin_that_is_away_for_a_moment_is_asked_again(install, connect, origin, start_origin):
    """A request that could not be made is made again, with the same content."""
    application = install(Application())
    client = connect()
    port = origin.port
    origin.stop()
    client.send(text("hello"))
    # Connections are refused meanwhile; the first further attempt comes after one to two seconds.
    again = start_origin(port=port)
    again.on("/", websocket_over_http(application))
    assert client.read() == text("hello")
    assert application.received == [["OPEN"], [text("hello")]]
