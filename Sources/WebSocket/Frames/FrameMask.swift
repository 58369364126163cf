import NIOCore

/// The masking of one client frame's payload, from the byte on that comes next (RFC 6455, section 5.3).
struct FrameMask: Equatable, Sendable {
    /// The four key bytes; the lowest one belongs to the next byte of the payload.
    private var key: UInt32

    /// The mask whose key stands on the wire as this number, its most significant byte first.
    init(wireKey: UInt32) {
        self.key = wireKey.byteSwapped
    }

    /// Masks, or unmasks, the last so many readable bytes of the buffer, and moves on by as many bytes.
    ///
    /// Eight bytes a step. Copies the buffer's memory first if it is shared.
    mutating func apply(to buffer: inout ByteBuffer, last count: Int) {
        guard count > 0 else { return }
        let wide = UInt64(self.key) << 32 | UInt64(self.key)
        var bytes = buffer.mutableReadableBytesSpan
        let end = bytes.byteCount
        var offset = end - count
        while offset &+ 8 <= end {
            // Safety: any eight bytes are a valid integer, and the load itself checks its bounds.
            let word = UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
            bytes.storeBytes(of: (word ^ wide).littleEndian, toByteOffset: offset, as: UInt64.self)
            offset &+= 8
        }
        var rest = self.key
        while offset < end {
            let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            bytes.storeBytes(of: byte ^ UInt8(truncatingIfNeeded: rest), toByteOffset: offset, as: UInt8.self)
            // Rotated, so that a byte of the key comes round again after the fourth.
            rest = rest &>> 8 | rest &<< 24
            offset &+= 1
        }
        let shift = UInt32(count & 3) * 8
        self.key = self.key &>> shift | self.key &<< (32 &- shift)
    }
}
