"""Runs load/websockets.c: held WebSockets with a publisher."""
import json
import subprocess
import time

from .. import programs
from ..failure import Failure
from ..family import cpu_seconds, resident_bytes
from ..turn import pinning


class WebSockets:
    """WebSockets to one server, connected step by step."""

    def __init__(self, server, *, connections, messages=0, size=100, channel="ws", cpu=None):
        self._server = server
        self._connections = connections
        self._memory_before = resident_bytes(server.pids)
        arguments = [server.port, server.publish_port, connections, messages, size, channel, server.format]
        self._process = subprocess.Popen(
            [*pinning(cpu), programs.path("websockets"), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def connect(self, settle=0.5):
        """Wait until all are held; returns what each takes in the server's memory."""
        figures = self._step()
        missing = self._connections - figures["held"]
        if not figures["held"] or (missing and not self._server.is_lenient):
            raise Failure(f"{self._server.name} held {figures['held']} of {self._connections} WebSockets")
        time.sleep(settle)
        growth = resident_bytes(self._server.pids) - self._memory_before
        return {**figures, "rss_per_conn": growth / figures["held"]}

    def publish(self):
        """Publish all messages; returns the server's CPU time for each delivery in microseconds."""
        before = cpu_seconds(self._server.pids)
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        figures = self._step()
        spent = cpu_seconds(self._server.pids) - before
        if figures["delivered"] < figures["expected"] or figures["unexpected"]:
            missing = figures["expected"] - figures["delivered"]
            raise Failure(f"{self._server.name}: lost {missing}, unexpected {figures['unexpected']}")
        return {**figures, "cpu_us_per_delivery": spent * 1e6 / figures["delivered"]}

    def _step(self):
        line = self._process.stdout.readline()
        if not line:
            raise Failure(f"{self._server.name}: the WebSockets' load program ended")
        return json.loads(line)
