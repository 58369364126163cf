package import GRIP

/// Why a WebSocket over HTTP ends without a close handshake, or is not accepted (reference: websocket 3.3 to 3.6).
package enum OverHTTPLoss: Error, Equatable, Sendable, CustomStringConvertible {
    /// The status of an answer is not 200.
    case unusableStatus(Int)
    /// The type of an answer is another one, or has parameters.
    case unusableType(String)
    /// The body of an answer passed its limit.
    case answerTooLarge(limitBytes: Int)
    /// The body of an answer holds something that is not events.
    case malformedEvents(WebSocketEventError)
    /// The answer to `OPEN` does not begin with `OPEN`, or is empty and names no interval.
    case notOpened
    /// `Content-Bytes-Accepted` is no number.
    case invalidTakenCount(String)
    /// The origin took more than it was offered.
    case tookTooMuch(Int, offered: Int)
    /// The origin took nothing although no more can be offered.
    case tookNothing
    /// The origin took every message, but not the Close behind them.
    case closeNotTaken
    /// The origin neither answered a Close nor named an interval to be asked again.
    case closeUnanswered
    /// The origin sent `DISCONNECT`.
    case disconnected
    /// The origin sent `OPEN` for the second time.
    case openedTwice

    /// Whether the answer breaks the protocol.
    package var isMalformed: Bool {
        switch self {
        case .disconnected, .closeUnanswered: false
        case .unusableStatus, .unusableType, .answerTooLarge, .malformedEvents, .notOpened, .invalidTakenCount,
            .tookTooMuch, .tookNothing, .closeNotTaken, .openedTwice:
            true
        }
    }

    /// What went wrong, for an operator.
    package var description: String {
        switch self {
        case .unusableStatus(let status):
            "the origin answered WebSocket events with status \(status) instead of 200"
        case .unusableType(let type):
            "the origin answered WebSocket events with Content-Type '\(type)' instead of exactly "
                + "'\(WebSocketEvents.mediaType)'"
        case .answerTooLarge(let limit):
            "the origin's answer to WebSocket events is longer than \(limit) bytes"
        case .malformedEvents(let error):
            "the origin sent \(error)"
        case .notOpened:
            "the origin's answer to OPEN has neither OPEN as its first event nor a Keep-Alive-Interval alone"
        case .invalidTakenCount(let value):
            "the origin's Content-Bytes-Accepted '\(value)' is no number of bytes"
        case .tookTooMuch(let count, let offered):
            "the origin's Content-Bytes-Accepted is \(count), but it was offered \(offered) bytes"
        case .tookNothing:
            "the origin's Content-Bytes-Accepted is 0, and no more can be offered at a time"
        case .closeNotTaken:
            "the origin's Content-Bytes-Accepted leaves out the CLOSE alone"
        case .closeUnanswered:
            "the origin answered CLOSE without CLOSE, and without a Keep-Alive-Interval to be asked again"
        case .disconnected:
            "the origin sent DISCONNECT"
        case .openedTwice:
            "the origin sent OPEN on a WebSocket that is open"
        }
    }
}
