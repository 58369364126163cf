import ProxyRouting
import ProxyUpstream

extension Target {
    /// Where the target is, and how it is spoken to.
    ///
    /// - Parameter requestHost: the host of the request after rewriting, which names the certificate (reference:
    ///   behaviour 7.3).
    /// - Returns: `nil` for the built-in target.
    func endpoint(requestHost: String) -> OriginEndpoint? {
        guard case .origin(let host, let port) = self.kind else { return nil }
        var tls: OriginTLS?
        if self.isTLS {
            tls = OriginTLS(
                serverName: self.trustsConnectHost ? host : requestHost,
                verifiesCertificate: !self.isInsecure,
                clientCertificatePath: self.clientCertificatePath,
                clientKeyPath: self.clientKeyPath
            )
        }
        return OriginEndpoint(host: host, port: port, tls: tls, addressPolicy: self.isUntrusted ? .publicOnly : .any)
    }
}
