import HTTP1
import NIOCore
import ProxySessions
import ProxyUpstream

/// Who opens a WebSocket over HTTP, and is told how its origin answered `OPEN` (reference: websocket 3.3).
///
/// Exactly one of acceptance, rejection and failure comes; a rejection may still fail within its body.
protocol OverHTTPOpening: AnyObject {
    /// The origin accepted: its head, without what was meant for this proxy alone; the GRIP extension is still in it.
    func overHTTPAccepted(_ head: ResponseHead)
    /// The origin answered with an ordinary response, which follows.
    func overHTTPRejected(_ head: ResponseHead, framing: BodyFraming)
    /// Bytes of a rejection's body.
    func overHTTPBody(_ bytes: ByteBuffer)
    /// A turn of reading is over: time to flush.
    func overHTTPReadComplete()
    /// The rejection is complete.
    func overHTTPEnded()
    /// The origin could not be asked, or broke off.
    func overHTTPFailed(_ error: UpstreamError)
    /// The origin's answer makes no sense.
    func overHTTPFailed(_ error: ProxyError)
}
