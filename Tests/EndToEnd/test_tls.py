"""Clients that come over TLS: which certificate they are shown, and that everything else works as without."""
import asyncio
import pathlib
import socket
import ssl

import pytest
from websockets.sync.client import connect

from harness.certificates import Authority, serial_number
from harness.client import Connection, Response, Stream, ended, request
from harness.many import open_all, read_all_until
from harness.origin import Answer, response_hold, stream_hold
from harness.ports import LOOPBACK, accepts_connections, free_port
from harness.programs import run
from harness.publishing import publish, response_item, stream_item
from harness.waiting import PATIENCE, eventually

holdfast_only = pytest.mark.holdfast_only("its TLS is the work of another process, with texts of its own")

BAD_CONFIGURATION = 2


@pytest.fixture(scope="module")
def authority():
    return Authority()


class TLSServer:
    """A server with one TLS port and certificates: `names` maps the names of files to those in the certificate."""

    def __init__(self, new_server, authority, routes, names, settings=None):
        self.port = free_port()
        self.authority = authority
        runner = {"https_ports": f"{LOOPBACK}:{self.port}", **(settings or {})}
        self.server = new_server(routes, {"runner": runner})
        self.certificates = pathlib.Path(self.server.directory, "runner", "certs")
        self.certificates.mkdir(parents=True)
        for stem, certificate_names in names.items():
            self.write(stem, *certificate_names)

    def write(self, stem, *names, **options):
        """Write a certificate; returns its serial number."""
        return self.authority.write_server_certificate(self.certificates, stem, *names, **options)

    @property
    def default(self):
        """The name of the port's default certificate."""
        return f"default_{self.port}"

    def start(self):
        self.server.start()
        eventually(lambda: accepts_connections(self.port), "the TLS port is open")
        return self

    def request(self, path="/", name="localhost", **options):
        return request(self.port, path, tls=self.authority.client(name), **options)

    def stream(self, path, **options):
        return Stream(self.port, path, tls=self.authority.client(), **options)

    def connect(self, client=None):
        """A socket after its handshake."""
        connection = socket.create_connection((LOOPBACK, self.port), timeout=PATIENCE)
        return (client or self.authority.client()).wrap(connection)

    def shown(self, name="localhost"):
        """The serial number of the certificate that a client is shown which asks for `name`."""
        with self.connect(self.authority.client(name)) as connection:
            return serial_number(connection)


@pytest.fixture
def tls_server(new_server, authority):
    """Make servers with a TLS port and a certificate for localhost as its default, not yet started."""
    def make(routes=(), settings=None, names=None):
        server = TLSServer(new_server, authority, routes, names or {}, settings)
        if names is None:
            server.write(server.default, "localhost")
        return server

    return make


# MARK: Requests


def test_the_origin_is_told_of_tls(tls_server, origin):
    origin.on("/", Answer(b"hello\n"))
    server = tls_server([f"*,ssl=yes {origin.target}"]).start()
    assert server.request().body == b"hello\n"
    [seen] = origin.requests()
    assert seen.header("X-Forwarded-Proto") == ["https"]
    assert "GET https://localhost/" in server.server.logs()
    assert request(server.server.http_port).status == 502, "the route is for TLS only"


def test_a_connection_serves_many_requests(tls_server, origin):
    origin.on("/", Answer(b"hello\n"))
    server = tls_server([f"* {origin.target}"]).start()
    connection = Connection(server.port, server.authority.client())
    for _ in range(3):
        connection.request("GET", "/", headers={"Host": "localhost"})
        assert Response(connection.getresponse()).body == b"hello\n"
    connection.close()


def test_large_bodies_arrive_whole_both_ways(tls_server, origin):
    body = bytes(range(256)) * 20_000
    origin.on("/echo", lambda exchange: exchange.send(Answer(exchange.read_all())))
    server = tls_server([f"* {origin.target}"]).start()
    assert server.request("/echo", method="POST", body=body).body == body


