"""The server under test: Holdfast, or Pushpin where a test is checked against the original."""
import http.client
import os
import pathlib
import re
import shutil
import signal

from .configuration import DEFAULTS, ini_text, merged
from .ports import LOOPBACK, accepts_connections, free_port
from .process import Process
from .waiting import PATIENCE, eventually

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]

#: `holdfast` (the default) or `pushpin`.
FLAVOR = os.environ.get("HOLDFAST_TEST_SERVER", "holdfast")

BINARY = str(pathlib.Path(os.environ.get("HOLDFAST_BINARY", REPOSITORY / ".build/release/holdfast")).absolute())

PUSHPIN_INCLUDE = "/usr/lib/pushpin/internal.conf"
READINESS_HOST = "readiness.invalid"


class Server:
    """One server with its own directory and ports.

    `routes` are lines of the routes file, `settings` are sections laid over configuration.DEFAULTS. With
    `without_files` there is neither, and the ports come from the environment; an /etc/pushpin/pushpin.conf of
    the machine is then read, as by Pushpin.
    """

    def __init__(self, directory, routes=(), settings=None, arguments=(), without_files=False, flavor=FLAVOR):
        self.directory = str(directory)
        self.flavor = flavor
        self.http_port = free_port()
        self.control_port = free_port()
        self.pull_address = f"tcp://{LOOPBACK}:{free_port()}"
        self.sub_address = f"tcp://{LOOPBACK}:{free_port()}"
        self.command_address = f"tcp://{LOOPBACK}:{free_port()}"
        self.arguments = list(arguments)
        self.configuration_path = os.path.join(self.directory, "pushpin.conf")
        self.routes_path = os.path.join(self.directory, "routes")
        self.run_directory = os.path.join(self.directory, "run")
        self.process = None
        self._companion = None
        self._settings = settings or {}
        self._without_files = without_files
        self._environment = {}
        if without_files:
            self.set_environment("HOLDFAST_HTTP_PORT", f"{LOOPBACK}:{self.http_port}")
            self.set_environment("HOLDFAST_PUSH_IN_HTTP_PORT", str(self.control_port))
            self.set_environment("HOLDFAST_PUSH_IN_SPEC", self.pull_address)
            self.set_environment("HOLDFAST_PUSH_IN_SUB_SPECS", self.sub_address)
            self.set_environment("HOLDFAST_COMMAND_SPEC", self.command_address)
        else:
            os.makedirs(self.run_directory, exist_ok=True)
            self.write_configuration(self.generated_configuration())
            self.write_routes(routes)

    # MARK: Files

    def generated_configuration(self):
        own = {
            "global": {"rundir": self.run_directory, "ipc_prefix": "test-"},
            "runner": {
                "http_port": f"{LOOPBACK}:{self.http_port}",
                "logdir": os.path.join(self.directory, "log"),
            },
            "handler": {
                "push_in_http_port": self.control_port,
                "push_in_spec": self.pull_address,
                "push_in_sub_specs": self.sub_address,
                "command_spec": self.command_address,
                "stats_spec": f"ipc://{self.run_directory}/stats",
            },
        }
        return ini_text(merged(DEFAULTS, own, pushpin_settings(self.run_directory, self.flavor), self._settings))

    def write_configuration(self, text):
        pathlib.Path(self.configuration_path).write_text(text, encoding="utf-8")

    def write_routes(self, lines):
        """Replace the routes file in one step, as editors and configuration managers do."""
        if self.flavor == "pushpin":
            lines = [*lines, f"{READINESS_HOST} test"]
        temporary = self.routes_path + ".new"
        pathlib.Path(temporary).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        os.replace(temporary, self.routes_path)

    # MARK: Life

    def set_environment(self, name, value):
        self._environment[name] = value

    def start(self):
        self._launch()
        self._wait_until_ready()
        return self

    def fail_to_start(self):
        """Start a server that must end by itself; returns its exit status and what it wrote to standard error."""
        self._launch()
        return self.process.wait(PATIENCE), self.process.error_output()

    def _launch(self):
        if self.flavor == "pushpin":
            self._companion = start_zurl(self.directory, self.run_directory)
            command = [shutil.which("pushpin"), "--merge-output"]
        else:
            command = [BINARY]
        if not self._without_files:
            command += ["--config", self.configuration_path]
        self.process = Process([*command, *self.arguments], self.directory, environment=self._environment)

    def _wait_until_ready(self):
        def ready():
            if self.process.exit_status is not None:
                raise AssertionError(f"the server ended with status {self.process.exit_status}\n{self.logs()}")
            listening = accepts_connections(self.http_port) and accepts_connections(self.control_port)
            return listening and (self.flavor != "pushpin" or self._answers_requests())

        try:
            eventually(ready, "the server listens on both ports")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.logs()}") from None

    def _answers_requests(self):
        """Pushpin's ports open before its parts have found each other."""
        connection = http.client.HTTPConnection(LOOPBACK, self.http_port, timeout=2)
        try:
            connection.request("GET", "/stream", headers={"Host": READINESS_HOST})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def reload(self):
        self.process.signal(signal.SIGHUP)

    def stop(self):
        """Stop the server, and return its exit status."""
        status = self.process.stop() if self.process else None
        if self._companion:
            self._companion.stop()
        return status

    @property
    def is_running(self):
        return self.process is not None and self.process.exit_status is None

    # MARK: Looking at it

    def url(self, path="/", host="localhost"):
        return f"http://{host}:{self.http_port}{path}"

    @property
    def control_url(self):
        return f"http://{LOOPBACK}:{self.control_port}"

    def resident_bytes(self):
        return sum(process.resident_bytes() for process in self._processes())

    def open_descriptors(self):
        return sum(process.open_descriptors() for process in self._processes())

    def _processes(self):
        return [process for process in (self.process, self._companion) if process]

    def wait_until_held(self, path, count=1):
        """Wait until requests for `path`, with its query, have become holds so often; the log tells."""
        def held():
            lines = self.process.output().splitlines()
            return sum(f"{path} -> " in line and " accept" in line for line in lines) >= count

        eventually(held, f"{count} hold(s) of {path}")

    def logs(self):
        if not self.process:
            return "(never started)"
        text = f"$ {' '.join(self.process.command)}\n{self.process.output()}{self.process.error_output()}"
        return text[-8000:]


# MARK: Pushpin's helper


def pushpin_settings(run_directory, flavor=FLAVOR):
    """The settings that only Pushpin 1.36 needs: where its parts find each other and their HTTP client."""
    if flavor != "pushpin":
        return {}
    return {
        "global": {"include": PUSHPIN_INCLUDE},
        "proxy": {
            "zurl_out_specs": f"ipc://{run_directory}/zurl-in",
            "zurl_out_stream_specs": f"ipc://{run_directory}/zurl-in-stream",
            "zurl_in_specs": f"ipc://{run_directory}/zurl-out",
        },
    }


def start_zurl(directory, run_directory):
    """Start zurl, which makes Pushpin 1.36's requests to origins, from its package's own configuration."""
    text = pathlib.Path("/etc/zurl.conf").read_text(encoding="utf-8")
    text = re.sub("ipc:///var/run/zurl/", f"ipc://{run_directory}/", text)
    path = os.path.join(directory, "zurl.conf")
    pathlib.Path(path).write_text(text, encoding="utf-8")
    return Process([shutil.which("zurl"), f"--config={path}"], directory, name="zurl")
