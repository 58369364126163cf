package import HTTP1
package import NIOCore

/// Receives the response of one exchange.
///
/// Every call comes on the pool's loop, none from within `UpstreamPool.start`.
///
/// The order is: any number of informational heads, one head, body bytes, one end; or at any point one failure, after
/// which nothing follows. Whatever was delivered is followed by one `upstreamReadComplete` in the same turn. A head
/// with framing `.tunnel` begins a tunnel, which lasts in the other direction after `upstreamEnd`.
///
/// Calls may come from within `sendBody`, `sendEnd` and `flush`, as writing can end a connection or fill its buffer.
package protocol UpstreamReceiver: AnyObject {
    /// An interim response (1xx except 101) came; the final one follows.
    func upstreamInformational(_ head: ResponseHead)

    /// The head of the final response came.
    func upstreamHead(_ head: ResponseHead, framing: BodyFraming)

    /// Bytes of the body came, without their chunk framing, or bytes of the tunnel.
    func upstreamBody(_ bytes: ByteBuffer)

    /// A read turn is over: time to flush what was made of it.
    func upstreamReadComplete()

    /// The response is complete. In a tunnel: the origin has ended its half.
    func upstreamEnd()

    /// The exchange failed; the response is incomplete however much of it came.
    func upstreamFailed(_ error: UpstreamError)

    /// Whether more of the request body should be sent has changed, or the connection was made.
    func upstreamWritabilityChanged(isWritable: Bool)
}
