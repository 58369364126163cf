package import GRIP
package import WebSocket

extension ClosePayload {
    /// The payload for a published close.
    package init(_ reason: CloseReason) {
        self.init(code: reason.code, reason: reason.text)
    }

    /// The server goes away (RFC 6455 section 7.4.1).
    package static let goingAway = ClosePayload(code: 1001, reason: "server is going away")

    /// A failure that is not the client's (RFC 6455 section 7.4.1).
    static func internalError(_ reason: String) -> ClosePayload {
        ClosePayload(code: 1011, reason: reason)
    }
}
