public import NIOCore

/// What an item does to WebSockets: format `ws-message`.
public typealias WebSocketMessageItem = ItemAction<WebSocketMessageContent>

/// The WebSocket message an item sends.
///
/// Source: reference "GRIP" 3.3, `ws-message`.
public struct WebSocketMessageContent: Sendable, Equatable {
    /// The kind of message or control frame.
    public enum Kind: String, Sendable, CaseIterable {
        /// A text message; the content is not checked to be UTF-8 when it came as base64.
        case text
        /// A binary message.
        case binary
        /// A ping frame.
        case ping
        /// A pong frame.
        case pong
    }

    /// What is sent.
    public var kind: Kind
    /// The payload; empty for a ping or pong that was published without content.
    public var content: ByteBuffer
    /// The content filters a subscription must have, in order; `nil` when the item does not ask for any check.
    public var contentFilters: [String]?

    /// Creates message content.
    public init(kind: Kind, content: ByteBuffer, contentFilters: [String]? = nil) {
        self.kind = kind
        self.content = content
        self.contentFilters = contentFilters
    }
}
