package import GRIP
package import NIOCore

/// A `rel=next` link, resolved against the URI it came from.
///
/// A hold keeps it in several places, and holds with equal links may share one: a copy is a reference.
package struct NextLink: Sendable {
    private final class Parts: Sendable {
        let uri: ResolvedLink
        let timeout: TimeAmount

        init(uri: ResolvedLink, timeout: TimeAmount) {
            self.uri = uri
            self.timeout = timeout
        }
    }

    private let parts: Parts

    /// Where it leads.
    package var uri: ResolvedLink { self.parts.uri }
    /// How long a stream is held before the link is fetched without cause.
    package var timeout: TimeAmount { self.parts.timeout }

    package init(uri: ResolvedLink, timeout: TimeAmount) {
        self.parts = Parts(uri: uri, timeout: timeout)
    }
}

extension NextLink: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        left.parts === right.parts || (left.uri == right.uri && left.timeout == right.timeout)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(self.uri)
        hasher.combine(self.timeout)
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
