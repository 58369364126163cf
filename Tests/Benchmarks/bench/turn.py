"""One measurement of one contestant: what is started for it, and that all of it is stopped."""
import contextlib
import sys
import tempfile

from harness.ports import LOOPBACK, accepts_connections, free_port
from harness.process import Process
from harness.waiting import eventually

from . import FOLDER, programs
from .servers import CONTESTANTS

#: Where everything runs that is pinned.
PINNED_CPU = 0


class Turn:
    """A directory and the processes of one measurement; leaving it stops them."""

    def __init__(self, contestant, scale=1.0):
        self.contestant = contestant
        self.scale = scale
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        directory = tempfile.TemporaryDirectory(prefix="holdfast-bench-", ignore_cleanup_errors=True)
        self.directory = self._stack.enter_context(directory)
        return self

    def __exit__(self, *_):
        self._stack.close()

    def scaled(self, count):
        """A number of connections or messages, smaller in a trial run."""
        return max(10, int(count * self.scale))

    def origin(self, cpu=None, is_rich=False):
        """Start an origin, and return its port."""
        port = free_port()
        if is_rich:
            command = [sys.executable, str(FOLDER / "load" / "rich_origin.py"), str(port)]
        else:
            command = [programs.path("gripload"), "origin", "--listen", f"{LOOPBACK}:{port}", "--max-secs", "120"]
        self.process([*pinning(cpu), *command], "origin")
        eventually(lambda: accepts_connections(port), "the origin listens")
        return port

    def server(self, origin_port, is_started=True, **options):
        """The contestant, started unless told otherwise."""
        server = CONTESTANTS[self.contestant](self.directory, origin_port, **options)
        self._stack.callback(server.stop)
        return server.start() if is_started else server

    def process(self, command, name):
        """Start a helper."""
        process = Process(command, self.directory, name=name)
        self._stack.callback(process.stop)
        return process

    def enter(self, context):
        """Enter a context that lasts as long as the turn."""
        return self._stack.enter_context(context)


def pinning(cpu):
    """What a command line begins with to stay on one CPU."""
    return [] if cpu is None else ["taskset", "-c", str(cpu)]
