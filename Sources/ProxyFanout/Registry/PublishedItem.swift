package import GRIP
package import NIOCore
package import ProxySessions
import WebSocket

/// An item on its way to its subscribers: parsed once, framed once per wire form, shared by every loop.
package final class PublishedItem: Sendable {
    /// The item as it was published.
    package let item: PublishItem
    /// The name of its channel.
    package let channelName: ChannelName
    /// The content for streams as one HTTP/1.1 chunk; `nil` when the item does not send to streams.
    package let streamChunk: ByteBuffer?
    /// The content for streams without framing: the same bytes inside the chunk.
    package let streamContent: ByteBuffer?
    /// Whether the item sends content to streams, and does not mind which filters they have.
    package let isPlainStreamContent: Bool
    /// Whether the item sends a message to WebSockets, and does not mind which filters they have.
    package let isPlainWebSocketMessage: Bool
    /// The message for WebSockets as one frame; `nil` when the item does not send to WebSockets.
    package let webSocketFrame: ByteBuffer?

    /// The bytes the item takes while it waits: those of its content.
    package let byteCount: Int

    /// Frames an item.
    package init(_ item: PublishItem) {
        self.item = item
        self.channelName = ChannelName(item.channel)
        self.byteCount = Self.byteCount(of: item)
        self.webSocketFrame = Self.frame(item.webSocketMessage)
        if case .send(let message)? = item.webSocketMessage {
            self.isPlainWebSocketMessage = message.contentFilters?.isEmpty ?? true
        } else {
            self.isPlainWebSocketMessage = false
        }
        guard case .send(let stream)? = item.httpStream else {
            self.isPlainStreamContent = false
            self.streamChunk = nil
            self.streamContent = nil
            return
        }
        self.isPlainStreamContent = stream.contentFilters?.isEmpty ?? true
        guard stream.content.readableBytes > 0 else {
            self.streamChunk = nil
            self.streamContent = nil
            return
        }
        let framed = Self.chunk(stream.content)
        self.streamChunk = framed.chunk
        self.streamContent = framed.content
    }

    private static func byteCount(of item: PublishItem) -> Int {
        var count = 0
        if case .send(let stream)? = item.httpStream {
            count += stream.content.readableBytes
        }
        if case .send(let response)? = item.httpResponse, case .bytes(let body) = response.body {
            count += body.readableBytes
        }
        if case .send(let message)? = item.webSocketMessage {
            count += message.content.readableBytes
        }
        return count
    }

    private static func frame(_ message: WebSocketMessageItem?) -> ByteBuffer? {
        guard case .send(let content)? = message else { return nil }
        return switch content.kind {
        case .text: SharedFrame.text(content.content)
        case .binary: SharedFrame.binary(content.content)
        case .ping: SharedFrame.ping(content.content)
        case .pong: SharedFrame.pong(content.content)
        }
    }

    /// Frames content as one chunk (RFC 9112 section 7.1), and names the content's place inside it.
    ///
    /// Nothing stays nothing: a chunk of size zero would end the body.
    package static func chunk(_ content: ByteBuffer) -> (chunk: ByteBuffer, content: ByteBuffer) {
        guard content.readableBytes > 0 else { return (content, content) }
        let size = String(content.readableBytes, radix: 16)
        var chunk = ByteBufferAllocator().buffer(capacity: size.utf8.count + content.readableBytes + 4)
        chunk.writeString(size)
        chunk.writeStaticString("\r\n")
        let start = chunk.writerIndex
        chunk.writeImmutableBuffer(content)
        let inner = chunk.getSlice(at: start, length: content.readableBytes) ?? content
        chunk.writeStaticString("\r\n")
        return (chunk, inner)
    }
}
