package import GRIP

/// The `rel=gone` link of a client's first instruction, which the origin is told of the client's end with.
///
/// Later instructions of the same request do not change it. The request is `POST` without body, made once and never
/// again. Reference: GRIP 2.7.
package struct GoneLink: Equatable, Sendable {
    private var uri: ResolvedLink?
    private var isDecided = false

    /// No link yet.
    package init() {}

    /// An instruction was accepted; only the first one counts, also when it has no link.
    package mutating func instructAccepted(uri: ResolvedLink?) {
        guard !self.isDecided else { return }
        self.isDecided = true
        self.uri = uri
    }

    /// The client's request ended for whatever reason; returns where to post to, at most once.
    package mutating func requestEnded() -> ResolvedLink? {
        self.isDecided = true
        defer { self.uri = nil }
        return self.uri
    }
}
