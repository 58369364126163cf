"""Plain proxying: small answers, big bodies, starting."""
from ..figures import Figure, at_least, at_most
from ..loads.starting import idle_bytes, milliseconds_to_first_answer
from ..loads.wrk import wrk
from ..turn import PINNED_CPU
from .row import Row

LOAD_CPU = 1
STARTS = 5


def small_answers(turn):
    """The server on one CPU, the origin and the clients on the other: requests for each second of the server's CPU."""
    server = turn.server(turn.origin(cpu=LOAD_CPU), cpu=PINNED_CPU, loops=1)
    wrk(server, "/hello", connections=64, seconds=1, cpu=LOAD_CPU)
    return wrk(server, "/hello", connections=64, seconds=3, cpu=LOAD_CPU)


def bodies(size, connections):
    def measure(turn):
        server = turn.server(turn.origin())
        figures = wrk(server, f"/bytes?n={size}", connections=connections, seconds=3)
        return {
            "gigabytes_per_second": figures["bytes_per_second"] / 1e9,
            "gigabytes_per_cpu_second": figures["bytes_per_cpu_second"] / 1e9,
        }

    return measure


def start(turn):
    """Start, ask, and see what it has taken; the fastest of a few starts."""
    origin = turn.origin()
    times = []
    for _ in range(STARTS):
        server = turn.server(origin, is_started=False)
        times.append(milliseconds_to_first_answer(server, "/hello"))
        resident = idle_bytes(server)
        server.stop()
    return {"start_ms": min(times), "idle_megabytes": resident / 1e6}


def body_row(name, title, size, connections):
    return Row(
        name,
        f"{title} bodies, {connections} connections, no buffering",
        ("nginx", "haproxy", "Holdfast"),
        bodies(size, connections),
        (
            Figure(f"{title} bodies", "gigabytes_per_second", "GB/s", at_least(1, of="nginx")),
            Figure("the same, per second of CPU", "gigabytes_per_cpu_second", "GB/s", None),
        ),
        programs=("wrk",),
    )


ROWS = (
    Row(
        "proxying",
        "100 B answers, 64 connections; server on one CPU, load on the other",
        ("nginx", "haproxy", "Holdfast"),
        small_answers,
        (
            Figure("requests per second of server CPU", "requests_per_cpu_second", "/s", at_least(0.8, of="nginx")),
            Figure("the same run, requests", "requests_per_second", "/s", None),
            Figure("the same run, p99", "p99_ms", "ms", at_most(2)),
        ),
        programs=("wrk",),
    ),
    body_row("bodies-1m", "1 MiB", 2**20, 4),
    body_row("bodies-100m", "100 MiB", 100 * 2**20, 2),
    Row(
        "start",
        "from the start of the process to the first proxied answer",
        ("nginx", "Holdfast"),
        start,
        (
            Figure("start to first response", "start_ms", "ms", at_most(25)),
            Figure("resident memory when idle", "idle_megabytes", "MB", at_most(15)),
        ),
        rounds=2,
    ),
)
