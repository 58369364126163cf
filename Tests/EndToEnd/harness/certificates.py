"""A certificate authority of our own, and TLS contexts made from it."""
import ssl

import trustme


class Authority:
    """Issues certificates that no system trusts."""

    def __init__(self):
        self._authority = trustme.CA(organization_name="Holdfast tests")

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


class _OriginContext(ssl.SSLContext):
    """Remembers the server names that clients asked for."""

    def __init__(self, *_):
        self.asked_names = []
        self.sni_callback = lambda _socket, name, _context: self.asked_names.append(name)
