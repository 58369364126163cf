package import GRIP
package import NIOCore

/// A `rel=next` link, resolved against the URI it came from.
package struct NextLink: Hashable, Sendable {
    /// Where it leads.
    package let uri: ResolvedLink
    /// How long a stream is held before the link is fetched without cause.
    package let timeout: TimeAmount

    package init(uri: ResolvedLink, timeout: TimeAmount) {
        self.uri = uri
        self.timeout = timeout
    }
}

/// What links are compared by where their query does not count.
struct LinkPlace: Hashable, Sendable {
    let scheme: ResolvedLink.Scheme
    let host: String
    let port: Int
    let path: [UInt8]

    init(_ uri: ResolvedLink) {
        self.scheme = uri.scheme
        self.host = uri.host
        self.port = uri.port
        self.path = Array(uri.target.prefix { $0 != UInt8(ascii: "?") })
    }
}
