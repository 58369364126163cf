package import NIOCore

/// Why a connection is closed: what a Close frame carries (RFC 6455, sections 5.5.1 and 7.4).
///
///     03 E8 62 79 65   code 1000, reason "bye"
package struct ClosePayload: Sendable, Equatable {
    /// The most bytes of a reason that fit beside the code.
    package static let reasonBytes = FrameHeader.controlPayloadBytes - 2

    /// The code as on the wire, 0 to 65535.
    package let code: Int

    /// The reason, at most 123 bytes; UTF-8, unless the peer that wrote it did not care.
    package let reason: ByteBuffer

    /// A payload with the nearest code that can be written, and a reason cut to 123 bytes before a character that would
    /// not be whole.
    package init(code: Int, reason: ByteBuffer = ByteBuffer()) {
        self.code = Int(UInt16(clamping: code))
        self.reason = reason.cutText(to: Self.reasonBytes)
    }

    /// A payload with the nearest code that can be written, and a reason cut to 123 bytes before a character that would
    /// not be whole.
    package init(code: Int, reason: String) {
        self.init(code: code, reason: ByteBuffer(string: reason))
    }

    /// What a Close frame with this payload says; nil if there is no code in it.
    ///
    /// Compatibility: a single byte is taken for nothing (reference: WebSocket 1.5).
    init?(wireBytes: ByteBuffer) {
        var bytes = wireBytes
        guard let code = bytes.readInteger(as: UInt16.self) else { return nil }
        self.init(code: Int(code), reason: bytes)
    }

    /// The payload as a Close frame carries it.
    package var wireBytes: ByteBuffer {
        var bytes = ByteBufferAllocator().buffer(capacity: 2 + self.reason.readableBytes)
        bytes.writeInteger(UInt16(clamping: self.code))
        bytes.writeImmutableBuffer(self.reason)
        return bytes
    }
}

extension ClosePayload {
    /// Refuses what a careful peer does not send: a code that must not be on the wire, and a reason that is not text.
    ///
    /// Refused are the codes 0 to 999, 1004 to 1006, 1015 to 2999 and 5000 on (RFC 6455, section 7.4; 1012 to 1014 are
    /// registered with IANA since).
    func validate() throws(WebSocketError) {
        switch self.code {
        case 1000...1003, 1007...1014, 3000...4999: break
        default: throw .invalidCloseCode(self.code)
        }
        var validator = UTF8Validator()
        guard validator.accepts(self.reason.readableBytesUInt8Span), validator.isComplete else {
            throw .closeReasonNotText
        }
    }
}

extension ByteBuffer {
    /// The text, or as many whole characters of it as fit into so many bytes.
    fileprivate func cutText(to limit: Int) -> ByteBuffer {
        guard self.readableBytes > limit else { return self }
        let bytes = self.readableBytesUInt8Span
        // A character has at most four bytes; what is longer is no text and may be cut anywhere.
        var end = limit
        while end > limit - 4, bytes[end] & 0xC0 == 0x80 {
            end -= 1
        }
        if bytes[end] & 0xC0 == 0x80 {
            end = limit
        }
        return self.getSlice(at: self.readerIndex, length: end) ?? ByteBuffer()
    }
}
