/// One origin of a route, and how to reach it (reference: behaviour 1.5).
///
/// The targets of a route are tried in the order of the file, starting with the first for every request
/// (reference: behaviour 1.6).
package struct Target: Sendable, Hashable, CustomStringConvertible {
    /// What answers the request.
    package enum Kind: Sendable, Hashable {
        /// A TCP origin; `host` is a name or address, an IPv6 address without its brackets.
        case origin(host: String, port: Int)
        /// The built-in test origin.
        case test
    }

    /// What answers the request.
    package let kind: Kind
    /// `ssl`: connect with TLS.
    package let isTLS: Bool
    /// `insecure`: do not verify the origin's certificate.
    package let isInsecure: Bool
    /// `trust_connect_host`: verify the certificate against the target's own host in place of the request's.
    package let trustsConnectHost: Bool
    /// `host`: `HOST[:PORT]`, lower-cased, for the `Host` header towards this target; stronger than the route's `asHost`.
    package let host: String?
    /// `untrusted`: refuse connections to loopback, private and link-local addresses.
    package let isUntrusted: Bool
    /// `sub`: channels, without the route's prefix, that every hold and WebSocket through this target is subscribed to.
    package let subscriptions: [String]
    /// `over_http`: turn WebSockets into WebSocket-over-HTTP requests.
    package let isWebSocketOverHTTP: Bool
    /// `one_event`: with `over_http`, at most one event per request.
    package let isOneEvent: Bool
    /// `client_cert`: PEM file for TLS client authentication, relative to the current directory.
    package let clientCertificatePath: String?
    /// `client_key`: PEM file with the key of `client_cert`, relative to the current directory.
    package let clientKeyPath: String?

    /// The target as messages name it: `host:port`, `[v6]:port` or `test`.
    package var description: String {
        switch kind {
        case .origin(let host, let port):
            host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .test: "test"
        }
    }
}
