package import GRIP

/// A request that is to be sent to an origin now.
package struct EventRequest: Equatable, Sendable {
    /// The events of its body, in order; none in a request that only asks.
    package let events: [WebSocketEvent]
    /// How many content bytes were offered before.
    package let replayedByteCount: Int
    /// Whether a connection that served another request may be used.
    package let allowsReuse: Bool

    package init(events: [WebSocketEvent], replayedByteCount: Int = 0, allowsReuse: Bool = true) {
        self.events = events
        self.replayedByteCount = replayedByteCount
        self.allowsReuse = allowsReuse
    }
}
