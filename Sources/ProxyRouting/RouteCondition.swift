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

    /// Whether a path begins with the prefix.
    ///
    /// - Parameter path: The encoded path without its query.
    /// - Returns: True also when the prefix is empty.
    func acceptsPath(_ path: ArraySlice<UInt8>) -> Bool {
        path.starts(with: pathPrefix)
    }
}
