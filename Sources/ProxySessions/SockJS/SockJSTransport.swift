import NIOCore

/// How a client of SockJS receives frames over HTTP (SockJS 0.3.3; reference: websocket 4.2).
///
///     xhr             a["x"]\n
///     jsonp           /**/callback("a[\"x\"]");\n
///     xhr_streaming   a["x"]\n                       after 2048 times `h` and a line feed
///     eventsource     data: a["x"]\r\n\r\n           after an empty line
///     htmlfile        <script>\np("a[\"x\"]");\n</script>\r\n   after a page of at least 1024 bytes
package enum SockJSTransport: Equatable, Sendable {
    /// Polling; one frame is the whole response.
    case xhr
    /// Polling by scripts that call a function, whose name was checked.
    case jsonp(callback: String)
    /// A response without end.
    case xhrStreaming
    /// A response without end in the format of server-sent events.
    case eventSource
    /// A page without end whose scripts call an object of the page around it, whose name was checked.
    case htmlFile(callback: String)

    /// Whether a response takes more than one frame.
    package var isStreaming: Bool {
        switch self {
        case .xhr, .jsonp: false
        case .xhrStreaming, .eventSource, .htmlFile: true
        }
    }

    /// The `Content-Type` of a response.
    var contentType: String {
        switch self {
        case .xhr: "text/plain"
        case .jsonp: "application/javascript"
        case .xhrStreaming: "application/javascript; charset=UTF-8"
        case .eventSource: "text/event-stream; charset=UTF-8"
        case .htmlFile: "text/html; charset=UTF-8"
        }
    }

    /// Writes what comes before the first frame of a response.
    func writePrelude(to buffer: inout ByteBuffer) {
        switch self {
        case .xhr, .jsonp:
            break
        case .xhrStreaming:
            // Old browsers show nothing to scripts before they have so many bytes.
            buffer.writeRepeatingByte(UInt8(ascii: "h"), count: 2048)
            buffer.writeStaticString("\n")
        case .eventSource:
            buffer.writeStaticString("\r\n")
        case .htmlFile(let callback):
            SockJSPage.writeHTMLFile(callback: callback, to: &buffer)
        }
    }

    /// Writes a frame in the form of this transport.
    func write(_ frame: SockJSFrame, to buffer: inout ByteBuffer) {
        switch self {
        case .xhr, .xhrStreaming:
            frame.write(to: &buffer)
            buffer.writeStaticString("\n")
        case .jsonp(let callback):
            buffer.writeString("/**/\(callback)(\"")
            Self.writeQuoted(frame, isWithinMarkup: false, to: &buffer)
            buffer.writeStaticString("\");\n")
        case .eventSource:
            buffer.writeStaticString("data: ")
            frame.write(to: &buffer)
            buffer.writeStaticString("\r\n\r\n")
        case .htmlFile:
            buffer.writeStaticString("<script>\np(\"")
            Self.writeQuoted(frame, isWithinMarkup: true, to: &buffer)
            buffer.writeStaticString("\");\n</script>\r\n")
        }
    }

    private static func writeQuoted(_ frame: SockJSFrame, isWithinMarkup: Bool, to buffer: inout ByteBuffer) {
        var text = ByteBuffer()
        frame.write(to: &text)
        SockJSStringEncoder.writeWhole(text, isWithinMarkup: isWithinMarkup, to: &buffer)
    }
}
