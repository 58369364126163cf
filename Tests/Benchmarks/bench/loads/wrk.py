"""Runs wrk, for plain HTTP."""
import re
import subprocess

from .. import programs
from ..failure import Failure
from ..family import cpu_seconds
from ..turn import pinning

UNITS = {"us": 1e-3, "ms": 1, "s": 1e3, "": 1, "K": 2**10, "k": 1e3, "M": 2**20, "G": 2**30}


def wrk(server, path, *, connections, seconds, cpu=None):
    """Request one path over and over; returns requests, bytes, milliseconds, and the server's CPU time."""
    command = [
        *pinning(cpu), programs.installed("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
        "--timeout", "20s", f"http://{server.address}{path}",
    ]
    before = cpu_seconds(server.pids)
    completed = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=False)
    spent = cpu_seconds(server.pids) - before
    output = completed.stdout
    if completed.returncode != 0 or "Non-2xx" in output or "Socket errors" in output:
        raise Failure(f"{server.name}: {(output + completed.stderr).strip()[-200:]}")
    requests_per_second = _number(r"Requests/sec:\s+([\d.]+)()", output)
    # Transfer/sec counts in powers of two.
    bytes_per_second = _number(r"Transfer/sec:\s+([\d.]+)([KMG]?)B", output)
    duration = _number(r"requests in ([\d.]+)(us|ms|s)", output) / 1000
    return {
        "requests_per_second": requests_per_second,
        "bytes_per_second": bytes_per_second,
        "p99_ms": _number(r"99%\s+([\d.]+)(us|ms|s)", output),
        "requests_per_cpu_second": requests_per_second * duration / spent if spent else 0.0,
        "bytes_per_cpu_second": bytes_per_second * duration / spent if spent else 0.0,
    }


def _number(pattern, text):
    found = re.search(pattern, text)
    if not found:
        raise Failure(f"wrk prints no {pattern!r}: {text.strip()[-200:]}")
    return float(found[1]) * UNITS[found[2]]
