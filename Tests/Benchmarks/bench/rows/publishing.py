"""Many channels, and many items to a POST: what publishing itself costs."""
from ..figures import Figure, at_least, at_most
from ..loads.gripload import fanout
from .row import Row


def many_channels(turn):
    """Every connection on a channel of its own, one item to a POST."""
    server = turn.server(turn.origin())
    held = turn.scaled(5000)
    messages = turn.scaled(10000 if server.name == "Pushpin" else 100000)
    return fanout(server, connections=held, channels=held, messages=messages, window=4, pub_conns=4, warmup=100)


def batches(turn):
    """100 items to a POST, each to one connection."""
    server = turn.server(turn.origin())
    held = turn.scaled(100)
    messages = 40000 if server.name == "Pushpin" else 1000000
    return fanout(
        server,
        connections=held,
        channels=held,
        messages=turn.scaled(messages),
        batch=100,
        window=800,
        pub_conns=8,
        warmup=0,
    )


ROWS = (
    Row(
        "channels",
        "5,000 connections on 5,000 channels, one item to a POST, 4 outstanding",
        ("floor", "nchan", "Holdfast"),
        many_channels,
        (
            Figure("deliveries, 5,000 channels, one item per POST", "dps", "/s", at_least(50e3)),
            Figure("the same, p50", "p50_ms", "ms", at_most(0.1)),
            Figure("the same, p99", "p99_ms", "ms", at_most(0.5)),
        ),
    ),
    Row(
        "batches",
        "POSTs of 100 items to 100 connections on 100 channels",
        ("Pushpin", "Holdfast"),
        batches,
        (Figure("items in POSTs of 100", "mps", "/s", at_least(400e3)),),
    ),
)
