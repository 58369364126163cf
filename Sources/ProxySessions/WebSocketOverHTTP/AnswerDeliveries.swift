import NIOCore
import WebSocket

/// What an origin's answers hold for the client and is not delivered yet, in order.
///
/// Bounded by the answers: one is asked for only while less than a limit waits.
struct AnswerDeliveries: Sendable {
    private var parts: [MessagePart] = []
    private var position = 0
    /// Bytes of content that wait.
    private(set) var byteCount = 0
    /// Why the client is cut after the last part, if it is.
    var loss: OverHTTPLoss?

    var isEmpty: Bool { self.position == self.parts.count && self.loss == nil }

    mutating func append(_ part: MessagePart) {
        self.parts.append(part)
        self.byteCount += part.contentByteCount
    }

    /// The next part; `nil` when there is none.
    mutating func next() -> MessagePart? {
        guard self.position < self.parts.count else { return nil }
        let part = self.parts[self.position]
        self.position += 1
        self.byteCount -= part.contentByteCount
        if self.position == self.parts.count {
            self.parts = []
            self.position = 0
        }
        return part
    }

    /// Forgets everything.
    mutating func removeAll() {
        self = AnswerDeliveries()
    }
}

extension MessagePart {
    /// Bytes of content.
    var contentByteCount: Int {
        switch self {
        case .data(let data): data.bytes.readableBytes
        case .ping(let content), .pong(let content): content.readableBytes
        case .close(let payload): payload?.reason.readableBytes ?? 0
        }
    }
}
