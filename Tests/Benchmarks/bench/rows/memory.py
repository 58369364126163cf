"""What a hold takes of memory, and what holding costs."""
from ..figures import Figure, at_most
from ..loads.gripload import fanout
from ..loads.websockets import WebSockets
from ..turn import PINNED_CPU
from .row import Row

#: Connections held and left before memory is looked at, so that what a process needs once is not counted.
WARM_UP = 200


def warmed_up(turn, is_rich):
    server = turn.server(turn.origin(is_rich=is_rich))
    fanout(server, connections=turn.scaled(WARM_UP), messages=20, settle=0.1)
    return server


def stream_memory(turn):
    """Three channels, a next link and a keep-alive each; nothing published yet."""
    return fanout(warmed_up(turn, is_rich=True), connections=turn.scaled(10000), messages=1, settle=1.5)


def websocket_memory(turn):
    server = turn.server(turn.origin(), route_parameters=",over_http")
    with WebSockets(server, connections=turn.scaled(WARM_UP), messages=20) as load:
        load.connect()
        load.publish()
    load = turn.enter(WebSockets(server, connections=turn.scaled(10000)))
    return load.connect(settle=1.5)


def held_by(connections):
    """Plain streams on one CPU: what a delivery and a hold cost, by how many there are."""

    def measure(turn):
        server = turn.server(turn.origin(cpu=PINNED_CPU), cpu=PINNED_CPU, loops=1)
        fanout(server, connections=turn.scaled(WARM_UP), messages=20, settle=0.1)
        return fanout(server, connections=turn.scaled(connections), messages=30, window=1, cpu=PINNED_CPU, settle=0.7)

    return measure


def growth(turn):
    """Half of what a machine holds, and nearly all of it."""
    small = held_by(10000)(turn)
    large = held_by(19000)(turn)
    return {
        "cpu_growth": large["cpu_us_per_delivery"] / small["cpu_us_per_delivery"],
        "memory_growth": large["rss_per_conn"] / small["rss_per_conn"],
    }


def idle(turn):
    """Nothing happens."""
    return fanout(turn.server(turn.origin()), connections=turn.scaled(10000), messages=1, hold=8)


ROWS = (
    Row(
        "memory-stream",
        "10,000 streams with three channels, a next link and a keep-alive (nchan: one channel)",
        ("nchan", "Holdfast"),
        stream_memory,
        (Figure("memory per held stream", "rss_per_conn", "B", at_most(1024)),),
        rounds=2,
    ),
    Row(
        "memory-unparked",
        "the same where no hold is parked",
        ("nchan", "Holdfast, not parked"),
        stream_memory,
        (Figure("memory per stream on a NIO channel", "rss_per_conn", "B", at_most(4608),
                subject="Holdfast, not parked"),),
        rounds=1,
    ),
    Row(
        "memory-websocket",
        "10,000 WebSockets over HTTP, quiet",
        ("Pushpin", "Holdfast"),
        websocket_memory,
        (Figure("memory per held WebSocket", "rss_per_conn", "B", at_most(5120)),),
        rounds=1,
    ),
    Row(
        "growth",
        "19,000 held against 10,000, all on one CPU",
        ("Holdfast",),
        growth,
        (
            Figure("CPU per delivery, 19,000 held to 10,000", "cpu_growth", "×", at_most(1.3)),
            Figure("memory per hold, 19,000 held to 10,000", "memory_growth", "×", at_most(1.1)),
        ),
        rounds=2,
    ),
    Row(
        "idle",
        "10,000 held, nothing published",
        ("nchan", "Holdfast"),
        idle,
        (Figure("idle CPU, 10,000 held", "idle_cpu_pct", "%", at_most(0.5)),),
        rounds=1,
    ),
)
