"""Pushpin with zurl, as Debian has them."""
import http.client
import os
import re
import time

from harness.configuration import DEFAULTS, ini_text, merged
from harness.ports import LOOPBACK, accepts_connections, free_port
from harness.waiting import eventually

from .. import programs
from ..failure import Failure
from .server import PATIENCE, Server

INCLUDE = "/usr/lib/pushpin/internal.conf"
READINESS_HOST = "readiness.invalid"


class Pushpin(Server):
    """As packaged, but for its ports, its log, and its rate limit, which is off."""

    name = "Pushpin"
    packages = ("pushpin", "zurl")
    programs = ("pushpin", "zurl")
    is_lenient = True

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.publish_port = free_port()

    def command(self):
        run = os.path.join(self.directory, "run")
        os.makedirs(run, exist_ok=True)
        with open(os.path.join(self.directory, "routes"), "w", encoding="utf-8") as file:
            file.write(f"* {LOOPBACK}:{self.origin_port}{self.route_parameters}\n{READINESS_HOST} test\n")
        path = os.path.join(self.directory, "pushpin.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(ini_text(merged(DEFAULTS, self._settings(run))))
        return [programs.installed("pushpin"), "--merge-output", "--config", path]

    def _settings(self, run):
        return {
            "global": {"rundir": run, "ipc_prefix": "bench-", "include": INCLUDE},
            "runner": {
                "http_port": self.address,
                "logdir": os.path.join(self.directory, "log"),
                "log_level": "1",
                "client_maxconn": "50000",
            },
            "proxy": {
                "zurl_out_specs": f"ipc://{run}/zurl-in",
                "zurl_out_stream_specs": f"ipc://{run}/zurl-in-stream",
                "zurl_in_specs": f"ipc://{run}/zurl-out",
            },
            "handler": {
                "push_in_http_port": self.publish_port,
                "push_in_spec": f"tcp://{LOOPBACK}:{free_port()}",
                "push_in_sub_specs": f"tcp://{LOOPBACK}:{free_port()}",
                "command_spec": f"tcp://{LOOPBACK}:{free_port()}",
                "stats_spec": f"ipc://{run}/stats",
                "message_rate": "1000000",
                "message_hwm": "1000000",
            },
        }

    def start(self):
        super().start()
        # Its ports open before its parts have found each other.
        self._wait_for_answer("/stream", READINESS_HOST)
        if accepts_connections(self.origin_port):
            self._wait_for_answer("/hello", "localhost")
        else:
            time.sleep(1)
        return self

    def spawn(self):
        command = self.command()
        # First what makes Pushpin's requests: where it is missing, Pushpin answers 502.
        self._spawn([programs.installed("zurl"), f"--config={self._zurl_configuration()}"], "zurl")
        zurl = os.path.join(self.directory, "run", "zurl-in")
        eventually(lambda: os.path.exists(zurl), "zurl listens")
        self._spawn(command, "pushpin")

    def _zurl_configuration(self):
        with open("/etc/zurl.conf", encoding="utf-8") as file:
            text = file.read()
        path = os.path.join(self.directory, "zurl.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub("ipc:///var/run/zurl/", f"ipc://{self.directory}/run/", text))
        return path

    def _wait_for_answer(self, path, host):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=2)
            try:
                connection.request("GET", path, headers={"Host": host})
                if connection.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            time.sleep(0.02)
        raise Failure(f"Pushpin does not answer: {self.log()[-300:].strip()}")
