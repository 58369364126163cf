/// A scheme and an authority: where links lead that differ only in path and query.
final class LinkPlace: Sendable {
    let scheme: ResolvedLink.Scheme
    /// Host and port as in a `Host` header, in lower case.
    let authority: String
    /// The host without the brackets of an IPv6 address.
    let host: String
    /// The port to connect to.
    let port: Int

    init(_ scheme: ResolvedLink.Scheme, _ authority: LinkAuthority) {
        self.scheme = scheme
        self.authority = authority.text
        self.host = authority.host
        self.port = authority.port ?? scheme.defaultPort
    }
}

extension LinkPlace: Hashable {
    static func == (left: LinkPlace, right: LinkPlace) -> Bool {
        left === right
            || (left.scheme == right.scheme && left.authority == right.authority && left.host == right.host
                && left.port == right.port)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(self.scheme)
        hasher.combine(self.authority)
    }
}
