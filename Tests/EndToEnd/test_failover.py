"""Several targets: the next one is tried when one cannot be reached, and only then."""
import pytest

from harness.client import request
from harness.origin import Answer
from harness.ports import LOOPBACK, RefusingPort


def dead(port):
    return f"{LOOPBACK}:{port}"


def breaks_off(exchange):
    """Closes without an answer."""
    raise OSError


@pytest.fixture
def second(start_origin):
    return start_origin().on("/", Answer(b"second\n"))


def test_an_unreachable_target_is_passed_over(start_server, second, refusing_port):
    server = start_server([f"* {dead(refusing_port)} {second.target}"])
    for _ in range(3):
        assert request(server.http_port).body == b"second\n"


LARGE = pytest.param(90_000, marks=pytest.mark.holdfast_only("1.36 sends only what had arrived when it began"))


@pytest.mark.parametrize("size", [0, 10, LARGE])
def test_the_body_goes_to_the_next_target_too(start_server, second, refusing_port, size):
    second.on("/echo", lambda exchange: exchange.send(Answer(exchange.read_all())))
    server = start_server([f"* {dead(refusing_port)} {second.target}"])
    body = b"x" * size
    assert request(server.http_port, "/echo", method="POST", body=body).body == body


def test_several_unreachable_targets_are_passed_over(start_server, second):
    ports = [RefusingPort() for _ in range(3)]
    targets = " ".join(dead(port.number) for port in ports)
    server = start_server([f"* {targets} {second.target}"])
    assert request(server.http_port).body == b"second\n"
    for port in ports:
        port.close()


def test_without_a_reachable_target_the_answer_is_502(start_server, refusing_port):
    server = start_server([f"quiet.test {dead(refusing_port)}", f"debug.test,debug {dead(refusing_port)}"])
    quiet = request(server.http_port, host="quiet.test")
    assert (quiet.status, quiet.body) == (502, b"Error while proxying to origin.\n")
    debug = request(server.http_port, host="debug.test")
    expected = f"Unable to connect to any targets. Tried: {dead(refusing_port)}\n"
    assert (debug.status, debug.body) == (502, expected.encode())


def test_each_request_starts_with_the_first_target(start_server, start_origin, second):
    first = start_origin().on("/", Answer(b"first\n"))
    server = start_server([f"* {first.target} {second.target}"])
    assert request(server.http_port).body == b"first\n"
    first.stop()
    assert request(server.http_port).body == b"second\n"
    assert request(server.http_port).body == b"second\n"


@pytest.mark.parametrize("failure", [Answer(b"broken\n", status=500), Answer(b"busy\n", status=503), breaks_off])
def test_a_target_that_answers_badly_is_not_passed_over(start_server, start_origin, second, failure):
    first = start_origin().on("/", failure)
    server = start_server([f"* {first.target} {second.target}"])
    response = request(server.http_port)
    assert response.status == (502 if callable(failure) else failure.status)
    assert second.requests() == []
