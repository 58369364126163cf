package import HTTP1
package import NIOCore
package import ProxyFanout

/// One request's way back to its client.
///
/// Once the response ended or the connection is gone, every call is dropped. Belongs to the connection's event loop.
package final class ClientResponder {
    /// The loop's shared things.
    package let context: LoopContext
    /// What is known of the connection.
    package let info: ConnectionInfo
    private var connection: ClientConnectionHandler?

    init(connection: ClientConnectionHandler, context: LoopContext, info: ConnectionInfo) {
        self.connection = connection
        self.context = context
        self.info = info
    }

    /// The exchange is over; the connection moves on without it.
    func detach() {
        self.connection = nil
    }

    /// Whether the client takes what is written; when not, writing more only queues it in memory.
    package var isWritable: Bool { self.connection?.isWritable ?? false }

    /// Whether the request was read to its end.
    package var isRequestComplete: Bool { self.connection?.isRequestComplete ?? true }

    /// Tells a client that waits with its body to send it (RFC 9110 section 10.1.1).
    package func sendContinue() {
        self.connection?.sendContinue()
    }

    /// Begins the response.
    ///
    /// - Parameters:
    ///   - head: the head as it goes to the wire.
    ///   - framing: how the body that follows is framed.
    ///   - isReusable: whether the connection can serve another request afterwards.
    package func sendHead(_ head: ResponseHead, framing: BodyFraming, isReusable: Bool) {
        self.connection?.sendHead(head, framing: framing, isReusable: isReusable)
    }

    /// Adds to the response's body; frames it.
    package func sendBody(_ bytes: ByteBuffer) {
        self.connection?.sendBody(bytes)
    }

    /// Adds bytes that are framed already.
    package func sendFramed(_ bytes: ByteBuffer) {
        self.connection?.sendFramed(bytes)
    }

    /// Ends the response.
    package func sendEnd() {
        self.connection?.sendEnd()
    }

    /// Hands what was written to the socket.
    package func flush() {
        self.connection?.flush()
    }

    /// Closes the connection without ending the body, so that the client can tell it is incomplete.
    package func abort() {
        self.connection?.abort()
    }

    /// Stops reading the request's body.
    package func pauseReading() {
        self.connection?.pauseReading()
    }

    /// Goes on reading the request's body.
    package func resumeReading() {
        self.connection?.resumeReading()
    }
}
