import GRIP
import ProxySessions

extension ProxyServer {
    /// What the exchanges need of the configuration.
    ///
    /// - Throws: `ProxyServerError.badKey` for a key that cannot be read.
    func exchangeSettings() throws(ProxyServerError) -> ExchangeSettings {
        let configuration = self.configuration
        var settings = ExchangeSettings()
        settings.requestRules = RequestRules(
            namesNeedingMark: configuration.proxying.originalHeadersNeedingMark,
            acceptsRouteID: configuration.proxying.acceptsPushpinRoute,
            cdnLoopToken: configuration.proxying.cdnLoopToken,
            acceptsForwardedProtocol: configuration.forwarding.acceptsForwardedProtocol,
            forwardedProtocol: configuration.forwarding.forwardedProtocol,
            forwardedFor: configuration.forwarding.forwardedFor,
            trustedForwardedFor: configuration.forwarding.trustedForwardedFor
        )
        settings.trustedClients = TrustedClients(
            key: try self.key(configuration.signing.upstreamKey, option: "upstream_key")
        )
        // Without an issuer nothing is signed, as without a key (reference: behaviour 6).
        if let key = try self.key(configuration.signing.key, option: "sig_key"), !configuration.signing.issuer.isEmpty {
            guard key.canSign else {
                throw ProxyServerError.badKey(
                    option: "sig_key",
                    reason: "a public key cannot sign; give the private key"
                )
            }
            settings.signer = Signer(issuer: configuration.signing.issuer, key: key)
        }
        settings.isDebug = configuration.proxying.isDebug
        settings.isCrossOrigin = configuration.proxying.isCrossOrigin
        settings.sharesEqualRequests = configuration.proxying.sharesEqualRequests
        settings.sockJSScriptURL = configuration.proxying.sockJSScriptURL
        settings.allowsCompression = configuration.listeners.allowsCompression
        settings.logFormat = configuration.logging.format
        settings.logsAddress = configuration.logging.logsClientAddress
        settings.logsUserAgent = configuration.logging.logsUserAgent
        return settings
    }

    private func key(_ secret: Secret?, option: String) throws(ProxyServerError) -> GripKey? {
        guard let secret, !secret.text.isEmpty else { return nil }
        do {
            return try GripKey(parsing: secret.text) { path in
                try FileReading.contents(of: self.configuration.resolve(path))
            }
        } catch {
            throw ProxyServerError.badKey(option: option, reason: "\(error)")
        }
    }
}
