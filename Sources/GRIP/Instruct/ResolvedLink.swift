/// Where a link leads: an absolute `http` or `https` URI without user information and fragment.
///
/// Every part is safe to write into a request: the authority is one of a `Host` header, and the target holds no
/// space, control character or byte outside ASCII.
public struct ResolvedLink: Sendable, Hashable {
    /// How the host is spoken to.
    public enum Scheme: String, Sendable {
        /// Plain HTTP.
        case http
        /// HTTP over TLS.
        case https

        /// The port of an authority that names none.
        public var defaultPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    /// What links to the same place share: a hold keeps several of them.
    private var place: LinkPlace
    /// Path and query for the request line, which begins with a slash.
    public let target: [UInt8]

    /// How the host is spoken to.
    public var scheme: Scheme { self.place.scheme }
    /// Host and port for the `Host` header, in lower case; the port is there only if it was given.
    public var authority: String { self.place.authority }
    /// The host alone; an IPv6 address is without its brackets.
    public var host: String { self.place.host }
    /// The port to connect to, that of the scheme if none was given.
    public var port: Int { self.place.port }

    /// Takes the parts of a URI, for instance those of the request that a session began with.
    ///
    /// It is `nil` for other schemes and for what is not an authority.
    /// - Parameters:
    ///   - scheme: `http` or `https` in any case; `ws` and `wss` count as these.
    ///   - authority: A host with or without a port.
    ///   - target: Path and query. A target without a path, such as the `*` of an `OPTIONS` request, counts as `/`, a
    ///     fragment is dropped, and what may not stand in a request line is percent-encoded.
    public init?(scheme: String, authority: String, target: some Sequence<UInt8>) {
        guard let scheme = Self.scheme(named: scheme) ?? Self.scheme(named: scheme.lowercased()),
            let authority = LinkAuthority(Array(authority.utf8)[...])
        else { return nil }
        self.init(scheme, authority, target: target)
    }

    init(_ scheme: Scheme, _ authority: LinkAuthority, target: some Sequence<UInt8>) {
        self.place = LinkPlace(scheme, authority)
        self.target = Self.safe(target)
    }

    /// The same place with another target.
    init(_ link: Self, target: some Sequence<UInt8>) {
        self.place = link.place
        self.target = Self.safe(target)
    }

    private static func scheme(named name: String) -> Scheme? {
        switch name {
        case "ws": .http
        case "wss": .https
        default: Scheme(rawValue: name)
        }
    }

    /// Uses the memory of another link where both lead to the same scheme and authority.
    public mutating func sharePlace(with other: Self) {
        if self.place == other.place {
            self.place = other.place
        }
    }

    /// A target that begins with a slash and holds visible ASCII only, without a fragment.
    ///
    /// Every hold asks for the place it came from, whose target is safe as a rule: then it is only looked at.
    private static func safe(_ target: some Sequence<UInt8>) -> [UInt8] {
        let bytes = Array(target)
        let isSafe = bytes.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "#") }
        return isSafe && bytes.first == UInt8(ascii: "/") ? bytes : self.repaired(bytes)
    }

    private static func repaired(_ target: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(target.count + 1)
        for byte in target.prefix(while: { $0 != UInt8(ascii: "#") }) {
            if 0x21...0x7E ~= byte {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        switch bytes.first {
        case UInt8(ascii: "/"): return bytes
        case UInt8(ascii: "?"): return [UInt8(ascii: "/")] + bytes
        default: return [UInt8(ascii: "/")] + bytes.drop { $0 != UInt8(ascii: "?") }
        }
    }
}

extension ResolvedLink: CustomStringConvertible {
    /// The URI as text.
    public var description: String {
        "\(self.scheme.rawValue)://\(self.authority)\(String(decoding: self.target, as: UTF8.self))"
    }
}
