"""The floors: what the machine's sockets cost without a proxy."""
from .. import programs
from .server import Server

MAXIMUM_SECONDS = "120"


class Floor(Server):
    """One send() per socket and message."""

    name = "floor"
    publish_url = "/pub/{ch}"
    format = "raw"

    def command(self):
        return [programs.path("floor"), str(self.port), MAXIMUM_SECONDS]


class LingeringFloor(Floor):
    """Collects what comes within a millisecond, and sends that with one send() per socket."""

    name = "coalescing floor"

    def command(self):
        return [*super().command(), "--linger", "1000"]


class WebSocketFloor(Floor):
    """The floor for WebSockets: one frame, one send() per socket."""

    name = "WebSocket floor"
    publish_url = "/pub/"

    def command(self):
        return [programs.path("websocket-floor"), str(self.port), MAXIMUM_SECONDS]
