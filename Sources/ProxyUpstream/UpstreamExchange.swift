package import HTTP1
package import NIOCore

/// One request to an origin: the side that sends it.
///
/// Made by `UpstreamPool.start`. Belongs to the pool's loop. Every call after the end of the exchange does nothing.
package final class UpstreamExchange {
    private enum State {
        /// A connection is being made.
        case waiting(PendingRequest)
        /// The request is being sent or answered.
        case running(OriginConnection)
        /// Ended, failed or cancelled.
        case finished
    }

    private var state: State
    /// Who receives the response; let go of at the end.
    private(set) var receiver: (any UpstreamReceiver)?

    init(receiver: any UpstreamReceiver, waitingWith request: PendingRequest) {
        self.receiver = receiver
        self.state = .waiting(request)
    }

    init(receiver: any UpstreamReceiver, runningOn connection: OriginConnection) {
        self.receiver = receiver
        self.state = .running(connection)
    }

    /// Lets somebody else receive what comes from now on, such as the end of a tunnel that has begun.
    package func handOver(to receiver: any UpstreamReceiver) {
        guard self.receiver != nil else { return }
        self.receiver = receiver
    }

    /// Whether more of the body should be sent now.
    ///
    /// False until there is a connection.
    package var isWritable: Bool {
        switch self.state {
        case .running(let connection): connection.isWritable
        case .waiting, .finished: false
        }
    }

    /// Sends bytes of the body, as a chunk if the request was started so; in a tunnel, bytes as they are.
    ///
    /// Nothing leaves before `flush`. What is sent while `isWritable` is false is kept in memory: stop then.
    package func sendBody(_ bytes: ByteBuffer) {
        switch self.state {
        case .waiting(let request): request.body.append(bytes)
        case .running(let connection): connection.sendBody(bytes)
        case .finished: break
        }
    }

    /// Says that the body is complete, which also flushes; in a tunnel, ends this half of it.
    ///
    /// - Parameter trailers: Fields to send after a chunked body; dropped with any other.
    package func sendEnd(trailers: HeaderFields? = nil) {
        switch self.state {
        case .waiting(let request):
            request.isComplete = true
            request.trailers = trailers
        case .running(let connection): connection.sendEnd(trailers: trailers)
        case .finished: break
        }
    }

    /// Lets everything that was sent so far leave the process.
    package func flush() {
        switch self.state {
        case .running(let connection): connection.flush()
        case .waiting, .finished: break
        }
    }

    /// Stops the delivery of the response at once, and soon the reading of it.
    package func pauseReading() {
        switch self.state {
        case .running(let connection): connection.pause()
        case .waiting(let request): request.isPaused = true
        case .finished: break
        }
    }

    /// Undoes `pauseReading`.
    ///
    /// Nothing is delivered from within this call.
    package func resumeReading() {
        switch self.state {
        case .running(let connection): connection.resume()
        case .waiting(let request): request.isPaused = false
        case .finished: break
        }
    }

    /// Gives the exchange up and closes its connection.
    ///
    /// The receiver gets nothing more.
    package func cancel() {
        let state = self.state
        self.finish()
        switch state {
        case .running(let connection): connection.abandon()
        case .waiting, .finished: break
        }
    }
}

extension UpstreamExchange {
    /// The connection is made: the request goes out with whatever came meanwhile.
    ///
    /// Returns false when it was cancelled.
    func connected(to connection: OriginConnection) -> Bool {
        guard case .waiting(let request) = self.state else { return false }
        self.state = .running(connection)
        connection.begin(self, head: request.head, framing: request.framing)
        if request.isPaused {
            connection.pause()
        }
        for bytes in request.body {
            connection.sendBody(bytes)
        }
        if request.isComplete {
            connection.sendEnd(trailers: request.trailers)
        }
        connection.flush()
        self.receiver?.upstreamWritabilityChanged(isWritable: connection.isWritable)
        return true
    }

    /// The exchange is over.
    ///
    /// Returns who wants to know.
    @discardableResult
    func finish() -> (any UpstreamReceiver)? {
        self.state = .finished
        let receiver = self.receiver
        self.receiver = nil
        return receiver
    }
}
