import NIOCore

/// The limits of one WebSocket over HTTP.
package struct OverHTTPLimits: Equatable, Sendable {
    /// Content bytes of one request, of one message, and of what may wait in either direction.
    package var eventBytes: Int
    /// Bytes of an answer.
    package var answerBytes: Int
    /// Bytes of the body of a rejection that are passed on.
    package var rejectionBytes = 100_000
    /// How often a request is sent again that the origin did not get, after 1, 2, 4 … seconds.
    package var retries = 5

    package init(eventBytes: Int, answerBytes: Int) {
        self.eventBytes = eventBytes
        self.answerBytes = answerBytes
    }

    /// How long to wait before a retry, the first being 0.
    func delay(beforeRetry number: Int) -> TimeAmount {
        .seconds(1 << Int64(min(number, 16)))
    }
}
