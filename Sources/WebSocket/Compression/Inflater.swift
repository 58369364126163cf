import CZlib
import NIOCore

/// Decompresses raw deflate data (RFC 1951) piece by piece: zlib's `inflate`, made safe.
///
/// Holds about 40 KiB. For one message at a time, and one event loop.
///
/// Safety: the stream is allocated here, used only in these methods, and freed once, in `deinit`. Its pointers into
/// buffers are valid during a call of zlib and cleared behind it.
@safe
final class Inflater {
    private let stream: UnsafeMutablePointer<z_stream>

    /// Whether the data said that it ends, exactly where the input so far ends.
    private(set) var hasEnded = false

    /// Makes a decompressor; throws if there is no memory for it.
    init() throws(WebSocketError) {
        unsafe self.stream = .allocate(capacity: 1)
        unsafe self.stream.initialize(to: z_stream())
        let status = unsafe inflateInit2_(
            self.stream,
            -Int32(DeflateParameters.widestWindowBits),
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard status == Z_OK else { throw .decompressionUnavailable }
    }

    deinit {
        unsafe inflateEnd(self.stream)
        unsafe self.stream.deallocate()
    }

    /// Whether the input ended between two blocks, with no bit of a next one: where a flushed message must end.
    var isBetweenBlocks: Bool {
        // Bit 7 is set behind the end of a block, bit 6 in the last block; below is the number of bits not used yet.
        unsafe self.stream.pointee.data_type & 0xFF == 128
    }

    /// Forgets everything, for a next message.
    func reset() {
        unsafe inflateReset(self.stream)
        self.hasEnded = false
    }

    /// Decompresses input into output, until there is nothing left of the one or no room in the other.
    ///
    /// - Parameters:
    ///   - input: The compressed bytes; what was used is taken off.
    ///   - output: Where the result is appended.
    ///   - limit: The readable bytes that `output` must not exceed.
    /// - Returns: Whether all that can be had from the input is in the output; false if the limit stopped it.
    /// - Throws: That the data is corrupt.
    func inflate(_ input: inout ByteBuffer, into output: inout ByteBuffer, limit: Int) throws(WebSocketError) -> Bool {
        while output.readableBytes < limit {
            if self.hasEnded {
                guard input.readableBytes > 0 else { return true }
                // A final block was used for flushing (RFC 7692, section 7.2.3.4): what follows begins anew.
                self.reset()
            }
            let room = min(limit - output.readableBytes, max(256, 4 * input.readableBytes, output.readableBytes))
            let status = self.run(&input, &output, room: room)
            switch status {
            case Z_OK:
                // Room that was left says that zlib holds nothing back.
                if unsafe self.stream.pointee.avail_out > 0, input.readableBytes == 0 {
                    return true
                }
            case Z_BUF_ERROR:
                return true
            case Z_STREAM_END:
                self.hasEnded = true
            case Z_MEM_ERROR:
                throw .decompressionUnavailable
            default:
                throw .corruptCompression
            }
        }
        return false
    }

    /// Lets zlib work once, with so many bytes of room; returns its status.
    private func run(_ input: inout ByteBuffer, _ output: inout ByteBuffer, room: Int) -> Int32 {
        var status = Z_OK
        unsafe input.readWithUnsafeReadableBytes { source in
            let offered = UInt32(clamping: source.count)
            unsafe output.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
                let room = UInt32(clamping: min(room, target.count))
                // zlib does not write to its input; its type says so only on demand.
                unsafe self.stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self)
                )
                unsafe self.stream.pointee.avail_in = offered
                unsafe self.stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                unsafe self.stream.pointee.avail_out = room
                status = unsafe CZlib.inflate(self.stream, Z_NO_FLUSH)
                unsafe self.stream.pointee.next_out = nil
                unsafe self.stream.pointee.next_in = nil
                return unsafe Int(room - self.stream.pointee.avail_out)
            }
            return unsafe Int(offered - self.stream.pointee.avail_in)
        }
        return status
    }
}
