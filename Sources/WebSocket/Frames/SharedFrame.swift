package import NIOCore

/// Whole frames as a server sends them, made once and written to any number of clients.
///
/// They are not masked, and each is one buffer: the header and a copy of the content. Write them only between messages,
/// or for ping and pong between frames.
package enum SharedFrame {
    /// A text message.
    package static func text(_ content: ByteBuffer) -> ByteBuffer {
        self.frame(.text, content)
    }

    /// A binary message.
    package static func binary(_ content: ByteBuffer) -> ByteBuffer {
        self.frame(.binary, content)
    }

    /// A message of this kind.
    package static func message(_ kind: MessageKind, _ content: ByteBuffer) -> ByteBuffer {
        self.frame(Opcode(kind), content)
    }

    /// A message of this kind, compressed: for clients whose `DeflateParameters.acceptsSharedFrames` is true.
    ///
    /// - Parameters:
    ///   - kind: The kind of the message.
    ///   - content: The message.
    ///   - streams: The compressors of the caller's event loop.
    /// - Returns: The frame, or nil if compressing makes the message no shorter: then `message` is for all clients.
    package static func compressedMessage(
        _ kind: MessageKind,
        _ content: ByteBuffer,
        streams: DeflateStreams
    ) -> ByteBuffer? {
        guard let compressed = streams.compress(content, windowBits: DeflateParameters.widestWindowBits)
        else { return nil }
        return self.frame(Opcode(kind), compressed, isCompressed: true)
    }

    /// A ping; what does not fit into a control frame, behind 125 bytes, is left out.
    package static func ping(_ content: ByteBuffer) -> ByteBuffer {
        self.frame(.ping, content.controlPayload)
    }

    /// A pong; what does not fit into a control frame, behind 125 bytes, is left out.
    package static func pong(_ content: ByteBuffer) -> ByteBuffer {
        self.frame(.pong, content.controlPayload)
    }

    /// A Close, without a code if there is no payload.
    package static func close(_ payload: ClosePayload?) -> ByteBuffer {
        self.frame(.close, payload?.wireBytes ?? ByteBuffer())
    }

    private static func frame(_ opcode: Opcode, _ content: ByteBuffer, isCompressed: Bool = false) -> ByteBuffer {
        let header = FrameHeader(
            isFinal: true,
            isCompressed: isCompressed,
            opcode: opcode,
            payloadLength: content.readableBytes
        )
        let byteCount = header.byteCount(isMasked: false) + content.readableBytes
        var frame = ByteBufferAllocator().buffer(capacity: byteCount)
        header.write(to: &frame, maskKey: nil)
        frame.writeImmutableBuffer(content)
        return frame
    }
}

extension ByteBuffer {
    /// As much of the bytes as a control frame can carry.
    var controlPayload: ByteBuffer {
        self.getSlice(at: self.readerIndex, length: min(self.readableBytes, FrameHeader.controlPayloadBytes)) ?? self
    }
}
