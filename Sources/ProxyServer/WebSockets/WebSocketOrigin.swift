import NIOCore
import WebSocket

/// The origin's end of a WebSocket, as the session sees it: a connection, WebSocket-over-HTTP, or the built-in target.
///
/// Belongs to the loop of its client.
protocol WebSocketOrigin: AnyObject {
    /// Who is told what the origin does; not retained.
    var owner: (any WebSocketOriginOwner)? { get set }
    /// Whether more of what the client sends should be passed on now.
    var isWritable: Bool { get }
    /// Passes on what the client sent; a Close included.
    func send(_ part: MessagePart)
    /// Hands what was sent to the socket.
    func flush()
    /// The client does not take bytes.
    func pauseReading()
    /// The client takes bytes again.
    func resumeReading()
    /// Closes this end alone; nothing is received afterwards (GRIP, `detach`).
    func detach()
    /// The close handshake is complete: ends the connection in order.
    func end()
    /// The client is gone without a close handshake; nothing is received afterwards.
    func cancel()
    /// Asks the origin for news, where it can be asked.
    func refresh()
}

/// Who is told what an origin's end does.
protocol WebSocketOriginOwner: AnyObject {
    /// The origin sent something; a Close included.
    func originSent(_ part: MessagePart)
    /// A turn of reading is over: time to flush.
    func originReadComplete()
    /// Whether more should be sent has changed.
    func originWritabilityChanged(isWritable: Bool)
    /// The origin ended without a Close; the final call.
    func originLost(_ reason: String)
}
