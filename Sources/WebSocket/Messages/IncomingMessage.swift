import NIOCore

/// The message a decoder is in the middle of.
struct IncomingMessage {
    let kind: MessageKind

    /// Whether it is one single frame.
    let isUnfragmented: Bool

    /// Checks a text message.
    var validator: UTF8Validator?

    /// Decompresses a compressed message.
    var inflation: Inflation?

    /// Whether a part of it was handed out.
    private var hasBegun = false

    init(kind: MessageKind, isUnfragmented: Bool, validator: UTF8Validator?) {
        self.kind = kind
        self.isUnfragmented = isUnfragmented
        self.validator = validator
    }

    /// The next part of the message, with these bytes of its content.
    ///
    /// - Throws: That the text so far is not UTF-8.
    mutating func part(_ bytes: ByteBuffer, isLast: Bool) throws(WebSocketError) -> DataPart {
        if self.validator?.accepts(bytes.readableBytesUInt8Span) == false {
            throw .textNotUTF8
        }
        if isLast, self.validator?.isComplete == false {
            throw .textNotUTF8
        }
        let isFirst = !self.hasBegun
        self.hasBegun = true
        return DataPart(
            kind: self.kind,
            bytes: bytes,
            isFirst: isFirst,
            isLast: isLast,
            isUnfragmented: self.isUnfragmented
        )
    }
}
