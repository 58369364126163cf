import HTTP1
import NIOCore
import ProxySessions
import ProxyUpstream

/// Who opens a WebSocket, and is told how that went.
///
/// Exactly one of acceptance, rejection and failure comes.
protocol WebSocketHandshakeDelegate: AnyObject {
    /// The origin accepted; its end is in the acceptance and begins to read once its owner is set.
    func handshakeAccepted(_ acceptance: WebSocketAcceptance)
    /// The origin answered with an ordinary response, which follows.
    func handshakeRejected(_ head: ResponseHead, framing: BodyFraming)
    /// Bytes of a rejection's body.
    func handshakeBody(_ bytes: ByteBuffer)
    /// A turn of reading is over: time to flush.
    func handshakeReadComplete()
    /// The rejection is complete.
    func handshakeEnded()
    /// No origin could be asked, or its answer makes no sense.
    func handshakeFailed(_ error: ProxyError, cause: UpstreamError?)
    /// The rejection broke off within its body.
    func handshakeBroken(_ error: ProxyError)
}
