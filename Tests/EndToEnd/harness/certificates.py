"""A certificate authority of our own, and TLS contexts made from it."""
import pathlib
import ssl
from dataclasses import dataclass

import trustme
from cryptography import x509


class Authority:
    """Issues certificates that no system trusts."""

    def __init__(self):
        self._authority = trustme.CA(organization_name="Holdfast tests")

    def write_server_certificate(self, directory, stem, *names, intermediate=False):
        """Write `stem`.crt and `stem`.key for a server with these names; returns the serial number."""
        authority = self._authority.create_child_ca() if intermediate else self._authority
        issued = authority.issue_cert(*names)
        # Each in one step, as tools for certificates do it.
        _replace(directory / f"{stem}.crt", b"".join(pem.bytes() for pem in issued.cert_chain_pems))
        _replace(directory / f"{stem}.key", issued.private_key_pem.bytes())
        return x509.load_pem_x509_certificate(issued.cert_chain_pems[0].bytes()).serial_number

    def client(self, name="localhost", sends_name=True):
        """A client that trusts this authority and asks for `name`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._authority.configure_trust(context)
        if not sends_name:
            context.check_hostname = False
        return TLSClient(context, name if sends_name else None)

    def server_context(self, *names, requires_client_certificate=False):
        """A context for an origin that answers for `names`; it notes the names that clients ask for."""
        context = _OriginContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*names).configure_cert(context)
        if requires_client_certificate:
            self._authority.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def write_client_certificate(self, directory, name):
        """Write a client certificate and its key as PEM files, and return their paths."""
        certificate = self._authority.issue_cert(f"{name}@client.test", common_name=name)
        certificate_path, key_path = directory / f"{name}.crt", directory / f"{name}.key"
        certificate.cert_chain_pems[0].write_to_path(certificate_path)
        certificate.private_key_pem.write_to_path(key_path)
        return certificate_path, key_path


@dataclass(frozen=True)
class TLSClient:
    """How a client speaks TLS, and the name it asks for."""

    context: ssl.SSLContext
    name: str | None

    def wrap(self, connection):
        """Do the handshake on a connected socket."""
        return self.context.wrap_socket(connection, server_hostname=self.name)


def serial_number(connection):
    """The serial number of the certificate that a TLS connection was served with."""
    return int(connection.getpeercert()["serialNumber"], 16)


def _replace(path, content):
    temporary = pathlib.Path(f"{path}.new")
    temporary.write_bytes(content)
    temporary.replace(path)


class _OriginContext(ssl.SSLContext):
    """Remembers the server names that clients asked for."""

    def __init__(self, *_):
        self.asked_names = []
        self.sni_callback = lambda _socket, name, _context: self.asked_names.append(name)
