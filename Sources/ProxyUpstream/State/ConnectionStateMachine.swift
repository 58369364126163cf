import HTTP1

/// The life of one origin connection: secured, then one exchange after another with idle times between, or a tunnel.
///
/// Decides when a response may be believed, when the connection may serve another request, and what a failure means
/// for the request that runs. A connection is used again only when nothing about the framing was surprising: the
/// request was sent whole, the response was delimited and wants the connection kept, and no byte came beyond it before
/// the read turn was over. `closed` is terminal; every event is ignored there.
///
/// Sources: RFC 9112, sections 6.3, 9.3 and 9.6; reference, behaviour 1.6 and 3.6.
///
/// Unreachable calls (ignored): a request on a connection that is not idle. Silent drops: body bytes and ends of a
/// request that is complete or gone.
struct ConnectionStateMachine: ~Copyable {
    private enum State: ~Copyable {
        /// The TLS handshake runs.
        case securing
        /// No request. Whoever has the connection now may send one.
        case idle(hasServed: Bool)
        /// A request is being sent or answered.
        case exchanging(Exchange)
        /// The response ended; reusable unless this read turn brings more bytes.
        case settling
        /// Bytes of another protocol flow, each way until it ends.
        case tunnel(isInputOpen: Bool, isOutputOpen: Bool)
        /// Closed, or told to close.
        case closed
    }

    private var state: State

    init(isSecured: Bool) {
        self.state = isSecured ? .idle(hasServed: false) : .securing
    }

    private init(_ state: consuming State) {
        self.state = state
    }

    /// What the connection is waiting for, which decides its time-out.
    var phase: ConnectionPhase {
        switch self.state {
        case .securing: .securing
        case .idle: .idle
        case .settling: .idle
        case .exchanging(let exchange): exchange.response == .body ? .body : .response
        case .tunnel: .tunnel
        case .closed: .closed
        }
    }

    /// Whether the client's half of a tunnel has ended.
    var isOutputEnded: Bool {
        switch self.state {
        case .tunnel(_, let isOutputOpen): !isOutputOpen
        case .securing: false
        case .idle: false
        case .exchanging: false
        case .settling: false
        case .closed: false
        }
    }
}

// MARK: - The connection

extension ConnectionStateMachine {
    /// The TLS handshake succeeded.
    ///
    /// Returns whether it was awaited, so that the connection can be used now.
    mutating func secured() -> Bool {
        switch consume self.state {
        case .securing:
            self = .init(.idle(hasServed: false))
            return true
        case let state:
            self = .init(state)
            return false
        }
    }

    enum OnBytes: Equatable {
        /// Decode them.
        case decode
        /// Close the connection: nobody asked for them.
        case close
        /// Drop them: the connection is closed.
        case ignore
    }

    /// Bytes came from the origin.
    mutating func bytesArrived() -> OnBytes {
        switch consume self.state {
        case .exchanging(var exchange):
            if exchange.response == .awaited {
                exchange.response = .begun
            }
            self = .init(.exchanging(exchange))
            return .decode
        case .tunnel(let isInputOpen, let isOutputOpen):
            self = .init(.tunnel(isInputOpen: isInputOpen, isOutputOpen: isOutputOpen))
            return isInputOpen ? .decode : .ignore
        case .securing:
            self = .init(.closed)
            return .close
        case .idle:
            self = .init(.closed)
            return .close
        case .settling:
            self = .init(.closed)
            return .close
        case .closed:
            self = .init(.closed)
            return .ignore
        }
    }

    /// A read turn is over.
    ///
    /// Returns whether the connection is ready for another request.
    mutating func turnEnded() -> Bool {
        switch consume self.state {
        case .settling:
            self = .init(.idle(hasServed: true))
            return true
        case let state:
            self = .init(state)
            return false
        }
    }

    /// The proxy gives the connection up.
    mutating func closedHere() {
        self = .init(.closed)
    }

    enum OnBreak: Equatable {
        /// Close the connection and fail the exchange.
        case fail(UpstreamError.Kind, UpstreamError.Retry)
        /// Close the connection; no request is lost.
        case close
        /// The connection is closed already.
        case ignore
    }

    /// The connection cannot be used any longer.
    mutating func broke(_ cause: BreakCause) -> OnBreak {
        switch consume self.state {
        case .securing:
            self = .init(.closed)
            let kind: UpstreamError.Kind = cause == .deadline ? .connectTimeout : .tlsFailure
            return .fail(kind, RetryPolicy.retry(after: kind, .notStarted))
        case .idle:
            self = .init(.closed)
            return .close
        case .settling:
            self = .init(.closed)
            return .close
        case .exchanging(let exchange):
            self = .init(.closed)
            let kind = exchange.failure(after: cause)
            return .fail(kind, RetryPolicy.retry(after: kind, exchange.progress))
        case .tunnel(false, false):
            self = .init(.closed)
            return .close
        case .tunnel:
            self = .init(.closed)
            return .fail(cause == .deadline ? .idleTimeout : .closedMidBody, .never)
        case .closed:
            self = .init(.closed)
            return .ignore
        }
    }
}

// MARK: - The request

