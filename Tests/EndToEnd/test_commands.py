"""The commands beside serving: config, check, completion."""
import os
import shutil
import subprocess

import pytest

from harness.programs import run, run_as

BAD = 2


def write(directory, name, text):
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def configuration(tmp_path):
    """A configuration with three settings, and good routes."""
    write(tmp_path, "routes", "* localhost:3000\na.example localhost:3001,over_http\n")
    return write(tmp_path, "pushpin.conf", "[runner]\nhttp_port=8123\n[proxy]\nroutesfile=routes\nsig_key=geheim\n")


# MARK: config


def settings(outcome):
    """The printed settings and the comment before each."""
    assert outcome.returncode == 0, outcome
    lines = outcome.stdout.splitlines()
    return {line: before for before, line in zip(lines, lines[1:]) if "=" in line}


def test_config_prints_every_setting_with_its_source(configuration):
    printed = settings(run("config", "--config", configuration, environment={"HOLDFAST_MESSAGE_WAIT": "77"}))
    assert printed["http_port=0.0.0.0:8123"] == f"# {configuration}:2:11"
    assert printed["message_wait=77"] == "# HOLDFAST_MESSAGE_WAIT"
    assert printed["client_maxconn=50000"] == "# default"
    assert len(printed) > 50


def test_config_prints_flags_as_sources(configuration):
    printed = settings(run("config", "--config", configuration, "--port", "9000", "--changed"))
    assert printed["http_port=0.0.0.0:9000"] == "# --port"
    assert not any(source == "# default" for source in printed.values())


def test_config_never_prints_a_key(configuration):
    outcome = run("config", "--config", configuration)
    assert "geheim" not in outcome.stdout
    assert "# sig_key= is set and not shown" in outcome.stdout


def test_what_config_prints_is_a_configuration(configuration, tmp_path):
    first = run("config", "--config", configuration)
    again = write(tmp_path, "again.conf", first.stdout)
    assert run("check", "--config", again).returncode == 0


# MARK: check


def test_check_says_what_is_in_order(configuration):
    outcome = run("check", "--config", configuration)
    assert (outcome.returncode, outcome.stdout) == (0, f"{configuration}: 2 routes, no faults\n")


FAULTS = {
    "an unknown setting": ("[runner]\nhttp_prot=1\n", "* test\n", "pushpin.conf:2:1: "),
    "a value of no use": ("[runner]\nhttp_port=many\n", "* test\n", "pushpin.conf:2:11: "),
    "a target that is none": ("[runner]\n", "* test\nb.example localhost:http\n", "routes:2:21: "),
    "a condition twice": ("[runner]\n", "* test\n* localhost:1\n", "routes:2:1: "),
    "a missing routes file": ("[proxy]\nroutesfile=elsewhere\n", "", "unable to open routes file: "),
    "a key file that is missing": ("[proxy]\nsig_key=file:none.pem\n", "* test\n", "sig_key: "),
    "a key of a route": ("[runner]\n", "a.example,id=own,sig_iss=me,sig_key=file:none test\n", "route own: "),
    "a service that does not exist": ("[handler]\nstate_spec=tcp://127.0.0.1:5\n", "* test\n", "state_spec: "),
}


@pytest.mark.parametrize("text, routes, place", FAULTS.values(), ids=FAULTS.keys())
def test_check_names_each_fault_and_ends_with_status_2(tmp_path, text, routes, place):
    write(tmp_path, "routes", routes)
    path = write(tmp_path, "pushpin.conf", text)
    outcome = run("check", "--config", path)
    assert (outcome.returncode, outcome.stdout) == (BAD, ""), outcome
    [line] = outcome.stderr.splitlines()
    assert line.removeprefix(f"{tmp_path}/").startswith(place), line


def test_check_names_all_faults_of_the_routes(tmp_path):
    write(tmp_path, "routes", "a\nb\n* test\n")
    outcome = run("check", "--config", write(tmp_path, "pushpin.conf", "[runner]\n"))
    assert outcome.returncode == BAD
    assert [line.split(":")[1] for line in outcome.stderr.splitlines()] == ["1", "2"]


# MARK: completion


CHECKS = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "--no-execute"]}


@pytest.mark.parametrize("shell", CHECKS)
def test_completion_scripts_are_scripts(tmp_path, shell):
    outcome = run("completion", shell)
    assert outcome.returncode == 0
    assert all(word in outcome.stdout for word in ("publish", "check", "config")), outcome.stdout
    if shutil.which(shell):
        path = write(tmp_path, "script", outcome.stdout)
        subprocess.run([*CHECKS[shell], path], check=True, timeout=60)


# MARK: Names


def test_help_lists_options_and_commands():
    printed = run("--help").stdout
    assert all(word in printed for word in ("--route", "--merge-output", "publish", "completion")), printed
    assert "--prev-id" in run("publish", "--help").stdout


def test_the_binary_serves_under_the_name_of_pushpin():
    outcome = run_as("pushpin", "--version")
    assert (outcome.returncode, outcome.stdout) == (0, "holdfast 0.1.0\n")
    assert run_as("pushpin", "--config", os.devnull + "/none").returncode == BAD