def test_a_client_that_reads_nothing_costs_little_memory(tls_server, origin):
    """A large answer to a client that does not read must wait at the origin."""
    total = 64 << 20
    origin.on("/large", Answer(b"x" * total))
    server = tls_server([f"* {origin.target}"]).start()
    before = server.server.resident_bytes()
    with server.connect() as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = len(connection.recv(4096))
        assert server.server.resident_bytes() - before < total // 4
        while received < total:
            data = connection.recv(1 << 20)
            assert data
            received += len(data)
        assert server.server.resident_bytes() - before < total // 4


# MARK: Holds


def test_streams_and_long_polls_are_held(tls_server, origin):
    origin.on("/stream", stream_hold("news")).on("/poll", response_hold("news"))
    server = tls_server([f"* {origin.target}"]).start()
    poll = Connection(server.port, server.authority.client())
    poll.request("GET", "/poll", headers={"Host": "localhost"})
    server.server.wait_until_held("/poll")
    with server.stream("/stream") as stream:
        stream.read_until(b"open\n")
        publish(server.server, stream_item("news", "hello\n"), response_item("news", "answer\n"))
        assert stream.read_until(b"\n") == b"hello\n"
    assert Response(poll.getresponse()).body == b"answer\n"
    poll.request("GET", "/poll", headers={"Host": "localhost"})
    server.server.wait_until_held("/poll", 2)
    publish(server.server, response_item("news", "again\n"))
    assert Response(poll.getresponse()).body == b"again\n"
    poll.close()


def test_keep_alives_reach_a_stream(tls_server, origin):
    keep_alive = (("Grip-Keep-Alive", "ping\\n; format=cstring; timeout=1"),)
    origin.on("/stream", stream_hold("news", headers=keep_alive))
    server = tls_server([f"* {origin.target}"]).start()
    with server.stream("/stream") as stream:
        assert stream.read_until(b"ping\nping\n")


def test_hundreds_of_streams_get_what_is_published(tls_server, origin):
    count = 200
    origin.on("/stream", stream_hold("news"))
    server = tls_server([f"* {origin.target}"]).start()
    descriptors = server.server.open_descriptors()

    async def run():
        clients = await open_all(server.port, ["/stream"] * count, server.authority.client())
        await asyncio.to_thread(publish, server.server, stream_item("news", "hello\n"))
        await read_all_until(clients, b"hello\n\r\n")
        for client in clients:
            client.close()
        return [client.messages() for client in clients]

    assert asyncio.run(run()) == [["hello\n"]] * count
    eventually(lambda: server.server.open_descriptors() < descriptors + count // 2, "the connections are closed")


@holdfast_only
def test_a_client_that_does_not_read_is_closed(tls_server, origin):
    origin.on("/stream", stream_hold("news"))
    server = tls_server([f"* {origin.target}"], {"client_queue_bytes": 256 * 1024}).start()
    with server.connect() as stalled, server.stream("/stream") as healthy:
        stalled.sendall(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200 OK" in stalled.recv(4096)
        healthy.read_until(b"open\n")
        for _ in range(320):
            publish(server.server, stream_item("news", "x" * 100_000 + "\n"))
            healthy.read_until(b"\n")
        eventually(lambda: "slow reader closed" in server.server.process.output(), "a log line")
        try:
            while stalled.recv(1 << 20):
                pass
        except (ssl.SSLError, ConnectionResetError):
            pass


def test_a_web_socket_is_served(tls_server):
    server = tls_server(["* test"]).start()
    connection = socket.create_connection((LOOPBACK, server.port), timeout=PATIENCE)
    client = server.authority.client()
    with connect("wss://localhost/ws", sock=connection, ssl=client.context, server_hostname="localhost") as websocket:
        for message in ("hello", "x" * 300_000):
            websocket.send(message)
            assert websocket.recv() == message


# MARK: Certificates


CHOICES = {
    "the exact name": ("www.example.test", "www.example.test"),
    "a name in capitals": ("WWW.Example.test", "www.example.test"),
    "a wildcard": ("other.example.test", "_.example.test"),
    "the name below a wildcard": ("example.test", None),
    "a name two levels below a wildcard": ("a.b.example.test", None),
    "an unknown name": ("unknown.invalid", None),
    "no name": (None, None),
}


@pytest.mark.parametrize("asked, expected", CHOICES.values(), ids=CHOICES.keys())
def test_the_name_that_is_asked_for_chooses_the_certificate(tls_server, authority, asked, expected):
    server = tls_server()
    serials = {
        "www.example.test": server.write("www.example.test", "www.example.test"),
        "_.example.test": server.write("_.example.test", "*.example.test"),
        None: server.write(server.default, "default.test"),
    }
    server.write("default_1", "wrong-port.test")
    server.start()
    client = authority.client(asked, sends_name=asked is not None)
    client.context.check_hostname = False
    with server.connect(client) as connection:
        assert serial_number(connection) == serials[expected]


def test_without_a_certificate_for_it_a_name_is_refused(tls_server):
    server = tls_server(["* test"], names={"known.test": ["known.test"]}).start()
    assert server.request(name="known.test").status == 200
    with pytest.raises(ssl.SSLError, match="(?i)unrecognized name"):
        server.request(name="unknown.test")


def test_the_chain_is_sent(tls_server):
    """The client knows only the root."""
    server = tls_server(["* test"])
    server.write(server.default, "localhost", intermediate=True)
    assert server.start().request().status == 200


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda version: version.name)
def test_modern_versions_are_spoken(tls_server, authority, version):
    client = authority.client()
    client.context.minimum_version = client.context.maximum_version = version
    with tls_server().start().connect(client) as connection:
        assert connection.version() == version.name.replace("_", ".")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1], ids=lambda version: version.name)
