/// Which part of the waiting events one request offers to the origin: so many from the front.
package struct EventOffer: Equatable, Sendable {
    /// How many messages.
    var eventCount = 0
    /// Bytes of content in these messages.
    var contentByteCount = 0
    /// How many of these bytes were offered before (`Content-Bytes-Replayed`).
    var replayedByteCount = 0
    /// Bytes of content of the Close, if it is offered.
    var closeByteCount: Int?
    /// Whether nothing that waits was left out.
    var isEverything = false

    /// Whether nothing of the client is in the request, so that it may be sent twice.
    var isEmpty: Bool { self.eventCount == 0 && self.closeByteCount == nil }

    /// The content bytes of the whole request, as `Content-Bytes-Accepted` counts them.
    var offeredByteCount: Int { self.contentByteCount + (self.closeByteCount ?? 0) }
}
