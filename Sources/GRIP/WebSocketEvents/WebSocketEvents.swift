public import NIOCore

/// The body of a request or response that carries a WebSocket over HTTP: events one after the other.
///
/// ```
/// TYPE CRLF                            without content
/// TYPE SP HEXLEN CRLF CONTENT CRLF     with content; HEXLEN counts its bytes
///
/// OPEN␍␊TEXT 5␍␊hello␍␊                an accepted connection and its first message
/// CLOSE 5␍␊\x03\xE8bye␍␊               code 1000 and a reason
/// ```
///
/// Types are upper case and case-sensitive. Source: reference "WebSocket" 3.1.
public enum WebSocketEvents {
    /// The media type of such a body; it has no parameters.
    public static let mediaType = "application/websocket-events"
    /// How many hexadecimal digits a length may have, leading zeros among them.
    public static let maximumLengthDigits = 16

    /// Decodes a whole body, the readable bytes of a buffer.
    ///
    /// Unknown types are skipped together with their content, and so is the content of types that have none. The
    /// content of events shares the memory of the body.
    /// - Parameter body: The body.
    /// - Returns: The events in order.
    /// - Throws: A ``WebSocketEventError`` for the first fault; nothing of the body should be used then.
    public static func decode(_ body: ByteBuffer) throws(WebSocketEventError) -> [WebSocketEvent] {
        var reader = WebSocketEventReader(body)
        var events: [WebSocketEvent] = []
        while let frame = try reader.next() {
            if let event = WebSocketEvent(frame) {
                events.append(event)
            }
        }
        return events
    }

    /// Appends events to a body, lengths in lower case and left out where there is no content.
    ///
    /// ```swift
    /// var body = ByteBuffer()
    /// WebSocketEvents.encode([.open, .text(ByteBuffer(string: "hello"))], to: &body)
    /// // OPEN␍␊TEXT 5␍␊hello␍␊
    /// ```
    /// - Parameters:
    ///   - events: The events in order.
    ///   - body: Where to append them.
    public static func encode(_ events: some Sequence<WebSocketEvent>, to body: inout ByteBuffer) {
        for event in events {
            switch event {
            case .open: self.write(.open, content: nil, to: &body)
            case .text(let content): self.write(.text, content: content, to: &body)
            case .binary(let content): self.write(.binary, content: content, to: &body)
            case .ping(let content): self.write(.ping, content: content, to: &body)
            case .pong(let content): self.write(.pong, content: content, to: &body)
            case .close(let content): self.write(close: content, to: &body)
            case .disconnect: self.write(.disconnect, content: nil, to: &body)
            }
        }
    }

    private static func write(_ type: WebSocketEventType, content: ByteBuffer?, to body: inout ByteBuffer) {
        body.writeStaticString(type.name)
        if let content, content.readableBytes > 0 {
            self.writeLength(content.readableBytes, to: &body)
            body.writeImmutableBuffer(content)
        }
        body.writeStaticString("\r\n")
    }

    private static func write(close content: WebSocketCloseContent?, to body: inout ByteBuffer) {
        body.writeStaticString(WebSocketEventType.close.name)
        if let content {
            self.writeLength(WebSocketCloseContent.codeByteCount + content.reason.readableBytes, to: &body)
            body.writeInteger(UInt16(clamping: content.code))
            body.writeImmutableBuffer(content.reason)
        }
        body.writeStaticString("\r\n")
    }

    private static func writeLength(_ count: Int, to body: inout ByteBuffer) {
        body.writeStaticString(" ")
        body.writeString(String(count, radix: 16))
        body.writeStaticString("\r\n")
    }
}
