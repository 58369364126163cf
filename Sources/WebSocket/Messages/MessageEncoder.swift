package import NIOCore

/// Writes the messages of one direction of a WebSocket connection.
///
/// Each part of a message becomes one frame; with compression a part may wait for the next one. Parts are written in
/// their order. A whole message may be encoded at any time, but sent only while `isWithinMessage` is false: on the wire
/// nothing but ping, pong and Close may stand between the frames of a message (RFC 6455, section 5.4).
package struct MessageEncoder: ~Copyable {
    private let isMasking: Bool

    /// The window to compress with, if compression was agreed on.
    private let windowBits: Int?
    private let streams: DeflateStreams?

    /// Compresses the message under way, if it is compressed.
    private var deflater: Deflater?

    /// Whether a frame of the message under way was written.
    private var hasWrittenFrame = false

    /// Whether a message was begun with a part and not ended.
    package private(set) var isWithinMessage = false

    /// An encoder for what this end sends.
    ///
    /// - Parameters:
    ///   - role: The end that writes: a client masks each frame with a new random key, a server masks none.
    ///   - deflate: What was agreed on compression, if anything was.
    ///   - streams: The compressors of the connection's event loop. Without them one is made for each message.
    package init(as role: PeerRole, deflate: DeflateParameters? = nil, streams: DeflateStreams? = nil) {
        self.isMasking = role == .client
        self.windowBits = deflate.map { role == .server ? $0.serverWindowBits : DeflateParameters.widestWindowBits }
        self.streams = streams
    }

    /// Writes a part; pings and pongs are cut to the 125 bytes that a control frame can carry.
    package mutating func write(_ part: MessagePart, to buffer: inout ByteBuffer) {
        switch part {
        case .data(let part): self.write(part, to: &buffer)
        case .ping(let bytes): self.writeFrame(.ping, bytes.controlPayload, to: &buffer)
        case .pong(let bytes): self.writeFrame(.pong, bytes.controlPayload, to: &buffer)
        case .close(let payload): self.writeFrame(.close, payload?.wireBytes ?? ByteBuffer(), to: &buffer)
        }
    }

    /// Writes a whole message as one frame; a message under way is left alone.
    package mutating func writeMessage(_ kind: MessageKind, _ content: ByteBuffer, to buffer: inout ByteBuffer) {
        self.write(DataPart(whole: kind, content), to: &buffer)
    }

    private mutating func write(_ part: DataPart, to buffer: inout ByteBuffer) {
        if part.isFirst, part.isLast {
            let compressed = self.compressWhole(part.bytes)
            self.writeFrame(Opcode(part.kind), compressed ?? part.bytes, isCompressed: compressed != nil, to: &buffer)
            return
        }
        if part.isFirst {
            self.deflater = self.takeDeflater()
            self.hasWrittenFrame = false
            self.isWithinMessage = true
        }
        var bytes = part.bytes
        if let deflater {
            bytes = ByteBuffer()
            if part.isLast {
                deflater.finish(part.bytes, into: &bytes)
            } else {
                deflater.compress(part.bytes, into: &bytes)
            }
        }
        if part.isLast || bytes.readableBytes > 0 {
            self.writeFrame(
                self.hasWrittenFrame ? .continuation : Opcode(part.kind),
                bytes,
                isFinal: part.isLast,
                isCompressed: self.deflater != nil && !self.hasWrittenFrame,
                to: &buffer
            )
            self.hasWrittenFrame = true
        }
        if part.isLast {
            self.endMessage()
        }
    }

    private mutating func endMessage() {
        if let deflater = self.deflater.take() {
            self.streams?.giveBack(deflater)
        }
        self.hasWrittenFrame = false
        self.isWithinMessage = false
    }

    /// A compressor for one message, if compression was agreed on and there is memory for it.
    private func takeDeflater() -> Deflater? {
        guard let windowBits else { return nil }
        return if let streams { streams.takeDeflater(windowBits: windowBits) } else { Deflater(windowBits: windowBits) }
    }

    /// The payload of a whole message in compressed form, if that may be sent and is shorter.
    private func compressWhole(_ content: ByteBuffer) -> ByteBuffer? {
        guard content.readableBytes >= DeflateStreams.leastCompressedBytes, let deflater = self.takeDeflater()
        else { return nil }
        let compressed = deflater.compressWhole(content)
        self.streams?.giveBack(deflater)
        return compressed
    }

    private func writeFrame(
        _ opcode: Opcode,
        _ payload: ByteBuffer,
        isFinal: Bool = true,
        isCompressed: Bool = false,
        to buffer: inout ByteBuffer
    ) {
        let header = FrameHeader(
            isFinal: isFinal,
            isCompressed: isCompressed,
            opcode: opcode,
            payloadLength: payload.readableBytes
        )
        buffer.reserveCapacity(minimumWritableBytes: header.byteCount(isMasked: self.isMasking) + payload.readableBytes)
        guard self.isMasking else {
            header.write(to: &buffer, maskKey: nil)
            buffer.writeImmutableBuffer(payload)
            return
        }
        var generator = SystemRandomNumberGenerator()
        let key = UInt32.random(in: .min ... .max, using: &generator)
        header.write(to: &buffer, maskKey: key)
        buffer.writeImmutableBuffer(payload)
        var mask = FrameMask(wireKey: key)
        mask.apply(to: &buffer, last: payload.readableBytes)
    }
}
