"""Beginning and ending holds: connections that come, and long-polls that go round."""
from harness.ports import free_port

from ..figures import Figure, at_least, at_most
from ..loads.gripload import fanout, longpoll
from .row import Row


def connecting(turn):
    """512 at a time, until all are held."""
    server = turn.server(turn.origin())
    held = turn.scaled(5000 if server.name == "Pushpin" else 10000)
    return fanout(server, connections=held, messages=1, concurrency=512, may_cut=True)


def polling(turn):
    """100 clients that poll again as soon as they have an answer."""
    origin = free_port()
    return longpoll(turn.server(origin), origin, clients=turn.scaled(100), seconds=2.5)


ROWS = (
    Row(
        "connecting",
        "10,000 streams, 512 in flight (Pushpin: 5,000)",
        ("floor", "Pushpin", "Holdfast"),
        connecting,
        (
            Figure("connect to held", "conn_per_s", "/s", at_least(30e3)),
            Figure("the same, connections cut", "conn_errors", "", at_most(0)),
        ),
    ),
    Row(
        "long-polls",
        "100 clients",
        ("Pushpin", "Holdfast"),
        polling,
        (Figure("long-poll cycles, 100 clients", "cps", "/s", at_least(15e3)),),
    ),
)
