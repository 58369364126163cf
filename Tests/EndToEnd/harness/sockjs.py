"""A small SockJS client (SockJS 0.3.3): one class for each way to receive, and one to send for each kind."""
import json
import re
import urllib.parse

from .client import Stream, request
from .websocket import Opcode, WebSocketClient, text


class Polling:
    """Receives by requests that are each answered with one frame."""

    def __init__(self, server, session, is_new=True):
        self._port = server.http_port
        self.session = session
        self._messages = []
        if is_new:
            assert self.frame() == "o"

    def receive(self):
        """The next message, or the code and reason of the end."""
        while not self._messages:
            frame = self.frame()
            if frame.startswith("c"):
                return tuple(json.loads(frame[1:]))
            self._messages += messages_of(frame)
        return self._messages.pop(0)

    def close(self):
        pass


class XHR(Polling):
    def frame(self):
        response = request(self._port, f"{self.session}/xhr", method="POST", body=b"")
        assert response.status == 200, response
        return response.body.decode().removesuffix("\n")

    def send(self, *messages):
        send_by_xhr(self._port, self.session, messages)


class JSONP(Polling):
    def frame(self):
        response = request(self._port, f"{self.session}/jsonp?c=app.receive")
        assert (response.status, response.headers["Content-Type"].partition(";")[0]) == (200, "application/javascript")
        [argument] = re.fullmatch(r"/\*\*/app\.receive\((.*)\);\r?\n", response.body.decode()).groups()
        return json.loads(argument)

    def send(self, *messages):
        body = urllib.parse.urlencode({"d": json.dumps(messages)}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        response = request(self._port, f"{self.session}/jsonp_send", method="POST", headers=headers, body=body)
        assert (response.status, response.body) == (200, b"ok"), response


class Streaming:
    """Receives by one response that keeps coming; a new one is asked for when it ends."""

    prelude = ending = b""
    method, query = "GET", ""

    def __init__(self, server, session, is_new=True):
        self._port = server.http_port
        self.session = session
        self._messages = []
        self._open()
        if is_new:
            assert self.frame() == "o"

    def _open(self):
        body = b"" if self.method == "POST" else None
        self._stream = Stream(self._port, f"{self.session}/{self.name}{self.query}", method=self.method, body=body)
        assert self._stream.status == 200
        assert self._stream.header("Content-Type").partition(";")[0] == self.content_type
        self.begin(self._stream)

    def begin(self, stream):
        """Read what comes before the first frame."""
        assert stream.read(len(self.prelude)) == self.prelude

    def frame(self):
        """The next frame."""
        while True:
            try:
                return self.unwrapped(self._stream.read_until(self.ending).removesuffix(self.ending))
            except AssertionError as error:
                assert str(error).endswith(": b''"), error
                self._open()

    def receive(self):
        """The next message, or the code and reason of the end."""
        while not self._messages:
            frame = self.frame()
            if frame.startswith("c"):
                return tuple(json.loads(frame[1:]))
            self._messages += messages_of(frame)
        return self._messages.pop(0)

    def send(self, *messages):
        send_by_xhr(self._port, self.session, messages)

    def close(self):
        self._stream.close()


class XHRStreaming(Streaming):
    name, content_type, method = "xhr_streaming", "application/javascript", "POST"
    prelude, ending = b"h" * 2048 + b"\n", b"\n"

    def unwrapped(self, line):
        return line.decode()


class EventSource(Streaming):
    name, content_type = "eventsource", "text/event-stream"
    prelude, ending = b"\r\n", b"\r\n\r\n"

    def unwrapped(self, event):
        assert event.startswith(b"data: "), event
        return event.decode().removeprefix("data: ")


class HTMLFile(Streaming):
    name, content_type, query = "htmlfile", "text/html", "?c=app.parent"
    ending = b"</script>\r\n"

    def begin(self, stream):
        page = stream.read_until(b"\r\n\r\n")
        assert len(page) >= 1024
        assert b"parent.app.parent;" in page
        assert page.count(b"<script>") == page.count(b"</script>")

    def unwrapped(self, script):
        [argument] = re.fullmatch(r"<script>\np\((.*)\);\n", script.decode()).groups()
        assert "<" not in argument, "what could end the script is escaped"
        return json.loads(argument)


class WebSocket:
    """Frames as text messages."""

    def __init__(self, server, session):
        self._client = WebSocketClient(server.http_port, f"{session}/websocket")
        self._messages = []
        assert self._client.read() == text("o")

    def receive(self):
        """The next message, or the code and reason of the end."""
        while not self._messages:
            message = self._client.read()
            if message.opcode == Opcode.CLOSE:
                return int.from_bytes(message.payload[:2], "big"), message.payload[2:].decode()
            self._messages += messages_of(message.payload.decode())
        return self._messages.pop(0)

    def send(self, *messages):
        self._client.send(text(json.dumps(messages)))

    def close(self):
        self._client.close()


TRANSPORTS = [XHR, JSONP, XHRStreaming, EventSource, HTMLFile, WebSocket]


def send_by_xhr(port, session, messages):
    response = request(port, f"{session}/xhr_send", method="POST", body=json.dumps(messages).encode())
    assert (response.status, response.body) in ((200, b"ok"), (204, b"")), response


def messages_of(frame):
    """The messages of a frame, none for a heartbeat."""
    if frame == "h":
        return []
    assert frame.startswith("a["), frame
    return json.loads(frame[1:])