extension ConnectionStateMachine {
    /// A request's head is written.
    ///
    /// Returns whether the connection was idle, as it must be.
    mutating func requestBegan(framing: BodyFraming, isIdempotent: Bool, offersUpgrade: Bool) -> Bool {
        switch consume self.state {
        case .idle(let hasServed):
            self = .init(
                .exchanging(
                    Exchange(
                        request: .init(framing),
                        isOnReusedConnection: hasServed,
                        isIdempotent: isIdempotent,
                        offersUpgrade: offersUpgrade
                    )
                )
            )
            return true
        case let state:
            self = .init(state)
            return false
        }
    }

    enum OnBody: Equatable {
        /// Write the bytes as they are.
        case write
        /// Write the bytes as a chunk.
        case writeChunk
        /// Drop the bytes.
        case drop
        /// Drop the bytes and close the connection: the request has another length than its head says.
        case abort
    }

    /// Bytes of the request body, or of the tunnel, are to be sent.
    mutating func bodyArrived(byteCount: Int) -> OnBody {
        switch consume self.state {
        case .exchanging(var exchange):
            let answer: OnBody
            switch exchange.request {
            case .chunked:
                answer = .writeChunk
            case .sized(let remaining) where byteCount <= remaining:
                exchange.request = byteCount == remaining ? .complete : .sized(remaining: remaining - byteCount)
                answer = .write
            case .sized:
                // The bytes beyond would be read as a second request.
                exchange.isIdempotent = false
                answer = .abort
            case .complete:
                answer = byteCount == 0 ? .drop : .abort
            }
            self = .init(.exchanging(exchange))
            return answer
        case .tunnel(let isInputOpen, let isOutputOpen):
            self = .init(.tunnel(isInputOpen: isInputOpen, isOutputOpen: isOutputOpen))
            return isOutputOpen ? .write : .drop
        case let state:
            self = .init(state)
            return .drop
        }
    }

    enum OnRequestEnd: Equatable {
        /// Write the last chunk.
        case writeLastChunk
        /// Nothing is to be done.
        case ignore
        /// Close the sending half of the connection.
        case closeOutput
        /// Close the connection once everything is written: both halves of the tunnel have ended.
        case closeAfterWrites
        /// Close the connection: the request is shorter than its head says.
        case abort
    }

    /// The request, or the client's half of the tunnel, is complete.
    mutating func requestEnded() -> OnRequestEnd {
        switch consume self.state {
        case .exchanging(var exchange):
            let answer: OnRequestEnd
            switch exchange.request {
            case .chunked:
                exchange.request = .complete
                answer = .writeLastChunk
            case .sized:
                exchange.isIdempotent = false
                answer = .abort
            case .complete:
                answer = .ignore
            }
            self = .init(.exchanging(exchange))
            return answer
        case .tunnel(true, true):
            self = .init(.tunnel(isInputOpen: true, isOutputOpen: false))
            return .closeOutput
        case .tunnel(false, true):
            self = .init(.tunnel(isInputOpen: false, isOutputOpen: false))
            return .closeAfterWrites
        case let state:
            self = .init(state)
            return .ignore
        }
    }
}

// MARK: - The response

extension ConnectionStateMachine {
    enum OnHead: Equatable {
        /// Hand the head on.
        case deliver
        /// Close the connection and fail the exchange.
        case fail(UpstreamError.Kind)
    }

    /// The head of the final response was decoded.
    mutating func headArrived(framing: BodyFraming, isKeepAlive: Bool) -> OnHead {
        switch consume self.state {
        case .exchanging(var exchange):
            if framing == .tunnel {
                guard exchange.offersUpgrade, exchange.request == .complete else {
                    self = .init(.closed)
                    return .fail(.unexpectedUpgrade)
                }
                self = .init(.tunnel(isInputOpen: true, isOutputOpen: true))
                return .deliver
            }
            exchange.response = .body
            exchange.allowsReuse = isKeepAlive && framing != .untilClose
            self = .init(.exchanging(exchange))
            return .deliver
        case let state:
            self = .init(state)
            return .fail(.malformedResponse(.unexpectedBytes))
        }
    }

    enum OnResponseEnd: Equatable {
        /// The exchange is over; wait for the end of the read turn before using the connection again.
        case settle
        /// The exchange is over; close the connection.
        case close
        /// The origin has ended its half of the tunnel; the client's half goes on.
        case halfClose
        /// Both halves of the tunnel have ended; the connection closes of itself once everything is written.
        case finish
    }

    /// The response, or the origin's half of the tunnel, is complete.
    ///
    /// `isLastByte` says that no byte came beyond the response and that the request has left the process.
    mutating func responseEnded(isLastByte: Bool) -> OnResponseEnd {
        switch consume self.state {
        case .exchanging(let exchange) where isLastByte && exchange.allowsReuse && exchange.request == .complete:
            self = .init(.settling)
            return .settle
        case .tunnel(_, true):
            self = .init(.tunnel(isInputOpen: false, isOutputOpen: true))
            return .halfClose
        case .tunnel(_, false):
            self = .init(.tunnel(isInputOpen: false, isOutputOpen: false))
            return .finish
        case _:
            // Also an event out of order: the connection is of no further use.
            self = .init(.closed)
            return .close
        }
    }
}
