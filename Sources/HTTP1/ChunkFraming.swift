package import NIOCore

/// Writes the chunks of a body whose length is not known beforehand.
///
///     5 CR LF hello CR LF        a chunk: its size in hexadecimal, a line end, its bytes, a line end
///     0 CR LF CR LF              the end: a chunk of size zero and an empty trailer section
///
/// Source: RFC 9112, section 7.1.
package enum ChunkFraming {
    /// The end of a chunked body without trailer fields.
    package static let last = ByteBuffer(staticString: "0\r\n\r\n")

    /// The line end that follows the bytes of every chunk.
    package static let terminator = ByteBuffer(staticString: "\r\n")

    /// Writes the line in front of a chunk's bytes; the line end behind them is the caller's to write.
    ///
    /// - Parameters:
    ///   - size: The number of bytes that follow. Nothing is written unless it is positive: zero would end the body.
    ///   - buffer: Where to write.
    package static func writeHeader(size: Int, to buffer: inout ByteBuffer) {
        guard size > 0 else { return }
        var shift = (size.bitWidth - size.leadingZeroBitCount - 1) / 4 * 4
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: size >> shift) & 15
            buffer.writeInteger(digit < 10 ? 0x30 + digit : 0x57 + digit)
            shift -= 4
        }
        buffer.writeInteger(UInt16(0x0D0A))
    }

    /// A whole chunk with these bytes, ready to be sent; empty content makes an empty buffer, not the end of the body.
    ///
    /// Copies the content, for chunks that are framed once and written many times.
    package static func frame(_ content: ByteBuffer, allocator: ByteBufferAllocator) -> ByteBuffer {
        guard content.readableBytes > 0 else { return allocator.buffer(capacity: 0) }
        var chunk = allocator.buffer(capacity: content.readableBytes + 20)
        self.writeHeader(size: content.readableBytes, to: &chunk)
        chunk.writeImmutableBuffer(content)
        chunk.writeInteger(UInt16(0x0D0A))
        return chunk
    }
}
