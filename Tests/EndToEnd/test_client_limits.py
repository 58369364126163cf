"""What clients may not exceed, and the answer they get when they do."""
import pytest

from harness.client import Stream, exchange_bytes, request
from harness.origin import Answer, stream_hold
from harness.waiting import eventually

pytestmark = pytest.mark.holdfast_only("Pushpin closes the connection or lets the client wait")


@pytest.fixture
def hello(origin):
    origin.on("/", Answer(b"hello\n"))
    origin.on("/stream", stream_hold("news"))
    return origin


# MARK: Connections


def test_one_connection_too_many_gets_503(start_server, hello):
    most = 8
    server = start_server([f"* {hello.target}"], {"runner": {"client_maxconn": most}})
    streams = [open_stream(server) for _ in range(most)]

    refused = request(server.http_port)
    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) > 0

    streams.pop().close()
    eventually(lambda: request(server.http_port).status == 200, "a client that leaves makes room")
    for stream in streams:
        stream.close()


def open_stream(server):
    """The harness has itself connected to see whether the server is ready, so the first attempts may be too many."""
    def attempt():
        stream = Stream(server.http_port, "/stream")
        if stream.status == 200:
            stream.read_until(b"open\n")
            return stream
        stream.close()
        return None

    return eventually(attempt, "room for a stream")


# MARK: Heads


@pytest.fixture
def server(start_server, hello):
    return start_server([f"* {hello.target}"], {"runner": {"client_buffer_size": 4096}})


UNFINISHED = {
    "nothing but a start": b"GET / HT",
    "no end of the head": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
}


@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED.keys())
def test_a_head_that_never_ends_gets_408(start_server, hello, sent):
    server = start_server([f"* {hello.target}"], {"runner": {"client_header_timeout": 1}})
    response, ended = exchange_bytes(server.http_port, sent)
    assert (response.status, ended) == (408, True)
    assert request(server.http_port).status == 200


def head(*lines, target=b"/"):
    return b"\r\n".join([b"GET %s HTTP/1.1" % target, b"Host: localhost", *lines, b"", b""])


TOO_LARGE = {
    "one long field": head(b"X-Long: " + b"x" * 8192),
    "a field that never ends": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 65536,
    "many fields": head(*[b"X-Field-%d: %d" % (number, number) for number in range(200)]),
}


@pytest.mark.parametrize("sent", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_a_head_that_is_too_large_gets_431(server, hello, sent):
    response, ended = exchange_bytes(server.http_port, sent)
    assert (response.status, ended) == (431, True)
    assert hello.requests() == []
    assert request(server.http_port).status == 200


def test_a_target_that_is_too_long_gets_414(start_server, hello):
    server = start_server([f"* {hello.target}"], {"runner": {"client_buffer_size": 65536}})
    response, ended = exchange_bytes(server.http_port, head(target=b"/" + b"x" * 10_000))
    assert (response.status, ended) == (414, True)


def test_a_large_head_within_the_limit_passes(start_server, hello):
    server = start_server([f"* {hello.target}"], {"runner": {"client_buffer_size": 32768}})
    assert request(server.http_port, headers={"X-Long": "x" * 20_000}).status == 200
    assert hello.requests("/")[0].header("X-Long") == ["x" * 20_000]


# MARK: Bodies


@pytest.fixture
def body_server(start_server, hello):
    return start_server([f"* {hello.target}"], {"runner": {"client_max_body": 100_000}})


def chunked(size):
    """Makes http.client send the body in chunks."""
    return iter([b"x" * 1000] * (size // 1000))


@pytest.mark.parametrize("make", [bytes, chunked], ids=["sized", "chunked"])
def test_a_body_within_the_limit_passes(body_server, make):
    assert request(body_server.http_port, method="POST", body=make(100_000)).body == b"hello\n"


def test_a_sized_body_over_the_limit_gets_413_before_it_is_sent(body_server, hello):
    sent = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100001\r\n\r\n"
    response, ended = exchange_bytes(body_server.http_port, sent)
    assert (response.status, ended) == (413, True)
    assert hello.requests() == []


def test_a_chunked_body_over_the_limit_gets_413(body_server):
    chunks = b"".join(b"c350\r\n%s\r\n" % (b"x" * 50_000) for _ in range(3))
    sent = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    response, ended = exchange_bytes(body_server.http_port, sent)
    assert (response.status, ended) == (413, True)
    assert request(body_server.http_port).status == 200


def test_without_a_limit_a_body_may_be_large(server):
    assert request(server.http_port, method="POST", body=bytes(5_000_000)).body == b"hello\n"
