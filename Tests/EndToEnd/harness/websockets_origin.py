"""An origin written with `websockets` from PyPI, which may accept GRIP as an extension."""
import threading

from websockets.exceptions import ConnectionClosed
from websockets.extensions.base import Extension, ServerExtensionFactory
from websockets.sync.server import serve

from .ports import LOOPBACK


class GripExtension(Extension):
    """GRIP is an agreement about the content of messages; their frames stay as they are."""

    name = "grip"

    def decode(self, frame, *, max_size=None):
        return frame

    def encode(self, frame):
        return frame


class GripFactory(ServerExtensionFactory):
    name = "grip"

    def process_request_params(self, params, accepted_extensions):
        return [], GripExtension()


class WebSocketsOrigin:
    """Serves every connection with `page(connection)` on a thread of its own; keeps the handshakes."""

    def __init__(self, page, is_grip=False, **options):
        self.handshakes = []
        self.close_codes = []
        self._page = page
        extensions = [GripFactory()] if is_grip else None
        self._server = serve(self._serve, LOOPBACK, 0, extensions=extensions, max_size=None, **options)
        self.port = self._server.socket.getsockname()[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def target(self):
        return f"{LOOPBACK}:{self.port}"

    def _serve(self, connection):
        self.handshakes.append(connection.request)
        try:
            self._page(connection)
            connection.close()
        except ConnectionClosed:
            pass
        finally:
            self.close_codes.append((connection.close_code, connection.close_reason))

    def stop(self):
        self._server.shutdown()


def echo(connection):
    for message in connection:
        connection.send(message)
