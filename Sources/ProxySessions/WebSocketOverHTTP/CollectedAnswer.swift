import HTTP1
import NIOCore

/// An answer to WebSocket events while it arrives.
struct CollectedAnswer: Sendable {
    let head: ResponseHead
    let meaning: EventAnswer
    private(set) var body = ByteBuffer()

    init(_ head: ResponseHead) throws(OverHTTPLoss) {
        self.head = head
        self.meaning = try EventAnswer(head)
    }

    /// Adds bytes of the body, up to a limit.
    mutating func append(_ bytes: ByteBuffer, limitBytes: Int) throws(OverHTTPLoss) {
        guard self.body.readableBytes + bytes.readableBytes <= limitBytes else {
            throw .answerTooLarge(limitBytes: limitBytes)
        }
        if self.body.readableBytes == 0 {
            self.body = bytes
        } else {
            self.body.writeImmutableBuffer(bytes)
        }
    }
}

/// A rejection of unknown length while it arrives.
struct CollectedRejection: Sendable {
    let head: ResponseHead
    var body = ByteBuffer()
}
