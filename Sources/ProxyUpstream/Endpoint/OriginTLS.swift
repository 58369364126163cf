/// How the connection to an origin is secured.
///
/// Source: reference, behaviour 1.5 (`ssl`, `insecure`, `trust_connect_host`, `client_cert`, `client_key`) and 7.3.
package struct OriginTLS: Hashable, Sendable {
    /// The name in the server name indication, which the origin's certificate must be valid for.
    ///
    /// An IP address is not sent; the certificate must then be valid for the address that was connected to.
    package var serverName: String
    /// Whether the certificate must be valid for `serverName` and lead to a trusted root.
    package var verifiesCertificate: Bool
    /// A PEM file with the certificate chain to present when the origin asks for one, leaf first.
    package var clientCertificatePath: String?
    /// A PEM file with the key of the client certificate; without it the key is looked for beside the certificate.
    package var clientKeyPath: String?

    package init(
        serverName: String,
        verifiesCertificate: Bool = true,
        clientCertificatePath: String? = nil,
        clientKeyPath: String? = nil
    ) {
        self.serverName = serverName
        self.verifiesCertificate = verifiesCertificate
        self.clientCertificatePath = clientCertificatePath
        self.clientKeyPath = clientKeyPath
    }
}
