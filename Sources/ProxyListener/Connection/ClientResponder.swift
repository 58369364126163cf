package import HTTP1
package import NIOCore
package import ProxyFanout

/// One request's way back to its client.
///
/// Once the response ended or the connection is gone, every call is dropped. Belongs to the connection's event loop.
package final class ClientResponder {
    private var connection: Connection
    /// The loop's shared things.
    package let context: LoopContext
    /// What is known of the connection.
    package let info: ConnectionInfo
    /// The request's place in the statistics, until it ends.
    package var statistics = ConnectionToken.none

    /// Where the response is written.
    private enum Connection {
        case channel(ClientConnectionHandler)
        case parked(ParkedConnection)
        case none
    }

    init(connection: ClientConnectionHandler, context: LoopContext, info: ConnectionInfo) {
        self.connection = .channel(connection)
        self.context = context
        self.info = info
    }

    /// The exchange is over; the connection moves on without it.
    func detach() {
        self.connection = .none
        self.context.statistics?.connectionEnded(self.statistics)
        self.statistics = .none
    }

    /// The connection has left NIO.
    func move(to parked: ParkedConnection) {
        self.connection = .parked(parked)
    }

    /// Lets somebody else take what follows from the client, and the end of its connection.
    package func handOver(to receiver: any RequestReceiver) {
        switch self.connection {
        case .channel(let handler): handler.handOver(to: receiver)
        case .parked(let parked): parked.handOver(to: receiver)
        case .none: break
        }
    }

    /// A hold has begun: a connection that is quiet may leave NIO.
    ///
    /// - Parameter isLasting: whether the hold will be there for long.
    package func holdBegan(isLasting: Bool) {
        if case .channel(let handler) = self.connection {
            handler.holdBegan(isLasting: isLasting)
        }
    }

    /// Whether the client takes what is written; when not, writing more only queues it in memory.
    package var isWritable: Bool {
        switch self.connection {
        case .channel(let handler): handler.isWritable
        case .parked(let parked): parked.isWritable
        case .none: false
        }
    }

    /// Whether the request was read to its end.
    package var isRequestComplete: Bool {
        if case .channel(let handler) = self.connection { handler.isRequestComplete } else { true }
    }

    /// Tells a client that waits with its body to send it (RFC 9110 section 10.1.1).
    package func sendContinue() {
        // A hold begins after the end of its request.
        if case .channel(let handler) = self.connection {
            handler.sendContinue()
        }
    }

    /// Begins the response.
    ///
    /// - Parameters:
    ///   - head: the head as it goes to the wire.
    ///   - framing: how the body that follows is framed.
    ///   - isReusable: whether the connection can serve another request afterwards.
    package func sendHead(_ head: ResponseHead, framing: BodyFraming, isReusable: Bool) {
        switch self.connection {
        case .channel(let handler): handler.sendHead(head, framing: framing, isReusable: isReusable)
        case .parked(let parked): parked.sendHead(head, framing: framing, isReusable: isReusable)
        case .none: break
        }
    }

    /// Adds to the response's body; frames it.
    package func sendBody(_ bytes: ByteBuffer) {
        switch self.connection {
        case .channel(let handler): handler.sendBody(bytes)
        case .parked(let parked): parked.sendBody(bytes)
        case .none: break
        }
    }

    /// Adds bytes that are framed already.
    package func sendFramed(_ bytes: ByteBuffer) {
        switch self.connection {
        case .channel(let handler): handler.sendFramed(bytes)
        case .parked(let parked): parked.sendFramed(bytes)
        case .none: break
        }
    }

    /// Adds bytes that are framed already, and hands everything to the socket.
    ///
    /// Returns false when the client takes nothing at present; then the bytes were not added.
    package func sendFramedAtOnce(_ bytes: ByteBuffer) -> Bool {
        switch self.connection {
        case .channel(let handler):
            guard handler.isWritable else { return false }
            handler.sendFramed(bytes)
            handler.flush()
            return true
        case .parked(let parked):
            return parked.sendFramedAtOnce(bytes)
        case .none:
            return false
        }
    }

    /// The client's socket, when it has left NIO.
    package var socket: ParkedSocket? {
        if case .parked(let parked) = self.connection { parked.socket } else { nil }
    }

    /// Ends the response.
    package func sendEnd() {
        switch self.connection {
        case .channel(let handler): handler.sendEnd()
        case .parked(let parked): parked.sendEnd()
        case .none: break
        }
    }

    /// Hands what was written to the socket.
    package func flush() {
        switch self.connection {
        case .channel(let handler): handler.flush()
        case .parked(let parked): parked.flush()
        case .none: break
        }
    }

    /// Closes the connection without ending the body, so that the client can tell it is incomplete.
    package func abort() {
        switch self.connection {
        case .channel(let handler): handler.abort()
        case .parked(let parked): parked.abort()
        case .none: break
        }
    }

    /// Stops reading the request's body.
    package func pauseReading() {
        switch self.connection {
        case .channel(let handler): handler.pauseReading()
        case .parked(let parked): parked.pauseReading()
        case .none: break
        }
    }

    /// Goes on reading the request's body.
    package func resumeReading() {
        switch self.connection {
        case .channel(let handler): handler.resumeReading()
        case .parked(let parked): parked.resumeReading()
        case .none: break
        }
    }
}
