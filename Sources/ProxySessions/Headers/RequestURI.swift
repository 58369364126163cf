package import HTTP1

/// What a request is about: its host, and the path with the query.
///
/// The target keeps its bytes: nothing is decoded, encoded or resolved. Reference: behaviour 3.3, "URI building";
/// RFC 9112, 3.2 and 3.3.
package struct RequestURI: Sendable, Equatable {
    /// Host and port together.
    let parts: Authority
    /// What follows the method on the request line: path and query, or `*`.
    package let target: [UInt8]
    /// How many bytes of the target come before the query.
    private let pathByteCount: Int

    init(_ parts: Authority, target: [UInt8]) {
        self.parts = parts
        self.target = target
        self.pathByteCount = target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
    }

    /// The value of the `Host` field: lower-cased, with the port if there is one.
    package var authority: String { self.parts.text }

    /// The host without its port, for the look-up of the route; an IPv6 address is without its brackets.
    package var host: String { self.parts.host }

    /// The path as it was sent, without the query.
    package var path: ArraySlice<UInt8> { self.target[..<self.pathByteCount] }

    /// Reads the URI of a client's request.
    ///
    /// An absolute-form target replaces the `Host` field (RFC 9112, 3.2.2). Of several `Host` fields the first counts,
    /// and a missing or empty one means `localhost` (reference: behaviour 3.3).
    package init(_ head: RequestHead) throws(RequestURIError) {
        guard head.method != "CONNECT" else { throw .connectUnsupported }
        if head.target.first == UInt8(ascii: "/") || (head.target == [UInt8(ascii: "*")] && head.method == "OPTIONS") {
            self.init(try Self.authority(of: head.fields), target: head.target)
            return
        }
        guard let afterScheme = Self.endOfScheme(head.target) else { throw .invalidTarget }
        let rest = head.target[afterScheme...]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        guard let authority = Authority(rest[..<end]) else { throw .invalidTarget }
        self.init(authority, target: Self.originForm(of: rest[end...], method: head.method))
    }

    private static func authority(of fields: HeaderFields) throws(RequestURIError) -> Authority {
        guard let host = fields.firstValue(.host), !host.isEmpty else { return .localhost }
        guard let authority = Authority(host) else { throw .invalidHost }
        return authority
    }

    /// Where the authority of an absolute-form target begins; `nil` when the target is not of that form.
    private static func endOfScheme(_ target: [UInt8]) -> Int? {
        guard let colon = target.prefix(6).firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = String(decoding: target[..<colon], as: UTF8.self).lowercased()
        guard ["http", "https", "ws", "wss"].contains(scheme) else { return nil }
        return target[colon...].starts(with: "://".utf8) ? colon + 3 : nil
    }

    /// The target for the origin: an empty path becomes `/`, or `*` in a request about the server itself
    /// (RFC 9112, 3.2.1 and 3.2.4).
    private static func originForm(of rest: ArraySlice<UInt8>, method: String) -> [UInt8] {
        switch rest.first {
        case UInt8(ascii: "/"): Array(rest)
        case nil: [UInt8(ascii: method == "OPTIONS" ? "*" : "/")]
        default: [UInt8(ascii: "/")] + rest
        }
    }
}
