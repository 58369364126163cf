"""The Django site of django_site/, run by Django's own development server."""
import json
import pathlib
import re
import sys

from .client import request
from .ports import accepts_connections, free_port
from .process import Process
from .waiting import PATIENCE, eventually

SITE_PARENT = pathlib.Path(__file__).resolve().parents[1]


class DjangoSite:
    """One site with its own directory: a process that serves requests, and another one in which things happen.

    With two processes only the proxy can carry an event to a listener. `database` is the site's SQLite file, see
    `make_database`; without one the site neither stores its events nor knows users.
    """

    def __init__(self, directory, database=None):
        self.port = free_port()
        self.directory = str(directory)
        self._database = database
        self._serving = self._acting = None
        self._acting_port = free_port()

    # MARK: Life

    def start(self, grip_url):
        self._serving = self._run_server(self.port, grip_url, "serving")
        self._acting = self._run_server(self._acting_port, grip_url, "acting")
        for process, port in ((self._serving, self.port), (self._acting, self._acting_port)):
            eventually(lambda: accepts_connections(port), f"Django listens: {process.error_output()}")
        return self

    def _run_server(self, port, grip_url, name):
        arguments = ("runserver", "--noreload", "--skip-checks", f"127.0.0.1:{port}")
        return _django(arguments, self.directory, name, self._database, grip_url)

    def stop_serving(self):
        self._serving.stop()

    def stop(self):
        for process in (self._serving, self._acting):
            if process:
                process.stop()

    # MARK: What happens

    def send_event(self, channel, event_type, *data, skipping=()):
        """Send an event for each of `data`."""
        self._act("send", channel=channel, event_type=event_type, data=data, skipping=skipping)

    def lose_event(self, channel, event_type, data):
        """Send an event that is stored, but does not reach the proxy."""
        self._act("lose", channel=channel, event_type=event_type, data=data)

    def forbid(self, name, channel):
        """Take away a user's permission to read a channel."""
        self._act("forbid", name=name, channel=channel)

    def _act(self, action, **arguments):
        _post(self._acting, self._acting_port, f"/actions/{action}", arguments)

    def post(self, path, **arguments):
        """Post a JSON object to a page of the serving process, not through the proxy."""
        _post(self._serving, self.port, path, arguments)

    # MARK: Looking at it

    def requests(self, containing=""):
        """The request lines that were served, from the oldest to the newest."""
        lines = re.findall(r'"([A-Z]+ \S* HTTP/[\d.]+)" \d+', self._serving.error_output())
        return [line for line in lines if containing in line]

    def wait_for(self, containing, count=1):
        """Wait until `count` such requests were logged, a moment after their responses, and return them."""
        return eventually(
            lambda: len(self.requests(containing)) >= count and self.requests(containing),
            f"{count} request(s) with {containing!r} at the site",
        )


def make_database(directory):
    """A SQLite file with the site's tables, to be copied for each site."""
    path = directory / "site.sqlite3"
    migrating = _django(("migrate", "--verbosity", "0"), str(directory), "migrate", path)
    assert migrating.wait(PATIENCE) == 0, migrating.error_output()
    return path


def _post(process, port, path, arguments):
    response = request(port, path, method="POST", body=json.dumps(arguments).encode())
    assert response.status == 200, process.error_output()


def _django(arguments, directory, name, database, grip_url=""):
    environment = {
        "DJANGO_SETTINGS_MODULE": "django_site.reliable_settings" if database else "django_site.settings",
        "PYTHONPATH": str(SITE_PARENT),
        "PYTHONUNBUFFERED": "1",
        "DATABASE": str(database or ""),
        "GRIP_URL": grip_url,
    }
    return Process([sys.executable, "-m", "django", *arguments], directory, name, environment)
