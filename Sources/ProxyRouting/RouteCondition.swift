/// Which requests a route is for (reference: behaviour 1.3).
package struct RouteCondition: Sendable, Hashable {
    /// The hosts a rule is for.
    package enum Domain: Sendable, Hashable {
        /// Every host that has no rule of its own; `*` in the file.
        case any
        /// One host, lower-cased, without port and without the brackets of an IPv6 address.
        case exact(String)
        /// No host at all: the route is reached only by its id.
        case unreachable
    }

    /// The kind of request a rule is for.
    package enum Proto: String, Sendable, CaseIterable {
        /// Plain HTTP requests.
        case http
        /// WebSocket handshakes.
        case webSocket = "ws"
    }

    /// The hosts this rule is for.
    package let domain: Domain
    /// The kind of request, nil for both.
    package let proto: Proto?
    /// Whether the request must have come with TLS (true) or without (false), nil for both.
    package let tls: Bool?
    /// The bytes the encoded path must begin with, not aware of segments; empty for every path.
    package let pathPrefix: [UInt8]

    /// Whether a request meets everything but the domain.
    ///
    /// - Parameters:
    ///   - path: The encoded path; a query behind it makes no difference.
    ///   - isTLS: Whether the request counts as having come with TLS.
    ///   - isWebSocket: Whether the request is a WebSocket handshake.
    /// - Returns: True when every part that is given holds.
    func matches(path: ArraySlice<UInt8>, isTLS: Bool, isWebSocket: Bool) -> Bool {
        if let proto, (proto == .webSocket) != isWebSocket {
            return false
        }
        if let tls, tls != isTLS {
            return false
        }
        return matches(path: path)
    }

    /// Whether a path begins with the prefix.
    ///
    /// A prefix with a question mark can match no path, so it must not match the query either.
    func matches(path: ArraySlice<UInt8>) -> Bool {
        pathPrefix.isEmpty || (path.starts(with: pathPrefix) && !pathPrefix.contains(UInt8(ascii: "?")))
    }

    /// Whether this rule, which matches and comes later in the file, takes the place of an earlier one that matches.
    ///
    /// Compatibility: the last step is also reached when this path prefix is the shorter one, as in Pushpin
    /// (reference: behaviour 1.3, quirk marked copy; test `laterTLSRuleWithShorterPathReplacesTheLongerOne`).
    func replaces(_ best: Self) -> Bool {
        if (proto == nil) != (best.proto == nil) {
            return proto != nil
        }
        if pathPrefix.count > best.pathPrefix.count {
            return true
        }
        return tls != nil && best.tls == nil
    }
}
