import NIOCore
import ProxyUpstream

/// A request on its way to an origin, made for one exchange or shared by several.
protocol OriginRequest: AnyObject {
    /// Whether more of the body should be sent now.
    var isWritable: Bool { get }
    /// Sends bytes of the body.
    func sendBody(_ bytes: ByteBuffer)
    /// Says that the body is complete; in a tunnel, ends this half of it.
    func sendEnd()
    /// Hands what was sent to the socket.
    func flush()
    /// Stops the response's body.
    func pauseReading()
    /// Goes on with the response's body.
    func resumeReading()
    /// Nobody wants the response any more; nothing is received after this.
    func cancel()
}

extension UpstreamExchange: OriginRequest {
    func sendEnd() {
        self.sendEnd(trailers: nil)
    }
}
