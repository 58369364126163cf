package import HTTP1
package import ProxyRouting

/// Whether a page may open a WebSocket (RFC 6455 section 10.2).
///
/// Browsers ask no permission before they open a WebSocket to another site, and send its cookies along; only the
/// `Origin` header tells. With `aco_origins` on a route, pages of other origins are refused; without it nobody is, as
/// with Pushpin. A page of the very host it connects to is no other origin, and clients that are no browsers send none.
package enum WebSocketOriginCheck {
    /// Whether the handshake may go on.
    ///
    /// - Parameters:
    ///   - fields: the fields of the client's request.
    ///   - authority: host and port the request is for, lower-cased.
    ///   - route: the route chosen.
    /// - Returns: false for a page of another origin than the route's.
    package static func allows(_ fields: HeaderFields, authority: String, route: Route) -> Bool {
        guard !route.corsOrigins.isEmpty, let origin = fields.first(.origin) else { return true }
        if route.answersCrossOrigin(from: origin) { return true }
        guard let separator = origin.firstRange(of: "://") else { return false }
        return Self.isSame(host: String(origin[separator.upperBound...]).lowercased(), as: authority)
    }

    /// The default port may be named or not, whichever scheme it belongs to: TLS may end in front of this proxy.
    private static func isSame(host: String, as authority: String) -> Bool {
        host == authority || [":80", ":443"].contains { host + $0 == authority || authority + $0 == host }
    }
}
