"""Runs gripload: held streams with a publisher, and long-poll cycles."""
import json
import re
import subprocess

from .. import programs
from ..failure import Failure
from ..turn import pinning

TIMEOUT = 55
#: A run ends after so long, with as many messages as there were until then.
RUN_SECONDS = 4
#: What a server of raw messages adds around each: `data: ` and two line ends.
EVENT_BYTES = 8


def fanout(server, *, connections, messages, size=100, cpu=None, settle=0.3, channel=None, hold=0, may_cut=False,
           **options):
    """Hold streams on `server` and publish to them; returns the figures of the run, with those of connecting.

    Connections that the server cuts while they begin are an error unless they `may_cut`, deliveries that are lost always.
    `options` are further options of gripload, `_` for `-`.
    """
    is_raw = server.format == "raw"
    options = {
        "addr": server.address,
        "pub": server.publish_address,
        "url": server.stream_url,
        "pub-url": server.publish_url,
        "format": server.format,
        "size": size - EVENT_BYTES if is_raw else size,
        "conns": connections,
        "msgs": messages,
        "settle": settle,
        "hold": hold,
        "pid": ",".join(map(str, server.pids)),
        "connect-timeout": 25,
        "max-secs": RUN_SECONDS,
        **({"prefix": channel} if channel else {}),
        **{name.replace("_", "-"): value for name, value in options.items()},
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    arguments += [] if server.sends_initial_body else ["--no-init"]
    arguments += [] if cpu is None else ["--no-probe"]
    output = _run([*pinning(cpu), programs.path("gripload"), "fanout", *arguments])
    figures = _last_json(output, server)
    if figures["held"] < connections and not (may_cut or server.is_lenient):
        raise Failure(f"{server.name} held {figures['held']} of {connections}")
    _check_deliveries(server, figures, messages)
    idle = re.search(r"idle hold .* server cpu ([\d.]+) %", output)
    return {**figures, "idle_cpu_pct": float(idle[1]) if idle else 0.0}


def _check_deliveries(server, figures, messages):
    """Nothing may be lost, come twice, or in another size; when the time was up, the last messages were on their way."""
    on_their_way = 0
    if figures["msgs"] < messages:
        on_their_way = figures["window"] * figures["held"] // figures["channels"]
    if figures["lost"] > on_their_way or figures["dup"] or figures["badsize"]:
        counts = ", ".join(f"{name} {figures[name]}" for name in ("lost", "dup", "badsize"))
        raise Failure(f"{server.name}: {counts} of {figures['expected']}")


def longpoll(server, origin_port, *, clients, seconds):
    """Let clients poll one after the other; the server's origin has to be `origin_port`, where gripload listens."""
    arguments = [
        f"--addr={server.address}",
        f"--pub={server.publish_address}",
        f"--origin=127.0.0.1:{origin_port}",
        f"--conns={clients}",
        f"--secs={seconds}",
        f"--pid={','.join(map(str, server.pids))}",
    ]
    figures = _last_json(_run([programs.path("gripload"), "longpoll", *arguments]), server)
    if figures["errors"]:
        raise Failure(f"{server.name}: {figures['errors']} long-polls failed")
    return figures


def _run(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False).stdout
    except subprocess.TimeoutExpired as error:
        raise Failure(f"gripload did not end within {TIMEOUT} s") from error


def _last_json(output, server):
    lines = [line for line in output.splitlines() if line.startswith("{")]
    if not lines:
        raise Failure(f"{server.name}: {output.strip()[-200:] or 'nothing was measured'}")
    return json.loads(lines[-1])
