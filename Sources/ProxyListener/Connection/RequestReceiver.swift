package import HTTP1
package import NIOCore
package import ProxySessions

/// Takes what follows a request's head.
///
/// All calls come on the connection's event loop.
package protocol RequestReceiver: AnyObject {
    /// Whether the request waits for what is published, or for what is said on its tunnel, and not for its origin.
    var isHeld: Bool { get }
    /// What it has to do before the process can end.
    var drainStage: DrainStage { get }
    /// The process ends: tells the client of a hold so, and ends the hold.
    ///
    /// - Parameter milliseconds: when the client shall come back, where that can be said.
    func drainHold(reconnectingAfter milliseconds: Int)
    /// Bytes of the request's body, without framing.
    func requestBody(_ bytes: ByteBuffer)
    /// The request is complete.
    func requestEnd()
    /// A turn of reading is over: time to flush what was passed on.
    func requestReadComplete()
    /// The client began or stopped to take what was written.
    func clientWritabilityChanged(isWritable: Bool)
    /// The client is gone, or broke the rules in mid-request. The final call: nothing can be sent any more.
    func clientClosed()
}

/// What most requests are: in progress until they are answered.
extension RequestReceiver {
    package var drainStage: DrainStage { .request }

    package func drainHold(reconnectingAfter milliseconds: Int) {}
}

/// Begins the exchange for a request; one per event loop.
package protocol RequestDispatcher: AnyObject {
    /// A request head arrived; the response goes to `responder`.
    func dispatch(
        _ head: consuming RequestHead,
        framing: BodyFraming,
        responder: ClientResponder
    ) -> any RequestReceiver
}
