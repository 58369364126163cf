package import GRIP

/// The `rel=gone` link of a client's first instruction, which the origin is told of the client's end with.
///
/// Later instructions of the same request do not change it. The request is `POST` without body, made once and never
/// again. Reference: GRIP 2.7.
package struct GoneLink: Equatable, Sendable {
    private enum State: Equatable {
        /// No instruction was accepted yet.
        case open
        case decided(ResolvedLink?)
    }

    private var state = State.open

    /// No link yet.
    package init() {}

    /// An instruction was accepted; only the first one counts, also when it has no link.
    package mutating func instructAccepted(uri: ResolvedLink?) {
        guard case .open = self.state else { return }
        self.state = .decided(uri)
    }

    /// The client's request ended for whatever reason; returns where to post to, at most once.
    package mutating func requestEnded() -> ResolvedLink? {
        defer { self.state = .decided(nil) }
        guard case .decided(let uri) = self.state else { return nil }
        return uri
    }
}
