import NIOCore

/// The payload of one frame, from the byte on that comes next.
struct FramePayload: Sendable {
    /// The bytes still to come.
    private var remaining: Int

    private var mask: FrameMask?

    /// Whether the frame ends its message.
    let isFinal: Bool

    init(_ header: FrameHeader) {
        self.remaining = header.payloadLength
        self.mask = header.mask
        self.isFinal = header.isFinal
    }

    /// Whether nothing more of it follows.
    var isComplete: Bool { self.remaining == 0 }

    /// Takes as much of the payload as has come off the front of the buffer, unmasked.
    ///
    /// Bytes that need no unmasking share the buffer's memory, others are a copy: the buffer is usually shared with
    /// whoever read it, so that unmasking in place would copy all of it.
    ///
    /// - Returns: The bytes, none if the payload is complete, or nil if none have come.
    mutating func read(from buffer: inout ByteBuffer) -> ByteBuffer? {
        let count = min(self.remaining, buffer.readableBytes)
        guard count > 0 || self.isComplete, let slice = buffer.readSlice(length: count) else { return nil }
        self.remaining -= count
        guard var mask = self.mask, count > 0 else { return slice }
        var bytes = ByteBufferAllocator().buffer(capacity: count)
        bytes.writeImmutableBuffer(slice)
        mask.apply(to: &bytes, last: count)
        self.mask = mask
        return bytes
    }
}
