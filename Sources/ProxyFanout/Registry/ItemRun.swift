package import NIOCore
import ProxySessions

/// Several items of one channel that come right after each other in a turn of delivery.
///
/// To a stream that just takes them they are one piece of bytes, which is made once for all streams of the loop. Belongs to
/// its loop.
package final class ItemRun {
    /// The most bytes of a run: clients that cannot take everything are noticed after as many.
    private static let byteLimit = 32_768
    /// Larger items are not worth being copied.
    private static let itemByteLimit = 4096

    /// The items, in their order; two at least.
    let items: ArraySlice<PublishedItem>
    private var chunks: ByteBuffer?
    private var contents: ByteBuffer?

    private init(_ items: ArraySlice<PublishedItem>, on channelName: ChannelName) {
        self.items = items
        self.channelName = channelName
    }

    /// Where they were published.
    let channelName: ChannelName

    /// How many items there are.
    package var count: Int { self.items.count }

    /// The run at the front of some items, if the first two of them can go together.
    static func first(of items: ArraySlice<PublishedItem>) -> ItemRun? {
        guard let first = items.first, first.isPlainStreamContent else { return nil }
        // Most items are followed by one of another channel, or by none.
        guard let second = items.dropFirst().first, second.channelName == first.channelName else { return nil }
        var byteCount = 0
        let run = items.prefix { item in
            let size = item.streamContent?.readableBytes ?? 0
            byteCount += size
            return item.isPlainStreamContent && size <= Self.itemByteLimit && byteCount <= Self.byteLimit
                && item.channelName == first.channelName
        }
        return run.count > 1 ? ItemRun(run, on: first.channelName) : nil
    }

    /// What a stream writes for all items.
    package func streamBytes(isChunked: Bool) -> ByteBuffer {
        if let made = isChunked ? self.chunks : self.contents { return made }
        var bytes = ByteBuffer()
        let pieces = self.items.lazy.compactMap { isChunked ? $0.streamChunk : $0.streamContent }
        bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.readableBytes })
        for piece in pieces {
            bytes.writeImmutableBuffer(piece)
        }
        if isChunked {
            self.chunks = bytes
        } else {
            self.contents = bytes
        }
        return bytes
    }
}
