"""The configuration that Debian's pushpin package installs is read as it is; only ports and directories change."""
import pathlib
import re

import pytest

from harness.client import Stream, request
from harness.configuration import ini_text
from harness.ports import LOOPBACK
from harness.publishing import publish, stream_item
from harness.server import FLAVOR, REPOSITORY, pushpin_settings

#: The package installed, or just unpacked (Tests/run.sh does that).
ROOTS = [pathlib.Path("/"), REPOSITORY / ".build-venv/pushpin-package"]

#: The package ships one file per web server it can work with.
VARIANTS = ["condure", "mongrel2"]


def packaged(name):
    for root in ROOTS:
        if (root / name).exists():
            return (root / name).read_text(encoding="utf-8")
    raise AssertionError(f"{name} of Debian's package pushpin is missing; Tests/run.sh unpacks it")


def with_values(text, values):
    """The text with the values of some of its settings replaced; each must be there, once."""
    for name, value in values.items():
        text, count = re.subn(rf"(?m)^{name}=.*$", f"{name}={value}", text)
        assert count == 1, f"{name} occurs {count} times"
    return text


@pytest.fixture(params=VARIANTS)
def server(request, new_server):
    if FLAVOR == "pushpin" and request.param == "mongrel2":
        pytest.skip("needs the web server mongrel2")
    server = new_server()
    text = with_values(
        packaged(f"usr/share/pushpin/pushpin.conf.{request.param}"),
        {
            "rundir": server.run_directory,
            "logdir": server.run_directory,
            "http_port": f"{LOOPBACK}:{server.http_port}",
            "push_in_http_port": server.control_port,
            "push_in_spec": server.pull_address,
            "push_in_sub_specs": server.sub_address,
            "command_spec": server.command_address,
        },
    )
    for section, values in pushpin_settings(server.run_directory).items():
        if section == "proxy":
            text = text.replace("[proxy]\n", ini_text({section: values}))
    server.write_configuration(text)
    server.write_routes(packaged("etc/pushpin/routes").splitlines())
    return server.start()


def test_it_loads_and_serves_its_default_route(server):
    assert request(server.http_port, host="whatever.test").status == 200
    with Stream(server.http_port, "/stream") as stream:
        assert stream.read_until(b"\n") == b"[stream opened]\n"
        publish(server, stream_item("test", "hello\n"))
        assert stream.read_until(b"\n") == b"hello\n"
