"""Clients: one request, or a response that keeps coming."""
import http.client
import io
import socket

from .ports import LOOPBACK
from .waiting import PATIENCE


class Response:
    """A complete response."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def __repr__(self):
        return f"<{self.status} {self.body[:200]!r}>"


class Connection(http.client.HTTPConnection):
    """A connection to a port of this machine, or to the path of a Unix socket; with TLS if a client for it is given."""

    def __init__(self, port, tls=None):
        super().__init__(LOOPBACK, timeout=PATIENCE)
        self._place = port
        self._tls = tls

    def connect(self):
        if isinstance(self._place, int):
            self.sock = socket.create_connection((LOOPBACK, self._place), timeout=PATIENCE)
        else:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(PATIENCE)
            self.sock.connect(str(self._place))
        if self._tls:
            self.sock = self._tls.wrap(self.sock)


def request(port, path="/", method="GET", host="localhost", headers=None, body=None, tls=None):
    """Make one request on a connection of its own, and return the whole response."""
    connection = Connection(port, tls)
    try:
        connection.request(method, path, body=body, headers={"Host": host, **(headers or {})})
        return Response(connection.getresponse())
    finally:
        connection.close()


def exchange_bytes(port, sent):
    """Send bytes as they are, and return the response to them together with whether the connection then ended."""
    with socket.create_connection((LOOPBACK, port), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        response = http.client.HTTPResponse(connection)
        response.begin()
        return Response(response), ended(connection)


def head_of(connection):
    """The head of the response on a socket, and what has been read of the bytes after it."""
    received = b""
    while b"\r\n\r\n" not in received:
        data = connection.recv(65536)
        assert data, f"the connection ended within a head: {received!r}"
        received += data
    head, _, rest = received.partition(b"\r\n\r\n")
    response = http.client.HTTPResponse(_Bytes(head + b"\r\n\r\n"))
    response.begin()
    return response, rest


class _Bytes:
    """Bytes in the place of a socket."""

    def __init__(self, data):
        self._data = data

    def makefile(self, *_):
        return io.BytesIO(self._data)


def ended(connection):
    """Whether the other side has ended the connection; waits for it."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


class Stream:
    """A response that is read as it arrives."""

    def __init__(self, port, path="/", host="localhost", headers=None, method="GET", body=None, tls=None):
        self._connection = Connection(port, tls)
        self._connection.request(method, path, body=body, headers={"Host": host, **(headers or {})})
        self._response = None
        self._unread = b""

    @property
    def response(self):
        """The response head; waits for it."""
        if self._response is None:
            self._response = self._connection.getresponse()
        return self._response

    @property
    def status(self):
        return self.response.status

    def header(self, name):
        return self.response.headers.get(name)

    def read_until(self, marker):
        """The body up to and including `marker`."""
        while marker not in self._unread:
            received = self.response.read1(65536)
            if not received:
                raise AssertionError(f"the body ended before {marker!r}: {self._unread[-500:]!r}")
            self._unread += received
        position = self._unread.index(marker) + len(marker)
        found, self._unread = self._unread[:position], self._unread[position:]
        return found

    def read(self, count):
        """The next `count` bytes of the body."""
        while len(self._unread) < count:
            received = self.response.read1(65536)
            if not received:
                raise AssertionError(f"the body ended before {count} bytes: {self._unread[-500:]!r}")
            self._unread += received
        found, self._unread = self._unread[:count], self._unread[count:]
        return found

    def read_to_end(self):
        """The rest of the body, which has to end by itself."""
        rest, self._unread = self._unread + self.response.read(), b""
        return rest

    def close(self):
        self._connection.close()
        if self._response is not None:
            self._response.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
