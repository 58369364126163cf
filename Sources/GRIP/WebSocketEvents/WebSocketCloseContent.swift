public import NIOCore

/// The content of a `CLOSE` event that has one.
///
/// Source: reference "WebSocket" 3.1.
public struct WebSocketCloseContent: Sendable, Equatable {
    /// How many bytes the code takes up.
    static let codeByteCount = 2

    /// The status code as it was sent, 0 to 65535 and not checked otherwise; libraries send 0 when they mean none.
    public var code: Int
    /// The reason; not checked to be UTF-8.
    public var reason: ByteBuffer

    /// Creates the content of a Close; a code out of range is written as the nearest that is not.
    public init(code: Int, reason: ByteBuffer = ByteBuffer()) {
        self.code = code
        self.reason = reason
    }

    /// Reads the content of an event: `nil` when it has no code, for which a single byte is too short as well.
    init?(parsing content: ByteBuffer) {
        var reason = content
        guard let code = reason.readInteger(as: UInt16.self) else { return nil }
        self.init(code: Int(code), reason: reason)
    }
}
