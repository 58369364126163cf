import CZlib
import NIOCore

/// Compresses to raw deflate data (RFC 1951) piece by piece: zlib's `deflate`, made safe.
///
/// Holds about 256 KiB with the widest window. For one message at a time, and one event loop.
///
/// Safety: the stream is allocated here, used only in these methods, and freed once, in `deinit`. Its pointers into
/// buffers are valid during a call of zlib and cleared behind it.
@safe
final class Deflater {
    private let stream: UnsafeMutablePointer<z_stream>

    /// The base-two logarithm of the window in bytes.
    let windowBits: Int

    /// Makes a compressor, or nothing if there is no memory for it.
    ///
    /// - Parameter windowBits: The base-two logarithm of the window in bytes, 9 to 15.
    init?(windowBits: Int) {
        self.windowBits = windowBits
        unsafe self.stream = .allocate(capacity: 1)
        unsafe self.stream.initialize(to: z_stream())
        let status = unsafe deflateInit2_(
            self.stream,
            Z_DEFAULT_COMPRESSION,
            Z_DEFLATED,
            -Int32(clamping: windowBits),
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard status == Z_OK else { return nil }
    }

    deinit {
        unsafe deflateEnd(self.stream)
        unsafe self.stream.deallocate()
    }

    /// Forgets everything, for a next message.
    func reset() {
        unsafe deflateReset(self.stream)
    }

    /// Compresses a piece of a message; the result may come with a later piece.
    func compress(_ input: ByteBuffer, into output: inout ByteBuffer) {
        self.run(input, into: &output, flush: Z_NO_FLUSH)
    }

    /// Compresses the last piece of a message, up to where the message ends on the wire.
    ///
    /// The flush ends with the bytes 00 00 FF FF, which are left out (RFC 7692, section 7.2.1).
    func finish(_ input: ByteBuffer, into output: inout ByteBuffer) {
        self.run(input, into: &output, flush: Z_SYNC_FLUSH)
        output.moveWriterIndex(to: max(output.readerIndex, output.writerIndex - 4))
    }

    /// The payload of a whole message, or nil if compressing makes it no shorter.
    ///
    /// For a compressor that is new or was reset; reset it afterwards.
    func compressWhole(_ content: ByteBuffer) -> ByteBuffer? {
        var compressed = ByteBuffer()
        self.finish(content, into: &compressed)
        return compressed.readableBytes < content.readableBytes ? compressed : nil
    }

    private func run(_ input: ByteBuffer, into output: inout ByteBuffer, flush: Int32) {
        var input = input
        var isDone = false
        while !isDone {
            // With at least a few bytes of room a flush is not begun twice.
            let room = max(64, input.readableBytes / 2)
            unsafe input.readWithUnsafeReadableBytes { source in
                let offered = UInt32(clamping: source.count)
                unsafe output.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
                    let room = UInt32(clamping: target.count)
                    // zlib does not write to its input; its type says so only on demand.
                    unsafe self.stream.pointee.next_in = UnsafeMutablePointer(
                        mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    )
                    unsafe self.stream.pointee.avail_in = offered
                    unsafe self.stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    unsafe self.stream.pointee.avail_out = room
                    let status = unsafe deflate(self.stream, flush)
                    unsafe self.stream.pointee.next_out = nil
                    unsafe self.stream.pointee.next_in = nil
                    // Room that was left says that zlib took all and holds back only what it may.
                    isDone = unsafe status != Z_OK || self.stream.pointee.avail_out > 0
                    return unsafe Int(room - self.stream.pointee.avail_out)
                }
                return unsafe Int(offered - self.stream.pointee.avail_in)
            }
        }
    }
}