def test_old_versions_are_refused(tls_server, authority, version):
    client = authority.client()
    client.context.set_ciphers("ALL:@SECLEVEL=0")
    client.context.minimum_version = client.context.maximum_version = version
    server = tls_server().start()
    with pytest.raises(ssl.SSLError, match="(?i)alert"):
        server.connect(client)


@pytest.mark.parametrize("cipher", ["AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA"])
def test_weak_ciphers_are_refused(tls_server, authority, cipher):
    client = authority.client()
    client.context.maximum_version = ssl.TLSVersion.TLSv1_2
    client.context.set_ciphers(cipher)
    server = tls_server().start()
    with pytest.raises(ssl.SSLError, match="(?i)alert"):
        server.connect(client)


@holdfast_only
def test_http_1_1_is_chosen_where_a_client_offers_protocols(tls_server, authority):
    client = authority.client()
    client.context.set_alpn_protocols(["h2", "http/1.1"])
    with tls_server().start().connect(client) as connection:
        assert connection.selected_alpn_protocol() == "http/1.1"


# MARK: Changes


def renewed_by_file(server):
    """The server is not told."""


def renewed_with_signal(server):
    server.server.reload()


@pytest.mark.parametrize("tell", [renewed_by_file, renewed_with_signal])
def test_new_connections_get_a_renewed_certificate_and_streams_go_on(tls_server, origin, tell):
    origin.on("/stream", stream_hold("news")).on("/", Answer(b"hello\n"))
    server = tls_server([f"* {origin.target}"]).start()
    old = server.shown()
    with server.stream("/stream") as stream:
        stream.read_until(b"open\n")
        new = server.write(server.default, "localhost")
        tell(server)
        eventually(lambda: server.shown() == new, "the new certificate is shown")
        assert old != new
        publish(server.server, stream_item("news", "still here\n"))
        assert stream.read_until(b"\n") == b"still here\n"
        assert server.request().body == b"hello\n"


@holdfast_only
def test_certificates_of_hosts_come_and_go(tls_server):
    server = tls_server().start()
    default = server.shown()
    added = server.write("localhost", "localhost")
    eventually(lambda: server.shown() == added, "the new certificate is shown")
    for ending in ("crt", "key"):
        (server.certificates / f"localhost.{ending}").unlink()
    eventually(lambda: server.shown() == default, "the default is shown again")


@holdfast_only
@pytest.mark.parametrize("ending, content", [("crt", b"broken\n"), ("key", b""), ("key", None), ("crt", None)])
def test_a_broken_certificate_leaves_the_old_one_in_force(tls_server, ending, content):
    server = tls_server().start()
    old = server.shown()
    path = server.certificates / f"{server.default}.{ending}"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    eventually(lambda: f"{path} " in server.server.process.output(), "a warning that names the file")
    assert server.shown() == old
    new = server.write(server.default, "localhost")
    eventually(lambda: server.shown() == new, "the repaired certificate is shown")


