import GRIP
import NIOCore
import ProxyFanout
import WebSocket

/// The compressed form of the item that is being delivered, made once for all clients of a loop.
///
/// Belongs to its loop.
final class CompressedFrames {
    /// The compressors of the loop.
    let streams = DeflateStreams()
    /// The last item; kept, so that no other one can be taken for it.
    private var item: PublishedItem?
    private var frame: ByteBuffer?

    /// The item's message as one compressed frame; the uncompressed frame where that is no longer.
    ///
    /// - Returns: `nil` when the item sends nothing to WebSockets.
    func frame(of item: PublishedItem) -> ByteBuffer? {
        if self.item === item { return self.frame }
        self.item = item
        self.frame = self.compressed(item) ?? item.webSocketFrame
        return self.frame
    }

    private func compressed(_ item: PublishedItem) -> ByteBuffer? {
        guard case .send(let message)? = item.item.webSocketMessage else { return nil }
        return switch message.kind {
        case .text: SharedFrame.compressedMessage(.text, message.content, streams: self.streams)
        case .binary: SharedFrame.compressedMessage(.binary, message.content, streams: self.streams)
        case .ping, .pong: nil
        }
    }
}
