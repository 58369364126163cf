"""The files of docs/deploy: what can be checked without the machines they are for."""
import json
import os
import re
import shutil
import subprocess

import pytest

from harness.client import request
from harness.ports import LOOPBACK, accepts_connections, free_port
from harness.process import Process
from harness.server import BINARY, REPOSITORY
from harness.waiting import PATIENCE, eventually

DEPLOY = REPOSITORY / "docs/deploy"


def tool(name):
    """A program of Debian's, installed or just unpacked (Tests/run.sh does that)."""
    unpacked = REPOSITORY / ".build-venv/prometheus-package/usr/bin" / name
    path = shutil.which(name) or (str(unpacked) if unpacked.exists() else None)
    if not path:
        pytest.skip(f"needs {name}")
    return path


def checked(*command):
    outcome = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert outcome.returncode == 0, outcome
    return outcome.stdout + outcome.stderr


# MARK: Monitoring


def metrics_used(text):
    return set(re.findall(r"\b(?:holdfast|process)_[a-z_]+", text)) - {"holdfast_"}


def test_promtool_accepts_the_alert_rules():
    printed = checked(tool("promtool"), "check", "rules", str(DEPLOY / "alerts.yml"))
    assert "SUCCESS" in printed, printed


@pytest.mark.parametrize("name", ["alerts.yml", "grafana-dashboard.json"])
def test_rules_and_panels_read_metrics_that_exist(start_server, name):
    port = free_port()
    start_server(settings={"runner": {"admin_port": f"{LOOPBACK}:{port}"}})
    there = set(re.findall(r"(?m)^# TYPE (\S+) ", request(port, "/metrics").body.decode()))
    there |= {f"{metric}_bucket" for metric in there}
    assert metrics_used((DEPLOY / name).read_text(encoding="utf-8")) - there == set()


def test_the_dashboard_is_one():
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8"))
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"]) > 8
    assert all(panel["targets"] for panel in dashboard["panels"])


# MARK: Systems


def test_systemd_accepts_the_units(tmp_path):
    """Verified with the binary of this build in the place of the installed one."""
    program = tool("systemd-analyze")
    for name in ("holdfast.service", "holdfast.socket"):
        text = (DEPLOY / name).read_text(encoding="utf-8").replace("/usr/bin/holdfast", BINARY)
        (tmp_path / name).write_text(text, encoding="utf-8")
    printed = checked(program, "verify", "--man=no", str(tmp_path / "holdfast.service"), str(tmp_path / "holdfast.socket"))
    assert "holdfast" not in printed, printed


def test_logrotate_accepts_its_file():
    checked(tool("logrotate"), "--debug", str(DEPLOY / "holdfast.logrotate"))


# MARK: The image


def image_environment():
    """What the Dockerfile sets, with loopback in the place of all addresses, and free ports."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    block = re.search(r"(?ms)^ENV (.*?[^\\])$", text)[1].replace("\\\n", " ")
    values = dict(pair.partition("=")[::2] for pair in block.split())
    for name, value in values.items():
        values[name] = re.sub(r"tcp://\*:\d+", lambda _: f"tcp://{LOOPBACK}:{free_port()}", value)
    values["HOLDFAST_PUSH_IN_HTTP_ADDR"] = LOOPBACK
    return values


def test_the_entry_point_serves_the_app_of_the_variable_target(tmp_path, origin):
    http_port, control_port = free_port(), free_port()
    (tmp_path / "bin").mkdir()
    os.symlink(BINARY, tmp_path / "bin/holdfast")
    environment = {
        **image_environment(),
        "PATH": f"{tmp_path}/bin:/usr/bin:/bin",
        "HOLDFAST_HTTP_PORT": f"{LOOPBACK}:{http_port}",
        "HOLDFAST_PUSH_IN_HTTP_PORT": str(control_port),
        "target": origin.target,
    }
    process = Process([DEPLOY / "entrypoint", "--loglevel=2"], str(tmp_path), environment=environment)
    try:
        eventually(lambda: accepts_connections(http_port) and accepts_connections(control_port), "open ports")
        request(http_port, "/from-target")
        assert origin.requests("/from-target")
        # Publishers in other containers know it by its service's name.
        refused = request(control_port, host="evil.example", method="POST", path="/publish/", body="{}")
        taken = request(control_port, host="holdfast", method="POST", path="/publish/", body='{"items":[]}')
        assert (refused.status, taken.status) == (403, 200)
    finally:
        process.stop()
    assert process.exit_status == 0


def test_the_entry_point_runs_commands(tmp_path):
    (tmp_path / "bin").mkdir()
    os.symlink(BINARY, tmp_path / "bin/holdfast")
    outcome = subprocess.run(
        [str(DEPLOY / "entrypoint"), "holdfast", "--version"],
        env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert outcome.stdout.startswith("holdfast ")
