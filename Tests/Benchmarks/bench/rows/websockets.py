"""One message to many WebSockets."""
from ..figures import Figure, at_most
from ..loads.websockets import WebSockets
from ..turn import PINNED_CPU
from .row import Row


def fanout(turn):
    """Everything on one CPU, one message after the other."""
    origin = turn.origin(cpu=PINNED_CPU)
    server = turn.server(origin, cpu=PINNED_CPU, loops=1, route_parameters=",over_http")
    # Pushpin takes long for each.
    messages = turn.scaled(100 if server.name == "Pushpin" else 1000)
    load = turn.enter(WebSockets(server, connections=turn.scaled(1000), messages=messages, cpu=PINNED_CPU))
    load.connect()
    return load.publish()


ROWS = (
    Row(
        "websockets",
        "1,000 WebSockets over HTTP on one channel, 100 B, one message at a time, all on one CPU",
        ("WebSocket floor", "Pushpin", "Holdfast"),
        fanout,
        (Figure("server CPU per delivery, 1,000 WebSockets", "cpu_us_per_delivery", "µs",
                at_most(1.5, of="WebSocket floor")),),
    ),
)
