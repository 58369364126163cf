"""A scripted origin: what it answers per path, and what it has seen."""
import http.server
import socket
import socketserver
import ssl
import threading
from dataclasses import dataclass, field

from .ports import LOOPBACK
from .waiting import eventually


@dataclass(frozen=True)
class Answer:
    """A complete response with a `Content-Length`."""

    body: bytes = b""
    status: int = 200
    headers: tuple = (("Content-Type", "text/plain"),)


def stream_hold(*channels, body=b"open\n", headers=(), content_type="text/plain"):
    """An instruction to hold the connection open as a stream on `channels`."""
    return _hold("stream", channels, body, headers, content_type)


def response_hold(*channels, body=b"nothing yet\n", headers=(), content_type="text/plain"):
    """An instruction to hold the request until something is published to one of `channels`."""
    return _hold("response", channels, body, headers, content_type)


def _hold(mode, channels, body, headers, content_type):
    instruction = [("Content-Type", content_type), ("Grip-Hold", mode)]
    instruction += [("Grip-Channel", channel) for channel in channels]
    return Answer(body, headers=(*instruction, *headers))


@dataclass
class SeenRequest:
    """One request as it reached the origin."""

    method: str
    target: str
    headers: list = field(repr=False)
    #: The client certificate as ssl.getpeercert() gives it; None without TLS or without one.
    client_certificate: object = None

    def header(self, name):
        """All values of a header, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


class Exchange:
    """One request in progress, for answers that are functions: `answer(exchange)`."""

    def __init__(self, handler, request):
        self._handler = handler
        self.request = request
        self._rest_of_chunk = 0
        self._chunked = "chunked" in (handler.headers.get("Transfer-Encoding") or "").lower()
        self._left = None if self._chunked else int(handler.headers.get("Content-Length") or 0)

    # MARK: Request body

    def read(self, limit=65536):
        """The next bytes of the request body; empty at its end."""
        if not self._chunked:
            data = self._handler.rfile.read1(min(limit, self._left)) if self._left else b""
            self._left -= len(data)
            return data
        if self._rest_of_chunk == 0 and not self._begin_chunk():
            return b""
        data = self._handler.rfile.read1(min(limit, self._rest_of_chunk))
        self._rest_of_chunk -= len(data)
        if self._rest_of_chunk == 0:
            self._handler.rfile.readline()
        return data

    def _begin_chunk(self):
        if self._left == 0:
            return False
        self._rest_of_chunk = int(self._handler.rfile.readline().split(b";")[0], 16)
        if self._rest_of_chunk == 0:
            self._left = 0
            while self._handler.rfile.readline() not in (b"\r\n", b"\n", b""):
                pass
        return self._rest_of_chunk > 0

    def read_all(self):
        return b"".join(iter(self.read, b""))

    # MARK: Response

    def send_head(self, status=200, headers=()):
        self._handler.send_response_only(status)
        for name, value in headers:
            self._handler.send_header(name, value)
        self._handler.end_headers()

    def write(self, data):
        """Write body bytes as they are; raises OSError once the peer has gone."""
        self._handler.wfile.write(data)

    def write_chunk(self, data):
        self.write(b"%x\r\n%s\r\n" % (len(data), data))

    def end_chunks(self):
        self.write(b"0\r\n\r\n")

    def send(self, answer):
        self.send_head(answer.status, (*answer.headers, ("Content-Length", str(len(answer.body)))))
        if self.request.method != "HEAD":
            self.write(answer.body)

    # MARK: Connection

    def receive(self):
        """The bytes that come next on the connection, after an upgrade; empty once the peer has gone."""
        try:
            return self._handler.rfile.read1(1 << 18)
        except OSError:
            return b""

    def end_connection(self):
        """End the connection once the answer is made."""
        self._handler.close_connection = True

    def wait_until_peer_leaves(self):
        """Block until the other side closes the connection."""
        try:
            while self._handler.connection.recv(65536):
                pass
        except OSError:
            pass
        self._handler.close_connection = True


class Origin:
    """An HTTP/1.1 origin on a loopback port, one of its own unless it takes the place of another."""

    def __init__(self, tls=None, port=0):
        self._answers = {}
        self._tls = tls
        self._lock = threading.Lock()
        self._requests = []
        self._server = _Server((LOOPBACK, port), _handler_class(self))
        self._server.tls = tls
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def target(self):
        """How a route names this origin."""
        return f"{LOOPBACK}:{self.port}"

    def on(self, path, answer):
        """Answer requests for `path` (without its query) with an Answer, or by calling `answer(exchange)`."""
        self._answers[path] = answer
        return self

    def requests(self, path=None):
        with self._lock:
            return [seen for seen in self._requests if path is None or seen.target.partition("?")[0] == path]

    def wait_for(self, path, count=1):
        """Wait until `count` requests for `path` have arrived, and return them."""
        return eventually(
            lambda: len(self.requests(path)) >= count and self.requests(path),
            f"{count} request(s) for {path} at the origin",
        )

    def stop(self):
        """Stop listening, and close the connections that are open."""
        self._server.shutdown()
        self._server.server_close()
        self._server.close_connections()

    def _serve(self, handler):
        connection = handler.connection
        certificate = connection.getpeercert() if isinstance(connection, ssl.SSLSocket) else None
        seen = SeenRequest(handler.command, handler.path, handler.headers.items(), certificate or None)
        with self._lock:
            self._requests.append(seen)
        exchange = Exchange(handler, seen)
        answer = self._answers.get(seen.target.partition("?")[0], Answer(b"no such page\n", status=404))
        try:
            if callable(answer):
                answer(exchange)
            else:
                exchange.read_all()
                exchange.send(answer)
        except OSError:
            handler.close_connection = True


class _Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 1024
    tls = None

    def __init__(self, *arguments):
        self._open = set()
        self._lock = threading.Lock()
        super().__init__(*arguments)

    def process_request(self, request, client_address):
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self):
        with self._lock:
            for request in self._open:
                try:
                    request.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def finish_request(self, request, client_address):
        """Runs on the connection's own thread, so a slow TLS handshake delays nobody."""
        if self.tls:
            request.settimeout(None)
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        """A connection that breaks is what some tests are about."""


def _handler_class(origin):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def __getattr__(self, name):
            if name.startswith("do_"):
                return lambda: origin._serve(self)
            raise AttributeError(name)

        def log_message(self, format, *arguments):
            pass

    return Handler
