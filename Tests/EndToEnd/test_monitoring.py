"""Metrics for Prometheus, and the admin port."""
import shutil
import signal
import subprocess
import sys
import threading

import pytest
from harness.client import Stream, request
from harness.origin import Answer, stream_hold
from harness.ports import LOOPBACK, free_port
from harness.publishing import publish, stream_item
from harness.waiting import eventually

pytestmark = pytest.mark.holdfast_only("the admin port")


def samples(text):
    """The values of metrics, by name and labels."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.fixture
def server(start_server, origin):
    """A server with all ports for tools; `admin_port` and `prometheus_port` are noted on it."""
    admin_port, prometheus_port, proxy_port = free_port(), free_port(), free_port()
    server = start_server(
        [f"* {LOOPBACK}:{origin.port}"],
        {
            "runner": {"admin_port": admin_port},
            "handler": {"prometheus_port": f"{LOOPBACK}:{prometheus_port}", "prometheus_prefix": "gk_"},
            "proxy": {"prometheus_port": f"{LOOPBACK}:{proxy_port}", "prometheus_prefix": "proxy_"},
        },
    )
    server.admin_port, server.prometheus_port, server.proxy_port = admin_port, prometheus_port, proxy_port
    return server


def metrics(server):
    return samples(request(server.admin_port, "/metrics").body.decode())


def test_the_endpoint_of_pushpin_has_its_five_metrics(server, origin):
    origin.on("/plain", Answer(b"plain"))
    origin.on("/stream", stream_hold("news"))
    request(server.http_port, "/plain")
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        publish(server, stream_item("news", "hello\n"))
        stream.read_until(b"hello\n")
        for method, path in (("GET", "/metrics"), ("POST", "/"), ("DELETE", "/any")):
            response = request(server.prometheus_port, path, method=method)
            assert response.status == 200
            assert response.headers.get("Content-Type") == "text/plain"
            assert response.headers.get("Connection") == "close"
        assert list(samples(response.body.decode()).items()) == [
            ("gk_request_received", 2),
            ("gk_connection_connected", 1),
            ("gk_connection_minute", 2),
            ("gk_message_received", 1),
            ("gk_message_sent", 1),
        ]
        proxy = samples(request(server.proxy_port, "/").body.decode())
        assert proxy["proxy_request_received"] == 2
        assert proxy["proxy_message_sent"] == proxy["proxy_message_received"] == 0


def test_own_metrics_tell_what_goes_on(server, origin):
    origin.on("/stream", stream_hold("news", "more"))
    with Stream(server.http_port, "/stream") as stream:
        stream.read_until(b"open\n")
        publish(server, stream_item("news", "hello\n"))
        stream.read_until(b"hello\n")
        values = metrics(server)
        for name, value in (
            ("holdfast_holds{mode=\"stream\"}", 1),
            ("holdfast_holds{mode=\"response\"}", 0),
            ("holdfast_channels", 2),
            ("holdfast_publishes_total{result=\"published\"}", 1),
            ("holdfast_deliveries_total", 1),
            ("holdfast_fanout_seconds_count", 1),
            ("holdfast_queue_bytes", 0),
            ("holdfast_ready", 1),
            ("holdfast_build_info{version=\"0.1.0\"}", 1),
        ):
            assert values[name] == value, name
        assert values["holdfast_connections"] >= 1
        assert values["process_resident_memory_bytes"] > 0
        assert values["process_open_fds"] > 0
    eventually(lambda: metrics(server)["holdfast_holds{mode=\"stream\"}"] == 0, "the hold is gone")
    eventually(lambda: metrics(server)["holdfast_channels"] == 0, "its channels are gone")


def test_errors_of_origins_are_told_apart(start_server):
    admin_port = free_port()
    server = start_server([f"* {LOOPBACK}:{free_port()}"], {"runner": {"admin_port": f"{LOOPBACK}:{admin_port}"}})
    server.admin_port = admin_port
    assert request(server.http_port, "/").status == 502
    assert metrics(server)["holdfast_origin_errors_total{kind=\"connect\"}"] == 1
    assert metrics(server)["holdfast_error_responses_total"] == 1


def test_no_label_comes_from_traffic(server, origin):
    origin.on("/stream", stream_hold("secret-channel"))
    with Stream(server.http_port, "/stream?secret-query") as stream:
        stream.read_until(b"open\n")
        assert b"secret" not in request(server.admin_port, "/metrics").body


def test_promtool_accepts_the_metrics(server):
    # Tests/run.sh puts it beside the Python packages.
    promtool = shutil.which("promtool") or shutil.which("promtool", path=f"{sys.prefix}/prometheus-package/usr/bin")
    if not promtool:
        pytest.skip("promtool is not installed")
    text = request(server.admin_port, "/metrics").body
    result = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


def test_health_and_readiness(server):
    for path in ("/healthz", "/readyz"):
        response = request(server.admin_port, path)
        assert response.status == 200, path
    assert request(server.admin_port, "/other").status == 404


def test_a_process_that_drains_is_healthy_but_not_ready(server, origin):
    may_end = threading.Event()

    def slow(exchange):
        may_end.wait()
        exchange.send(Answer(b"done"))

    origin.on("/slow", slow)
    with Stream(server.http_port, "/slow"):
        origin.wait_for("/slow")
        server.process.signal(signal.SIGTERM)
        eventually(lambda: request(server.admin_port, "/readyz").status == 503, "the process drains")
        assert request(server.admin_port, "/readyz").body == b"draining\n"
        assert request(server.admin_port, "/healthz").status == 200
        assert metrics(server)["holdfast_ready"] == 0
        may_end.set()


@pytest.mark.parametrize("key, section", [
    ("admin_port", "runner"), ("prometheus_port", "handler"), ("prometheus_port", "proxy"),
])
def test_a_port_that_is_taken_is_named_with_its_setting(new_server, origin, key, section):
    server = new_server([f"* {LOOPBACK}:{origin.port}"], {section: {key: f"{LOOPBACK}:{origin.port}"}})
    with pytest.raises(AssertionError, match=rf"{LOOPBACK}:{origin.port} \(.*{key}\): the port is taken"):
        server.start()
    assert "started" not in server.logs()