# MARK: Starting without a usable certificate


def without_directory(server):
    for path in server.certificates.iterdir():
        path.unlink()
    server.certificates.rmdir()
    return server.certificates


def without_certificate(server):
    for path in server.certificates.iterdir():
        path.unlink()
    return f"{server.default}.crt"


def without_key(server):
    path = server.certificates / f"{server.default}.key"
    path.unlink()
    return path


def with_broken_certificate(server):
    path = server.certificates / f"{server.default}.crt"
    path.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n", encoding="utf-8")
    return path


def with_broken_host(server):
    server.write("broken.test", "broken.test")
    path = server.certificates / "broken.test.crt"
    path.write_bytes(b"")
    return path


def with_key_of_another(server):
    server.write("other", "other.test")
    path = server.certificates / f"{server.default}.key"
    (server.certificates / "other.key").rename(path)
    return path


@holdfast_only
@pytest.mark.parametrize(
    "spoil",
    [without_directory, without_certificate, without_key, with_broken_certificate, with_broken_host, with_key_of_another],
)
def test_a_start_without_a_usable_certificate_names_the_file(tls_server, spoil):
    server = tls_server()
    named = spoil(server)
    status, message = server.server.fail_to_start()
    assert status == BAD_CONFIGURATION
    [line] = message.splitlines()
    assert line.startswith("https_ports: ") and str(named) in line and "; put PEM files at " in line
    outcome = run("check", "--config", server.server.configuration_path)
    assert (outcome.returncode, outcome.stderr) == (BAD_CONFIGURATION, message)


@holdfast_only
def test_other_files_beside_the_certificates_do_no_harm(tls_server, authority):
    server = tls_server(["* test"])
    (server.certificates / "ca.crt").write_bytes(b"no key belongs to it")
    (server.certificates / "notes.txt").write_bytes(b"")
    (server.certificates / "default_9.crt").write_bytes(b"no such port")
    assert server.start().request().status == 200


# MARK: Failed handshakes


@holdfast_only
@pytest.mark.parametrize(
    "sent, reason",
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "http request"),
        (b"\x00" * 64, "wrong version number"),
        (b"\x16\x03\x01\x00\x05\x01\x00\x00", "client closed"),
        (b"", "client closed"),
    ],
)
def test_what_is_no_handshake_is_closed_and_logged_for_debugging(tls_server, sent, reason):
    server = tls_server(["* test"], {"log_level": 3}).start()
    with socket.create_connection((LOOPBACK, server.port), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        if "client closed" not in reason:
            received = b""
            try:
                while data := connection.recv(4096):
                    received += data
            except ConnectionResetError:
                pass
            assert b"HTTP/1.1 200" not in received

    def logged():
        lines = server.server.process.output().splitlines()
        return any("TLS handshake failed" in line and reason in line and "127.0.0.1" in line for line in lines)

    eventually(logged, "a line with the reason")
    assert server.request().status == 200


@holdfast_only
@pytest.mark.parametrize("sent", [b"", b"\x16\x03\x01\x02"], ids=["nothing", "part of a hello"])
def test_a_handshake_that_stalls_is_closed(tls_server, sent):
    server = tls_server(settings={"log_level": 3, "client_handshake_timeout": 1}).start()
    with socket.create_connection((LOOPBACK, server.port), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        assert ended(connection)
    eventually(lambda: "client_handshake_timeout is over" in server.server.process.output(), "a line about it")


@holdfast_only
def test_over_the_limit_connections_are_closed_without_a_handshake(tls_server):
    server = tls_server(settings={"client_maxconn": 1}).start()

    def connected():
        """A connection, once that which looked whether the port is open is gone."""
        try:
            return server.connect()
        except (ssl.SSLError, ConnectionResetError):
            return None

    with eventually(connected, "the one connection") as first:
        with pytest.raises((ssl.SSLError, ConnectionResetError)):
            server.connect()
        assert first.version()


def test_the_server_ends_while_streams_are_held(tls_server, origin):
    origin.on("/stream", stream_hold("news"))
    server = tls_server([f"* {origin.target}"]).start()
    with server.stream("/stream") as stream:
        stream.read_until(b"open\n")
        assert server.server.stop() == 0
