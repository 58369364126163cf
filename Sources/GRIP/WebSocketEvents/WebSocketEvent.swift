public import NIOCore

/// One event of a WebSocket that is carried over HTTP.
///
/// Source: reference "WebSocket" 3.1.
public enum WebSocketEvent: Sendable, Equatable {
    /// The connection is being opened, or was accepted.
    case open
    /// A text message; the content is not checked to be UTF-8.
    case text(ByteBuffer)
    /// A binary message.
    case binary(ByteBuffer)
    /// A ping, with its payload.
    case ping(ByteBuffer)
    /// A pong, with its payload.
    case pong(ByteBuffer)
    /// A Close, `nil` for one without a code.
    case close(WebSocketCloseContent?)
    /// The connection was lost without a Close.
    case disconnect

    /// How many bytes the event counts for in `Content-Bytes-Accepted` (reference "WebSocket" 3.5).
    public var contentByteCount: Int {
        switch self {
        case .open, .disconnect, .close(.none): 0
        case .text(let content), .binary(let content), .ping(let content), .pong(let content): content.readableBytes
        case .close(.some(let content)): WebSocketCloseContent.codeByteCount + content.reason.readableBytes
        }
    }
}
