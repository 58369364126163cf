import GRIP
import HTTP1
import NIOCore
import ProxyFanout
import WebSocket

/// The client's end of a WebSocket, as the session sees it: a WebSocket connection, or an emulation of one.
///
/// Belongs to the loop of its session.
protocol WebSocketClient: AnyObject {
    /// Who is told what the client does; not retained.
    var owner: (any WebSocketClientOwner)? { get set }
    /// Whether the client takes what is written.
    var isWritable: Bool { get }
    /// The origin accepted: `head` has its fields without those of the handshake itself.
    func accept(_ head: ResponseHead)
    /// Passes on what the origin sent; after a Close the client's answer is awaited.
    func send(_ part: MessagePart)
    /// Sends a message that is not the origin's, between two of those.
    ///
    /// What a slow client does not take waits under the route's slow-reader policy.
    func send(_ message: PublishedMessage)
    /// Lets the frames of published items go straight to the socket that is given, until the origin sends something, a
    /// frame has to wait, or `endDirectFrames`; `nil` where they cannot.
    func beginDirectFrames() -> ParkedSocket?
    /// Frames come here first again.
    func endDirectFrames()
    /// When a frame last went straight to the socket, as far as is known.
    var lastDirectFrame: NIODeadline? { get }
    /// Hands what was sent to the socket.
    func flush()
    /// The origin does not take what the client sends.
    func pauseReading()
    /// The origin takes what the client sends again.
    func resumeReading()
    /// The close handshake is complete: ends the connection once everything is written.
    func end()
    /// Ends the connection at once, without a Close.
    func cut()
}

extension WebSocketClient {
    var lastDirectFrame: NIODeadline? { nil }

    func beginDirectFrames() -> ParkedSocket? { nil }

    func endDirectFrames() {}
}

/// Who is told what a client's end does.
protocol WebSocketClientOwner: AnyObject {
    /// The client sent something; a Close included.
    func clientSent(_ part: MessagePart)
    /// A turn of reading is over: time to flush.
    func clientReadComplete()
    /// Whether the client takes what is written has changed.
    func clientWritabilityChanged(isWritable: Bool)
    /// The client is gone without a Close, or was cut for a fault of its own; the final call.
    func clientLost(_ reason: String)
}
