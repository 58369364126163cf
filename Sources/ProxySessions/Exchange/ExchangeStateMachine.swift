/// The life of a request from its head to the end of its response.
///
/// It decides what an event means for the other side of the proxy; it knows no bytes. States: *forwarding* until an
/// origin has answered, *relaying* an ordinary answer, *collecting* the body of an instruction, *holding* the client,
/// *finished* (terminal). Events that come after the end, or from a side that was let go, are dropped silently.
/// Reference: behaviour 1.6, 3.1, 3.6.
package struct ExchangeStateMachine: ~Copyable {
    private enum State: ~Copyable {
        /// Waiting for an origin's answer.
        case forwarding(attemptsOnTarget: Int)
        /// The answer goes to the client as it comes.
        case relaying
        /// An instruction's body is kept, or already relayed where it is too long to keep.
        case collecting(isHeadSent: Bool)
        /// The origin is done with; the client waits for what is published.
        case holding
        case finished
    }

    /// How often one target is tried again because a reused connection turned out to be dead.
    private static let maximumAttemptsOnTarget = 2

    private var state: State

    private init(_ state: consuming State) {
        self.state = state
    }

    /// A request that is about to be forwarded.
    package init() {
        self.init(.forwarding(attemptsOnTarget: 1))
    }

    /// Whether the request still has business with an origin.
    package var usesOrigin: Bool {
        switch self.state {
        case .forwarding: true
        case .relaying: true
        case .collecting: true
        case .holding: false
        case .finished: false
        }
    }

    /// Whether no answer has come yet.
    package var isWaitingForOrigin: Bool {
        switch self.state {
        case .forwarding: true
        case .relaying: false
        case .collecting: false
        case .holding: false
        case .finished: false
        }
    }

    /// Whether the exchange is over.
    package var isFinished: Bool {
        switch self.state {
        case .finished: true
        case .forwarding: false
        case .relaying: false
        case .collecting: false
        case .holding: false
        }
    }

    package enum OnOriginHead: Equatable {
        /// Send the head on, and the body as it comes.
        case relay
        /// Interpret the head and keep the body.
        case collect
        /// Drop it.
        case ignore
    }

    /// The origin's final response head arrived.
    package mutating func originHeadReceived(isInstruction: Bool) -> OnOriginHead {
        switch consume self.state {
        case .forwarding where isInstruction:
            self = .init(.collecting(isHeadSent: false))
            return .collect
        case .forwarding:
            self = .init(.relaying)
            return .relay
        case .relaying:
            self = .init(.relaying)
            return .ignore
        case .collecting(let isHeadSent):
            self = .init(.collecting(isHeadSent: isHeadSent))
            return .ignore
        case .holding:
            self = .init(.holding)
            return .ignore
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// The body of an instruction is too long to be kept and goes to the client as it comes.
    package mutating func instructionHeadSent() {
        switch consume self.state {
        case .collecting: self = .init(.collecting(isHeadSent: true))
        case .forwarding(let attempts): self = .init(.forwarding(attemptsOnTarget: attempts))
        case .relaying: self = .init(.relaying)
        case .holding: self = .init(.holding)
        case .finished: self = .init(.finished)
        }
    }

    package enum OnOriginEnd: Equatable {
        /// End the client's response.
        case endResponse
        /// The instruction is complete: act on it.
        case actOnInstruction(isHeadSent: Bool)
        /// Drop it.
        case ignore
    }

    /// The origin's response is complete.
    package mutating func originEnded() -> OnOriginEnd {
        switch consume self.state {
        case .relaying:
            self = .init(.finished)
            return .endResponse
        case .collecting(let isHeadSent):
            self = .init(.collecting(isHeadSent: isHeadSent))
            return .actOnInstruction(isHeadSent: isHeadSent)
        case .forwarding(let attempts):
            self = .init(.forwarding(attemptsOnTarget: attempts))
            return .ignore
        case .holding:
            self = .init(.holding)
            return .ignore
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// What a failure of the origin leaves open.
    package enum Retry: Equatable, Sendable {
        /// Nothing: the request may have been acted on.
        case never
        /// The same target over a new connection: a reused one died before it answered.
        case sameTarget
        /// The next target: this one was never reached.
        case nextTarget
    }

    package enum OnOriginFailure: Equatable {
        /// Send the request again to the same target, over a new connection.
        case retry
        /// Send the request to the next target.
        case tryNextTarget
        /// Answer the client with an error.
        case answer
        /// A response is on its way: break the client's connection off, so that it can tell.
        case abort
        /// Drop it.
        case ignore
    }

    /// The origin could not be reached, or broke off.
    ///
    /// - Parameters:
    ///   - retry: what the failure allows.
    ///   - mayResend: whether all of the request's body so far is still at hand.
    ///   - isIdempotent: whether sending the request twice does no harm (RFC 9110 section 9.2.2).
    ///   - hasNextTarget: whether the route has another target.
    /// - Returns: how the exchange goes on.
    package mutating func originFailed(
        _ retry: Retry,
        mayResend: Bool,
        isIdempotent: Bool,
        hasNextTarget: Bool
    ) -> OnOriginFailure {
        switch consume self.state {
        case .forwarding(let attempts):
            switch retry {
            case .sameTarget where mayResend && isIdempotent && attempts < Self.maximumAttemptsOnTarget:
                self = .init(.forwarding(attemptsOnTarget: attempts + 1))
                return .retry
            case .nextTarget where mayResend && hasNextTarget:
                self = .init(.forwarding(attemptsOnTarget: 1))
                return .tryNextTarget
            case .never, .sameTarget, .nextTarget:
                self = .init(.finished)
                return .answer
            }
        case .collecting(isHeadSent: false):
            self = .init(.finished)
            return .answer
        case .collecting(isHeadSent: true):
            self = .init(.finished)
            return .abort
        case .relaying:
            self = .init(.finished)
            return .abort
        case .holding:
            self = .init(.holding)
            return .ignore
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// The client's connection became a hold.
    package mutating func holdBegan() {
        switch consume self.state {
        case .collecting: self = .init(.holding)
        case .forwarding(let attempts): self = .init(.forwarding(attemptsOnTarget: attempts))
        case .relaying: self = .init(.relaying)
        case .holding: self = .init(.holding)
        case .finished: self = .init(.finished)
        }
    }

    package enum OnClientClosed: Equatable {
        /// Cancel the request to the origin.
        case cancelOrigin
        /// End the hold.
        case endHold
        /// Nothing to let go.
        case ignore
    }

    /// The client is gone.
    package mutating func clientClosed() -> OnClientClosed {
        switch consume self.state {
        case .forwarding:
            self = .init(.finished)
            return .cancelOrigin
        case .relaying:
            self = .init(.finished)
            return .cancelOrigin
        case .collecting:
            self = .init(.finished)
            return .cancelOrigin
        case .holding:
            self = .init(.finished)
            return .endHold
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// The proxy answered by itself, or the hold was answered.
    ///
    /// Returns whether an origin must be let go for it.
    package mutating func answered() -> Bool {
        switch consume self.state {
        case .forwarding:
            self = .init(.finished)
            return true
        case .relaying:
            self = .init(.finished)
            return true
        case .collecting:
            self = .init(.finished)
            return true
        case .holding:
            self = .init(.finished)
            return false
        case .finished:
            self = .init(.finished)
            return false
        }
    }
}
