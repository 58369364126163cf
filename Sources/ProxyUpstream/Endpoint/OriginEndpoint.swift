/// Where a request goes: the host and port to connect to, and whether and how the connection is secured.
///
/// Two requests may share a connection exactly when their endpoints are equal.
package struct OriginEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// A name, an IPv4 address, or an IPv6 address with or without brackets.
    package var host: String
    /// The TCP port, 1…65535.
    package var port: Int
    /// How the connection is secured, `nil` for plain TCP.
    package var tls: OriginTLS?
    /// Which addresses may be connected to.
    package var addressPolicy: AddressPolicy

    package init(host: String, port: Int, tls: OriginTLS? = nil, addressPolicy: AddressPolicy = .any) {
        self.host = host
        self.port = port
        self.tls = tls
        self.addressPolicy = addressPolicy
    }

    /// Every request asks this once or twice: what differs most, and costs least, is compared first.
    package static func == (left: OriginEndpoint, right: OriginEndpoint) -> Bool {
        guard left.port == right.port, left.addressPolicy == right.addressPolicy, left.host == right.host else {
            return false
        }
        if case .none = left.tls, case .none = right.tls { return true }
        return left.tls == right.tls
    }

    /// The host as the resolver and the socket functions want it: an IPv6 address without its brackets.
    package var bareHost: String {
        Self.withoutBrackets(self.host)
    }

    /// `host:port`, or `[address]:port` for IPv6, as error texts print a target (reference: behaviour 3.6).
    package var description: String {
        let bare = self.bareHost
        return bare.utf8.contains(UInt8(ascii: ":")) ? "[\(bare)]:\(self.port)" : "\(bare):\(self.port)"
    }

    /// A host without the brackets that an IPv6 address has in URIs and in the routes file.
    static func withoutBrackets(_ host: String) -> String {
        guard host.utf8.first == UInt8(ascii: "["), host.utf8.last == UInt8(ascii: "]") else { return host }
        return String(host.dropFirst().dropLast())
    }
}
