import GRIP
import HTTP1
import NIOCore

/// What the head of an answer to WebSocket events says (reference: websocket 3.3 to 3.5).
struct EventAnswer: Equatable, Sendable {
    /// The shortest `Keep-Alive-Interval`, in seconds.
    static let shortestIntervalSeconds: Int64 = 20
    /// The longest; longer ones are cut to it, so that no time can overflow.
    static let longestIntervalSeconds: Int64 = 1_000_000_000

    /// What `Keep-Alive-Interval` asks for.
    enum Interval: Equatable, Sendable {
        /// It is not there.
        case unchanged
        /// No requests without cause.
        case off
        /// A request when nothing was asked for so long.
        case after(TimeAmount)
    }

    let interval: Interval
    /// `Content-Bytes-Accepted`; `nil` means everything.
    let takenByteCount: Int?

    /// Reads the head of an answer.
    ///
    /// - Throws: `OverHTTPLoss` when it does not carry events, or `Content-Bytes-Accepted` is not a number.
    init(_ head: ResponseHead) throws(OverHTTPLoss) {
        guard head.status == 200 else { throw .unusableStatus(head.status) }
        let type = head.fields.firstValue(.contentType)
        guard let type, type.elementsEqual(WebSocketEvents.mediaType.utf8) else {
            throw .unusableType(head.fields.first(.contentType) ?? "")
        }
        self.interval = Self.interval(head.fields.first(.keepAliveInterval))
        let taken = head.fields.first(.contentBytesAccepted)
        self.takenByteCount = try taken.map { (text) throws(OverHTTPLoss) in
            guard let count = Self.number(text) else { throw .invalidTakenCount(text) }
            return Int(clamping: count)
        }
    }

    private static func interval(_ text: String?) -> Interval {
        guard let text else { return .unchanged }
        guard let seconds = self.number(text), seconds > 0 else { return .off }
        return .after(.seconds(min(max(seconds, self.shortestIntervalSeconds), self.longestIntervalSeconds)))
    }

    /// A number written with digits alone; one that is too long for the type is the greatest there is.
    private static func number(_ text: String) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return Int64(text) ?? .max
    }
}

extension EventAnswer {
    /// The head of an acceptance, without what was meant for this proxy alone (reference: websocket 3.3).
    ///
    /// The GRIP extension is still in `Sec-WebSocket-Extensions`.
    static func acceptance(_ head: ResponseHead) -> ResponseHead {
        var accepted = head
        accepted.fields.removeAll { field in
            field.isNamed(.contentLength) || field.isNamed(.contentType) || field.isNamed(.transferEncoding)
                || field.isNamed(.keepAliveInterval) || field.isNamed(.contentBytesAccepted)
                || field.nameHasPrefix(ConnectionMeta.setPrefix)
        }
        return accepted
    }
}

/// Names of the headers of WebSocket-over-HTTP answers.
extension FieldName {
    static let keepAliveInterval: FieldName = "Keep-Alive-Interval"
    static let contentBytesAccepted: FieldName = "Content-Bytes-Accepted"
}
