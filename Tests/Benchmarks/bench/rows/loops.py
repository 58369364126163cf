"""One event loop against two."""
from ..figures import Figure, at_least, at_most
from ..loads.gripload import fanout
from ..loads.wrk import wrk
from ..turn import PINNED_CPU
from .fanout import backlog
from .publishing import batches
from .row import Row

ONE, TWO = "Holdfast, 1 loop", "Holdfast, 2 loops"


def proxying(turn):
    return wrk(turn.server(turn.origin()), "/hello", connections=64, seconds=3)


def pinned(turn):
    server = turn.server(turn.origin(cpu=PINNED_CPU), cpu=PINNED_CPU)
    held, messages = turn.scaled(1000), turn.scaled(1000)
    return fanout(server, connections=held, messages=messages, window=1, cpu=PINNED_CPU)


ROWS = (
    Row(
        "loops-backlog",
        "the backlog of 256 messages, both cores free",
        (ONE, TWO),
        backlog,
        (Figure("deliveries, 2 event loops", "dps", "/s", at_least(1, of=ONE), subject=TWO),),
    ),
    Row(
        "loops-batches",
        "POSTs of 100 items to 100 connections on 100 channels, both cores free",
        (ONE, TWO),
        batches,
        (Figure("items in POSTs of 100, 2 event loops", "mps", "/s", at_least(1, of=ONE), subject=TWO),),
    ),
    Row(
        "loops-proxying",
        "100 B answers, 64 connections, both cores free",
        (ONE, TWO),
        proxying,
        (Figure("requests, 2 event loops", "requests_per_second", "/s", at_least(1, of=ONE), subject=TWO),),
        programs=("wrk",),
    ),
    Row(
        "loops-cost",
        "1,000 held, one message at a time, all on one CPU",
        ("floor", ONE, TWO),
        pinned,
        (
            Figure("CPU per delivery, 2 event loops on one CPU", "cpu_us_per_delivery", "µs",
                   at_most(1.2, of="floor"), subject=TWO),
        ),
    ),
)
