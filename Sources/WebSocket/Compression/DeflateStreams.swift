import NIOCore

/// The compressors and decompressors that the connections of one event loop share, one message at a time.
///
/// A connection takes one when a compressed message begins and gives it back when the message ends; messages that are
/// handled in one go thus all use the same one. At most one of each waits here; more, while several messages are under
/// way, are made and freed. Bound to the event loop of the connections.
package final class DeflateStreams {
    /// Messages shorter than this are not worth compressing.
    static let leastCompressedBytes = 64

    private var idleInflater: Inflater?
    private var idleDeflater: Deflater?

    package init() {}

    /// A decompressor for one message; throws if there is no memory for it.
    func takeInflater() throws(WebSocketError) -> Inflater {
        guard let inflater = self.idleInflater.take() else { return try Inflater() }
        return inflater
    }

    /// Takes back a decompressor, whatever it did.
    func giveBack(_ inflater: Inflater) {
        inflater.reset()
        self.idleInflater = inflater
    }

    /// A compressor for one message, or nil if there is no memory for it.
    func takeDeflater(windowBits: Int) -> Deflater? {
        guard let deflater = self.idleDeflater.take() else { return Deflater(windowBits: windowBits) }
        return deflater.windowBits == windowBits ? deflater : Deflater(windowBits: windowBits)
    }

    /// Takes back a compressor, whatever it did.
    func giveBack(_ deflater: Deflater) {
        deflater.reset()
        self.idleDeflater = deflater
    }

    /// A whole message's payload, compressed, or nil if that is no shorter.
    func compress(_ content: ByteBuffer, windowBits: Int) -> ByteBuffer? {
        guard content.readableBytes >= Self.leastCompressedBytes,
            let deflater = self.takeDeflater(windowBits: windowBits)
        else { return nil }
        let compressed = deflater.compressWhole(content)
        self.giveBack(deflater)
        return compressed
    }
}
