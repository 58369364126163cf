"""One server and one origin for the whole suite; each test has a connection of its own."""
import itertools

import pytest

from harness.origin import Origin
from harness.server import Server
from harness.websocket import WebSocketClient
from harness.websocket_origin import Recorder

from . import pages
from .rows import TCP, HTTP

_numbers = itertools.count()


class Suite:
    """The server under test before an origin that speaks both protocols and remembers what came."""

    def __init__(self, directory, settings=None):
        self.recorder = Recorder()
        self._origin = Origin()
        pages.install(self._origin, self.recorder)
        routes = [f"{TCP} {self._origin.target}", f"{HTTP} {self._origin.target},over_http"]
        self.server = Server(directory, routes, settings).start()

    def connect(self, transport, page="/echo", headers=(), query=""):
        """A client of a page; `client.record` is what the origin has seen of it."""
        target = f"{page}?{next(_numbers)}{query}"
        client = WebSocketClient(self.server.http_port, target, transport, headers)
        client.target = target
        return client

    def stop(self):
        self.server.stop()
        self._origin.stop()


@pytest.fixture(scope="session")
def plain_suite(tmp_path_factory):
    suite = Suite(tmp_path_factory.mktemp("websocket-suite"))
    yield suite
    suite.stop()


@pytest.fixture(scope="session")
def compressing_suite(tmp_path_factory):
    suite = Suite(tmp_path_factory.mktemp("compressing-suite"), {"runner": {"allow_compression": "true"}})
    yield suite
    suite.stop()


@pytest.fixture
def suite(plain_suite, request):
    return shown_on_failure(plain_suite, request)


@pytest.fixture
def compressing(compressing_suite, request):
    return shown_on_failure(compressing_suite, request)


def shown_on_failure(suite, request):
    request.node.servers = [suite.server]
    return suite
