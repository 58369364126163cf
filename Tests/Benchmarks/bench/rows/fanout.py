"""One message to many: what a delivery costs, how many there can be, how long one takes."""
from ..figures import Figure, at_least, at_most
from ..loads.gripload import fanout
from ..loads.stalled import StalledClients
from ..turn import PINNED_CPU
from .row import Row

STALLED_SHARE = 0.05


def pinned_fanout(connections, messages):
    """Everything on one CPU, one message after the other: what a delivery costs."""

    def measure(turn):
        server = turn.server(turn.origin(cpu=PINNED_CPU), cpu=PINNED_CPU, loops=1)
        held = turn.scaled(connections)
        return fanout(server, connections=held, messages=turn.scaled(messages), window=1, cpu=PINNED_CPU)

    return measure


def backlog(turn):
    """256 messages outstanding, one to a POST, both cores.

    A server that answers a POST only when it has delivered has 16 of them outstanding.
    """
    server = turn.server(turn.origin())
    held, messages = turn.scaled(1000), turn.scaled(5000)
    return fanout(server, connections=held, messages=messages, window=256, pub_conns=16, warmup=64)


def latency(turn):
    """Few messages, at their own time."""
    server = turn.server(turn.origin())
    return fanout(server, connections=turn.scaled(1000), messages=15, rate=5)


def stalled_readers(turn):
    """So many bytes that what is not read fills the kernel's buffers, then waits at the server, then is too much."""
    server = turn.server(turn.origin())
    readers = turn.scaled(300)
    if server.name == WITH_STALLED:
        turn.enter(StalledClients(server, count=int(readers * STALLED_SHARE), channel="slow"))
    return fanout(server, connections=readers, messages=160, size=32000, rate=40, channel="slow")


WITH_STALLED = "Holdfast, 5 % stalled"

ROWS = (
    Row(
        "fanout-1000",
        "1,000 held on one channel, 100 B, one message at a time, all on one CPU",
        ("floor", "nchan", "Holdfast"),
        pinned_fanout(1000, 1000),
        (Figure("server CPU per delivery, 1,000 held", "cpu_us_per_delivery", "µs", at_most(1.2, of="floor")),),
    ),
    Row(
        "fanout-10000",
        "the same with 10,000 held",
        ("floor", "nchan", "Holdfast"),
        pinned_fanout(10000, 40),
        (Figure("server CPU per delivery, 10,000 held", "cpu_us_per_delivery", "µs", at_most(1.15, of="floor")),),
    ),
    Row(
        "backlog",
        "256 messages outstanding to 1,000 held, from 16 publisher connections",
        ("coalescing floor", "Pushpin", "Holdfast"),
        backlog,
        (
            Figure("deliveries, 256 outstanding to 1,000 held", "dps", "/s", at_least(4e6)),
            Figure("the same, p99", "p99_ms", "ms", at_most(20)),
        ),
    ),
    Row(
        "latency",
        "5 messages a second to 1,000 held",
        ("floor", "nchan", "Holdfast"),
        latency,
        (Figure("latency at 5 msg/s to 1,000 held, p50", "p50_ms", "ms", at_most(1.1, of="floor")),),
    ),
    Row(
        "stalled",
        "300 that read, without and with 15 that do not; 32,000 B, 40 msg/s",
        ("Holdfast", WITH_STALLED),
        stalled_readers,
        (Figure("p99 of those who read, 5 % stalled beside them", "p99_ms", "ms", at_most(1.25, of="Holdfast"),
                subject=WITH_STALLED),),
    ),
)
