package import NIOCore

/// What a server of SockJS sends, apart from how the transport frames it (SockJS 0.3.3, "Protocol and framing").
///
///     open        o
///     heartbeat   h
///     messages    a["first","second"]
///     close       c[3000,"Go away!"]
package enum SockJSFrame: Equatable, Sendable {
    /// The session was accepted.
    case open
    /// The session is alive.
    case heartbeat
    /// Messages; bytes that are not UTF-8 are repaired.
    case messages([ByteBuffer])
    /// The session is over.
    case close(code: Int, reason: ByteBuffer)

    /// The session has a receiving request already.
    package static let anotherConnection = SockJSFrame.close(
        code: 2010,
        reason: ByteBuffer(string: "Another connection still open")
    )

    /// The client broke its last receiving request off.
    package static let closedByClient = SockJSFrame.close(
        code: 3000,
        reason: ByteBuffer(string: "Client already closed connection")
    )

    /// The frame for a Close without code (reference: websocket 4.3).
    package static let closedWithoutCode = SockJSFrame.close(code: 0, reason: ByteBuffer(string: "Connection closed"))

    /// Writes the frame.
    package func write(to buffer: inout ByteBuffer) {
        switch self {
        case .open:
            buffer.writeStaticString("o")
        case .heartbeat:
            buffer.writeStaticString("h")
        case .messages(let messages):
            buffer.reserveCapacity(minimumWritableBytes: messages.reduce(4) { $0 + $1.readableBytes + 3 })
            buffer.writeStaticString("a[")
            var separator: StaticString = "\""
            for message in messages {
                buffer.writeStaticString(separator)
                SockJSStringEncoder.writeWhole(message, to: &buffer)
                buffer.writeStaticString("\"")
                separator = ",\""
            }
            buffer.writeStaticString("]")
        case .close(let code, let reason):
            buffer.writeString("c[\(code),\"")
            SockJSStringEncoder.writeWhole(reason, to: &buffer)
            buffer.writeStaticString("\"]")
        }
    }
}
