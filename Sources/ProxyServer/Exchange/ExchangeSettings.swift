import GRIP
import ProxySessions

/// What every exchange must know of the configuration.
struct ExchangeSettings: Sendable {
    /// The rules for the heads of requests.
    var requestRules = RequestRules()
    /// Which clients are GRIP proxies themselves (`upstream_key`).
    var trustedClients = TrustedClients(key: nil)
    /// Who signs for routes without a key of their own; `nil` signs nothing (`sig_iss`, `sig_key`).
    var signer: Signer?
    /// Debug mode for all routes (`debug`).
    var isDebug = false
    /// `aco` for all routes (`auto_cross_origin`).
    var isCrossOrigin = false
    /// Whether equal requests at the same time are one request to the origin (`share_all`).
    var sharesEqualRequests = false
    /// Whether WebSocket messages may be compressed (`allow_compression`).
    var allowsCompression = false
    /// The script that the iframe page of SockJS loads (`sockjs_url`).
    var sockJSScriptURL = ""
    /// How lines of the log look (`log_format`): some say more than others.
    var logFormat = LogFormat.pushpin
    /// Adds `from=` to request lines of the log (`log_from`).
    var logsAddress = false
    /// Adds `ua=` to request lines of the log (`log_user_agent`).
    var logsUserAgent = false
}

extension ExchangeSettings {
    /// Whether the client's address goes to the origin.
    var sendsAddress: Bool {
        self.requestRules.forwardedFor.appendsPeer || self.requestRules.trustedForwardedFor.appendsPeer
    }
}

/// An issuer and the key it signs with.
struct Signer: Sendable {
    let issuer: String
    let key: GripKey
}
