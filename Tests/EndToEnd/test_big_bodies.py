"""Bodies far larger than any buffer: they arrive whole, and the server's memory does not grow with them."""
import hashlib
import http.client
import select
import socket
import threading

import pytest

from harness.ports import LOOPBACK
from harness.waiting import PATIENCE, eventually

MEBIBYTE = 1 << 20
SIZE = 64 * MEBIBYTE
#: Generous: half of one body.
GROWTH = SIZE // 2

BLOCK = bytes(range(256)) * (MEBIBYTE // 256)
DIGEST = hashlib.sha256(BLOCK * (SIZE // MEBIBYTE)).hexdigest()

FRAMINGS = ["sized", "chunked"]


class Upload:
    """Receives a body, once it may, and answers with its digest."""

    def __init__(self):
        self.may_read = threading.Event()

    def __call__(self, exchange):
        assert self.may_read.wait(PATIENCE)
        digest = hashlib.sha256()
        while data := exchange.read(MEBIBYTE):
            digest.update(data)
        exchange.send_head(200, [("Content-Length", str(len(digest.hexdigest())))])
        exchange.write(digest.hexdigest().encode())


class Download:
    """Sends a body, and tells how far it has come."""

    def __init__(self, framing):
        self.sent = 0
        self._framing = framing

    def __call__(self, exchange):
        chunked = self._framing == "chunked"
        exchange.send_head(200, [("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(SIZE))])
        while self.sent < SIZE:
            (exchange.write_chunk if chunked else exchange.write)(BLOCK)
            self.sent += len(BLOCK)
        if chunked:
            exchange.end_chunks()


@pytest.fixture
def server(start_server, origin):
    """A server that has already served something, so that its memory is what it normally is."""
    server = start_server([f"* {origin.target}"])
    connection = http.client.HTTPConnection(LOOPBACK, server.http_port, timeout=PATIENCE)
    connection.request("GET", "/")
    connection.getresponse().read()
    connection.close()
    return server


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_large_request_body_arrives_whole(server, origin, framing):
    upload = Upload()
    upload.may_read.set()
    origin.on("/upload", upload)
    before = server.resident_bytes()
    connection = http.client.HTTPConnection(LOOPBACK, server.http_port, timeout=PATIENCE)
    blocks = (BLOCK for _ in range(SIZE // len(BLOCK)))
    headers = {"Content-Length": str(SIZE)} if framing == "sized" else {"Transfer-Encoding": "chunked"}
    connection.request("POST", "/upload", body=blocks, headers=headers, encode_chunked=framing == "chunked")
    assert connection.getresponse().read().decode() == DIGEST
    connection.close()
    assert server.resident_bytes() - before < GROWTH


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_large_response_body_arrives_whole(server, origin, framing):
    origin.on("/download", Download(framing))
    before = server.resident_bytes()
    assert digest_of(get(server, "/download")) == DIGEST
    assert server.resident_bytes() - before < GROWTH


def test_a_client_waits_for_an_origin_that_does_not_read(server, origin):
    """The body must not pile up in the server: the client cannot send more than some buffers hold."""
    upload = Upload()
    origin.on("/upload", upload)
    before = server.resident_bytes()
    with socket.create_connection((LOOPBACK, server.http_port)) as client:
        client.sendall(b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % SIZE)
        client.setblocking(False)
        sent = send_until_stalled(client)
        origin.wait_for("/upload")
        assert sent < SIZE
        assert server.resident_bytes() - before < GROWTH

        upload.may_read.set()
        client.settimeout(PATIENCE)
        whole = memoryview(BLOCK * (SIZE // MEBIBYTE))
        client.sendall(whole[sent:])
        response = http.client.HTTPResponse(client)
        response.begin()
        assert response.read().decode() == DIGEST


@pytest.mark.holdfast_only("1.36 never resumes after such a pause")
def test_an_origin_waits_for_a_client_that_does_not_read(server, origin):
    download = Download("sized")
    origin.on("/download", download)
    before = server.resident_bytes()
    response = get(server, "/download")
    eventually(stalled(lambda: download.sent), "the origin has to wait")
    assert download.sent < SIZE
    assert server.resident_bytes() - before < GROWTH
    assert digest_of(response) == DIGEST


# MARK: Helpers


def get(server, path):
    connection = http.client.HTTPConnection(LOOPBACK, server.http_port, timeout=PATIENCE)
    connection.request("GET", path)
    return connection.getresponse()


def digest_of(response):
    digest = hashlib.sha256()
    while data := response.read(MEBIBYTE):
        digest.update(data)
    response.close()
    return digest.hexdigest()


def send_until_stalled(client):
    """Send the body until nothing more is taken for a while; returns how much was taken."""
    sent = 0
    whole = memoryview(BLOCK * (SIZE // MEBIBYTE))
    while sent < SIZE and select.select([], [client], [], 2)[1]:
        sent += client.send(whole[sent : sent + MEBIBYTE])
    return sent


def stalled(progress):
    """A condition that is true once `progress()` stands still for a hundred looks in a row."""
    last, times = None, 0

    def condition():
        nonlocal last, times
        now = progress()
        times = times + 1 if now == last else 0
        last = now
        return times >= 100

    return condition
