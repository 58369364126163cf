import GRIP
import NIOCore
import ProxyFanout

/// A whole message, or ping or pong, that does not come from the origin's end: published, keep-alive or delayed.
struct PublishedMessage {
    /// The kind of message.
    let kind: WebSocketMessageContent.Kind
    /// The payload.
    let content: ByteBuffer
    /// The item whose content this is unchanged, so that frames made for several subscribers can be used.
    let item: PublishedItem?

    /// A message for one client.
    init(_ content: WebSocketMessageContent) {
        self.init(content, of: nil)
    }

    /// A message that several clients may get.
    ///
    /// - Parameters:
    ///   - content: the message.
    ///   - item: the item it was published with, unless filters changed it.
    init(_ content: WebSocketMessageContent, of item: PublishedItem?) {
        self.kind = content.kind
        self.content = content.content
        self.item = item
    }
}
