"""Fixtures for all end-to-end tests."""
import os
import resource

import pytest

from harness.browser import Browser
from harness.events import EventStream
from harness.origin import Origin
from harness.ports import RefusingPort
from harness.server import FLAVOR, Server


def pytest_configure(config):
    """Thousands of connections need as many descriptors; the servers inherit the limit."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def pytest_collection_modifyitems(items):
    """HOLDFAST_TEST_BEYOND=1 runs what goes beyond Pushpin against Pushpin all the same."""
    skipping = FLAVOR == "pushpin" and not os.environ.get("HOLDFAST_TEST_BEYOND")
    for item in items:
        mark = item.get_closest_marker("holdfast_only")
        if mark and skipping:
            item.add_marker(pytest.mark.skip(reason=f"beyond Pushpin 1.36: {mark.args[0]}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Show the servers' output beside a failure."""
    report = yield
    if report.failed:
        for server in getattr(item, "servers", []):
            report.sections.append(("server under test", server.logs()))
    return report


@pytest.fixture
def new_server(tmp_path, request):
    """Make servers under test with given routes and settings, not yet started; they stop when the test ends."""
    servers = request.node.servers = []

    def make(routes=(), settings=None, **options):
        directory = tmp_path / f"server-{len(servers)}"
        directory.mkdir()
        servers.append(Server(directory, routes, settings, **options))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def start_server(new_server):
    """Start servers under test with given routes and settings."""
    return lambda *arguments, **options: new_server(*arguments, **options).start()


@pytest.fixture
def start_origin():
    """Start origins; they stop when the test ends."""
    origins = []

    def start(**options):
        origins.append(Origin(**options))
        return origins[-1]

    yield start
    for origin in origins:
        origin.stop()


@pytest.fixture
def origin(start_origin):
    return start_origin()


@pytest.fixture
def refusing_port():
    port = RefusingPort()
    yield port.number
    port.close()


@pytest.fixture
def open_events():
    """Open event streams; they close when the test ends."""
    streams = []

    def open_stream(url, headers=None):
        streams.append(EventStream(url, headers))
        return streams[-1]

    yield open_stream
    for stream in streams:
        stream.close()


@pytest.fixture
def browser(tmp_path):
    browser = Browser(tmp_path / "profile")
    yield browser
    browser.close()
