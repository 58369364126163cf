"""Origins behind TLS, with certificates of an authority that nobody else knows."""
import pytest

from harness.certificates import Authority
from harness.client import Stream, request
from harness.origin import Answer, stream_hold
from harness.publishing import publish, stream_item


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture
def tls_origin(authority, start_origin):
    """An origin that speaks TLS, as origin.test."""
    origin = start_origin(tls=authority.server_context("origin.test"))
    return origin.on("/", Answer(b"over TLS\n")).on("/stream", stream_hold("news"))


def test_insecure_accepts_an_unknown_certificate(start_server, tls_origin):
    server = start_server([f"* {tls_origin.target},ssl,insecure"])
    assert request(server.http_port, host="origin.test").body == b"over TLS\n"


@pytest.mark.holdfast_only("Debian's zurl 1.11 checks the name, but takes any authority")
def test_a_certificate_of_an_unknown_authority_is_refused(start_server, tls_origin):
    server = start_server([f"* {tls_origin.target},ssl"])
    assert request(server.http_port, host="origin.test").status == 502
    assert tls_origin.requests() == []


def test_a_certificate_for_another_name_is_refused(start_server, tls_origin):
    server = start_server([f"* {tls_origin.target},ssl"])
    assert request(server.http_port, host="other.test").status == 502
    assert tls_origin.requests() == []


def test_the_origin_is_asked_for_the_host_of_the_request(start_server, authority, start_origin):
    context = authority.server_context("origin.test")
    origin = start_origin(tls=context).on("/", Answer(b"over TLS\n"))
    server = start_server([f"plain.test {origin.target},ssl,insecure", f"as.test,as_host=origin.test {origin.target},ssl,insecure"])
    assert request(server.http_port, host="plain.test").status == 200
    assert request(server.http_port, host="as.test").status == 200
    assert context.asked_names == ["plain.test", "origin.test"]


def test_a_stream_is_held_through_tls(start_server, tls_origin):
    server = start_server([f"* {tls_origin.target},ssl,insecure"])
    with Stream(server.http_port, "/stream", host="origin.test") as stream:
        stream.read_until(b"open\n")
        publish(server, stream_item("news", "hello\n"))
        assert stream.read_until(b"\n") == b"hello\n"


def test_large_bodies_arrive_whole_through_tls(start_server, tls_origin):
    body = bytes(range(256)) * 20_000
    tls_origin.on("/echo", lambda exchange: exchange.send(Answer(exchange.read_all())))
    server = start_server([f"* {tls_origin.target},ssl,insecure"])
    assert request(server.http_port, "/echo", method="POST", body=body, host="origin.test").body == body


@pytest.mark.holdfast_only("1.36 takes a failed handshake for a broken answer")
def test_an_origin_that_fails_to_speak_tls_is_passed_over(start_server, tls_origin, origin):
    origin.on("/", Answer(b"plain\n"))
    server = start_server([f"* {origin.target},ssl,insecure {tls_origin.target},ssl,insecure"])
    assert request(server.http_port, host="origin.test").body == b"over TLS\n"


class TestClientCertificates:
    """The origin asks for a certificate of the proxy."""

    pytestmark = pytest.mark.holdfast_only("client certificates came with 2.0")

    @pytest.fixture
    def strict_origin(self, authority, start_origin):
        context = authority.server_context("origin.test", requires_client_certificate=True)
        return start_origin(tls=context).on("/", Answer(b"welcome\n"))

    def test_the_certificate_of_the_target_is_shown(self, start_server, strict_origin, authority, tmp_path):
        certificate, key = authority.write_client_certificate(tmp_path, "proxy")
        parameters = f"ssl,insecure,client_cert={certificate},client_key={key}"
        server = start_server([f"* {strict_origin.target},{parameters}"])
        assert request(server.http_port, host="origin.test").body == b"welcome\n"
        [seen] = strict_origin.requests()
        assert ("commonName", "proxy") in [pair for names in seen.client_certificate["subject"] for pair in names]

    def test_without_a_certificate_the_origin_refuses(self, start_server, strict_origin):
        server = start_server([f"* {strict_origin.target},ssl,insecure"])
        assert request(server.http_port, host="origin.test").status == 502
        assert strict_origin.requests() == []

    def test_a_route_with_an_unreadable_certificate_is_skipped(self, start_server, strict_origin, origin, tmp_path):
        origin.on("/", Answer(b"other route\n"))
        parameters = f"ssl,insecure,client_cert={tmp_path}/missing.crt,client_key={tmp_path}/missing.key"
        server = start_server([f"strict.test {strict_origin.target},{parameters}", f"* {origin.target}"])
        assert request(server.http_port, host="strict.test").body == b"other route\n"
        assert f"{tmp_path}/missing.crt" in server.logs()
