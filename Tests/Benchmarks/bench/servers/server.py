"""What all contestants have in common."""
import time

from harness.ports import LOOPBACK, accepts_connections, free_port
from harness.process import Process

from ..failure import Failure

PATIENCE = 20


class Server:
    """One contestant, started anew for each turn, with ports and a directory of its own."""

    #: As the table calls it.
    name = ""
    #: Debian's packages, and the programs that show they are installed.
    packages = ()
    programs = ()
    #: The load generator's `{ch}` is the name of the channel.
    stream_url = "/stream?channel={ch}"
    publish_url = "/publish/"
    #: `grip`: items in JSON. `raw`: the body of the POST is the message.
    format = "grip"
    #: Whether a stream begins with the body that the origin gave it.
    sends_initial_body = True
    #: Whether it may drop some connections while they begin, and lose a run; the rest is then measured, or the run again.
    is_lenient = False

    def __init__(self, directory, origin_port, cpu=None, loops=None, route_parameters=""):
        self.directory = str(directory)
        self.origin_port = origin_port
        self.loops = loops
        self.route_parameters = route_parameters
        self.port = free_port()
        self.publish_port = self.port
        self._cpu = cpu
        self._processes = []

    def command(self):
        """The command line; configuration files are written here as well."""
        raise NotImplementedError

    def environment(self):
        return {}

    def start(self):
        """Start the server, and wait until it listens."""
        self.spawn()
        self._wait_for(self.port)
        self._wait_for(self.publish_port)
        return self

    def spawn(self):
        """Start the server's processes."""
        self._spawn(self.command(), self.name.replace(" ", "-"))

    def _spawn(self, command, name):
        pinned = [] if self._cpu is None else ["taskset", "-c", str(self._cpu)]
        process = Process([*pinned, *command], self.directory, name=name, environment=self.environment())
        self._processes.append(process)
        return process

    def _wait_for(self, port):
        deadline = time.monotonic() + PATIENCE
        while not accepts_connections(port):
            ended = [process for process in self._processes if process.exit_status is not None]
            if ended or time.monotonic() > deadline:
                raise Failure(f"{self.name} does not start: {self.log()[-300:].strip()}")
            time.sleep(0.01)

    def stop(self):
        for process in reversed(self._processes):
            process.stop()
        self._processes = []

    @property
    def pids(self):
        return [process.pid for process in self._processes]

    @property
    def address(self):
        return f"{LOOPBACK}:{self.port}"

    @property
    def publish_address(self):
        return f"{LOOPBACK}:{self.publish_port}"

    def log(self):
        return "".join(process.output() + process.error_output() for process in self._processes)
