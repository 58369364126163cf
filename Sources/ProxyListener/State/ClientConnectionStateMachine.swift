/// The order of things on one client connection: a request, its response, then perhaps the next.
///
/// Requests are handled strictly one after another (reference: behaviour 3.5). States: *idle* between requests,
/// *exchanging* while a request or its response is unfinished, *lingering* once our last byte is out and the client is
/// given time to take it, *closed* (terminal). Calls that do not fit are dropped silently: they come from an exchange
/// whose connection has moved on.
package struct ClientConnectionStateMachine: ~Copyable {
    private struct Progress {
        var isRequestComplete = false
        var isResponseBegun = false
        /// Whether the connection may serve another request, as far as known.
        var isReusable: Bool
    }

    private enum State: ~Copyable {
        case idle
        case exchanging(Progress)
        case lingering
        case closed
    }

    private var state: State

    private init(_ state: consuming State) {
        self.state = state
    }

    /// A connection that was just accepted.
    package init() {
        self.init(.idle)
    }

    /// What the connection waits for, for the choice of the time-out that is running.
    package enum Waiting: Equatable {
        /// The head of a request.
        case requestHead
        /// The rest of a request's body.
        case requestBody
        /// The origin or a publisher.
        case response
        /// The client, to take our last bytes and close.
        case clientClose
        /// Nothing any more.
        case nothing
    }

    /// What the connection waits for.
    package var waiting: Waiting {
        switch self.state {
        case .idle: .requestHead
        case .exchanging(let progress): progress.isRequestComplete ? .response : .requestBody
        case .lingering: .clientClose
        case .closed: .nothing
        }
    }

    /// Whether the next part of a request is wanted from the decoder.
    package var wantsRequestParts: Bool {
        switch self.state {
        case .idle: true
        case .exchanging(let progress): !progress.isRequestComplete
        case .lingering: false
        case .closed: false
        }
    }

    /// Whether a response was begun in this exchange.
    package var isResponseBegun: Bool {
        switch self.state {
        case .exchanging(let progress): progress.isResponseBegun
        case .idle: false
        case .lingering: false
        case .closed: false
        }
    }

    /// Whether a response that begins now comes before the request was read to its end.
    package var isRequestComplete: Bool {
        switch self.state {
        case .exchanging(let progress): progress.isRequestComplete
        case .idle: true
        case .lingering: true
        case .closed: true
        }
    }

    /// Whether the connection can serve another request after this exchange, as far as known.
    package var isReusable: Bool {
        switch self.state {
        case .exchanging(let progress): progress.isReusable
        case .idle: true
        case .lingering: false
        case .closed: false
        }
    }

    /// A request head was decoded.
    package mutating func requestHeadReceived(isReusable: Bool) {
        switch consume self.state {
        case .idle:
            self = .init(.exchanging(Progress(isReusable: isReusable)))
        case .exchanging(let progress):
            self = .init(.exchanging(progress))
        case .lingering:
            self = .init(.lingering)
        case .closed:
            self = .init(.closed)
        }
    }

    /// The request was read to its end.
    package mutating func requestEnded() {
        switch consume self.state {
        case .exchanging(var progress):
            progress.isRequestComplete = true
            self = .init(.exchanging(progress))
        case .idle:
            self = .init(.idle)
        case .lingering:
            self = .init(.lingering)
        case .closed:
            self = .init(.closed)
        }
    }

    package enum OnResponseHead: Equatable {
        /// Write it.
        case write
        /// Drop it: the exchange is over.
        case drop
    }

    /// The response begins.
    ///
    /// - Parameter isReusable: whether the response leaves the connection usable; the head said so to the client.
    /// - Returns: what to do with the head.
    package mutating func responseHeadSent(isReusable: Bool) -> OnResponseHead {
        switch consume self.state {
        case .exchanging(var progress):
            progress.isResponseBegun = true
            progress.isReusable = progress.isReusable && isReusable
            self = .init(.exchanging(progress))
            return .write
        case .idle:
            self = .init(.idle)
            return .drop
        case .lingering:
            self = .init(.lingering)
            return .drop
        case .closed:
            self = .init(.closed)
            return .drop
        }
    }

    /// Both sides switched to another protocol: what the client sends from now on belongs to it, without an end.
    package mutating func tunnelBegan() {
        switch consume self.state {
        case .exchanging(var progress):
            progress.isRequestComplete = false
            progress.isReusable = false
            self = .init(.exchanging(progress))
        case .idle:
            self = .init(.idle)
        case .lingering:
            self = .init(.lingering)
        case .closed:
            self = .init(.closed)
        }
    }

    package enum OnResponseEnd: Equatable {
        /// Go on with the next request.
        case nextRequest
        /// Shut our side down, and let the client take what was sent.
        case linger
        /// Drop it: the exchange is over.
        case drop
    }

    /// The response was written to its end.
    ///
    /// - Parameter isLast: whether no further request is served, although the connection could.
    /// - Returns: what to do with the connection.
    package mutating func responseEnded(isLast: Bool = false) -> OnResponseEnd {
        switch consume self.state {
        case .exchanging(let progress):
            if progress.isReusable, progress.isRequestComplete, !isLast {
                self = .init(.idle)
                return .nextRequest
            }
            self = .init(.lingering)
            return .linger
        case .idle:
            self = .init(.idle)
            return .drop
        case .lingering:
            self = .init(.lingering)
            return .drop
        case .closed:
            self = .init(.closed)
            return .drop
        }
    }

    package enum OnFault: Equatable {
        /// Answer with an error, then linger.
        case answer
        /// Close at once: a response was begun, or an exchange must be told.
        case abort
        /// Nothing to do.
        case ignore
    }

    /// The client broke a rule or took too long.
    package mutating func clientFailed() -> OnFault {
        switch consume self.state {
        case .idle:
            self = .init(.lingering)
            return .answer
        case .exchanging(let progress):
            if progress.isResponseBegun {
                self = .init(.closed)
                return .abort
            }
            self = .init(.lingering)
            return .answer
        case .lingering:
            self = .init(.lingering)
            return .ignore
        case .closed:
            self = .init(.closed)
            return .ignore
        }
    }

    /// The connection is gone.
    package mutating func closed() {
        self = .init(.closed)
    }
}
