import ProxyRouting
import ProxyUpstream

extension OriginEndpoint {
    /// Where a target is, and how it is spoken to; `nil` for the built-in target.
    ///
    /// - Parameters:
    ///   - target: the target of a route.
    ///   - requestHost: the host of the request after rewriting, which names the certificate (reference: behaviour 7.3).
    init?(_ target: Target, requestHost: String) {
        guard case .origin(let host, let port) = target.kind else { return nil }
        var tls: OriginTLS?
        if target.isTLS {
            tls = OriginTLS(
                serverName: target.trustsConnectHost ? host : requestHost,
                verifiesCertificate: !target.isInsecure,
                clientCertificatePath: target.clientCertificatePath,
                clientKeyPath: target.clientKeyPath
            )
        }
        self.init(host: host, port: port, tls: tls, addressPolicy: target.isUntrusted ? .publicOnly : .any)
    }
}
