package import NIOCore
package import ProxyFanout

/// The life of one control connection: requests one after the other, each answered before the next is looked at.
///
/// States: awaiting a head → receiving the body → (publishing →) awaiting again, or ended. `ended` is terminal; what
/// the client sends after it is thrown away. Reference: grip 4, with the connection kept for further requests
/// (seed-libraries P12).
///
/// Unreachable calls (a body without a head, outcomes without a publish) assert and end the connection. What a peer
/// does wrong arrives as `requestRefused`. Dropped silently: outcomes for a connection that has ended.
package struct ControlConnectionStateMachine: ~Copyable {
    private enum State: ~Copyable {
        /// No whole head has arrived since the last answer. `hasBegun`: some of it has, and `since` is when it did.
        case awaitingHead(hasBegun: Bool, since: NIODeadline)
        /// The head is known; the body is being collected.
        case receivingBody(ControlExchange, ByteBuffer, since: NIODeadline)
        /// The items are with the sink.
        case publishing(ControlExchange, AnswerFormat)
        /// Nothing follows. `lingeringSince`: when the last answer was given to a client that was still sending.
        case ended(lingeringSince: NIODeadline?)
    }

    private struct Terms {
        let timeouts: ControlTimeouts
        /// The request in hand is the last one, since the server drains.
        var isLastRequest = false

        func sequel(of exchange: ControlExchange) -> ControlAnswer.Sequel {
            exchange.isKeepAlive && !self.isLastRequest ? .nextRequest : .close
        }
    }

    private var state: State
    private var terms: Terms

    /// A connection that was just accepted.
    package init(timeouts: ControlTimeouts, now: NIODeadline) {
        self.init(.awaitingHead(hasBegun: false, since: now), Terms(timeouts: timeouts))
    }

    private init(_ state: consuming State, _ terms: Terms) {
        self.state = state
        self.terms = terms
    }

    /// What the connection can do with bytes.
    package enum Readiness: Equatable {
        /// Look for the next part of a request in them.
        case decode
        /// Keep them: the items of the request before are with the sink.
        case wait
        /// Throw them away.
        case discard
    }

    /// What the connection can do with bytes now.
    package var readiness: Readiness {
        switch self.state {
        case .awaitingHead: .decode
        case .receivingBody: .decode
        case .publishing: .wait
        case .ended: .discard
        }
    }

    // MARK: Receiving

    /// The first bytes of a head are there, so the time of the request begins to count.
    package mutating func requestBegan(now: NIODeadline) {
        switch consume self.state {
        case .awaitingHead(let hasBegun, let since):
            self = .init(.awaitingHead(hasBegun: true, since: hasBegun ? since : now), self.terms)
        case .receivingBody(let exchange, let body, let since):
            self = .init(.receivingBody(exchange, body, since: since), self.terms)
        case .publishing(let exchange, let format):
            self = .init(.publishing(exchange, format), self.terms)
        case .ended(let lingeringSince):
            self = .init(.ended(lingeringSince: lingeringSince), self.terms)
        }
    }

    /// The answer to a head.
    package enum OnHead: Equatable {
        /// Go on with the body.
        case readBody
        /// Send `100 Continue`, then go on with the body.
        case sendContinue
        /// Send the answer without waiting for the body.
        case answer(ControlAnswer)
        /// Close the connection.
        case close
    }

    /// The head of a request arrived, and its body can be read.
    ///
    /// - Parameters:
    ///   - exchange: the request.
    ///   - expectsContinue: the client waits for `100 Continue` before it sends the body (RFC 9110 10.1.1).
    ///   - now: the time.
    /// - Returns: how to go on.
    package mutating func headDecoded(_ exchange: ControlExchange, expectsContinue: Bool, now: NIODeadline) -> OnHead {
        switch consume self.state {
        case .awaitingHead(let hasBegun, let since):
            if expectsContinue, case .refuse(let refusal) = exchange.operation {
                // Whether the body follows now is the client's choice, so the next request could not be found.
                self = .init(.ended(lingeringSince: now), self.terms)
                return .answer(ControlAnswer(.refused(refusal), to: exchange, then: .linger))
            }
            self = .init(.receivingBody(exchange, ByteBuffer(), since: hasBegun ? since : now), self.terms)
            return expectsContinue ? .sendContinue : .readBody
        case .receivingBody:
            assertionFailure("a head inside a body")
        case .publishing:
            assertionFailure("a head before the answer to the one before")
        case .ended:
            assertionFailure("a head after the end")
        }
        self = .init(.ended(lingeringSince: nil), self.terms)
        return .close
    }

    /// A piece of the body arrived.
    package mutating func bodyDecoded(_ bytes: ByteBuffer) {
        switch consume self.state {
        case .receivingBody(let exchange, var body, let since):
            if body.readableBytes == 0 {
                // The usual body is one piece, which needs no copy.
                body = bytes
            } else {
                body.writeImmutableBuffer(bytes)
            }
            self = .init(.receivingBody(exchange, body, since: since), self.terms)
            return
        case .awaitingHead:
            assertionFailure("a body without a head")
        case .publishing:
            assertionFailure("a body after its end")
        case .ended:
            assertionFailure("a body after the end")
        }
        self = .init(.ended(lingeringSince: nil), self.terms)
    }

    /// What to do with a whole request.
    package enum OnRequest: Equatable {
        /// Parse the items in these bytes; then `publishRefused`, or hand them to the sink, and wait as long as the answer
        /// needs.
        case publish(ByteBuffer, PublishPatience)
        /// Tell the sink to recover, then send the answer.
        case recover(ControlAnswer)
        /// Send the answer.
        case answer(ControlAnswer)
        /// Close the connection.
        case close
    }

    /// The end of the request arrived.
    package mutating func requestDecoded(now: NIODeadline) -> OnRequest {
        switch consume self.state {
        case .receivingBody(let exchange, let body, _):
            let sequel = self.terms.sequel(of: exchange)
            switch exchange.operation {
            case .publish(let format):
                self = .init(.publishing(exchange, format), self.terms)
                return .publish(body, format.patience)
            case .recover(let format):
                self = .init(Self.state(after: sequel, now: now), self.terms)
                return .recover(ControlAnswer(.updated(format), to: exchange, then: sequel))
            case .greet:
                self = .init(Self.state(after: sequel, now: now), self.terms)
                return .answer(ControlAnswer(.greeting, to: exchange, then: sequel))
            case .refuse(let refusal):
                self = .init(Self.state(after: sequel, now: now), self.terms)
                return .answer(ControlAnswer(.refused(refusal), to: exchange, then: sequel))
            }
        case .awaitingHead:
            assertionFailure("the end of a request without a head")
        case .publishing:
            assertionFailure("the end of a request twice")
        case .ended:
            assertionFailure("the end of a request after the end")
        }
        self = .init(.ended(lingeringSince: nil), self.terms)
        return .close
    }

    /// The bytes are not a request, or not one whose end could be found: the connection ends with an answer.
    package mutating func requestRefused(
        _ refusal: ControlRefusal,
        of exchange: ControlExchange?,
        now: NIODeadline
    ) -> ControlAnswer {
        self = .init(.ended(lingeringSince: now), self.terms)
        return ControlAnswer(.refused(refusal), to: exchange, then: .linger)
    }

    private static func state(after sequel: ControlAnswer.Sequel, now: NIODeadline) -> State {
        switch sequel {
        case .nextRequest: .awaitingHead(hasBegun: false, since: now)
        case .close: .ended(lingeringSince: nil)
        case .linger: .ended(lingeringSince: now)
        }
    }

    // MARK: Publishing

    /// The sink has delivered the items.
    ///
    /// Returns the answer, or `nil` when there is nobody left to answer.
    package mutating func itemsPublished(_ outcomes: [ItemOutcome], now: NIODeadline) -> ControlAnswer? {
        self.publishEnded(now: now) { .published($0, outcomes) }
    }

    /// The body of the publish is not what it must be.
    ///
    /// Returns the answer, or `nil` when there is nobody left to answer.
    package mutating func publishRefused(_ refusal: ControlRefusal, now: NIODeadline) -> ControlAnswer? {
        self.publishEnded(now: now) { _ in .refused(refusal) }
    }

    private mutating func publishEnded(
        now: NIODeadline,
        _ response: (AnswerFormat) -> ControlResponse
    ) -> ControlAnswer? {
        switch consume self.state {
        case .publishing(let exchange, let format):
            let sequel = self.terms.sequel(of: exchange)
            self = .init(Self.state(after: sequel, now: now), self.terms)
            return ControlAnswer(response(format), to: exchange, then: sequel)
        case .ended(let lingeringSince):
            self = .init(.ended(lingeringSince: lingeringSince), self.terms)
            return nil
        case .awaitingHead:
            assertionFailure("outcomes without a publish")
        case .receivingBody:
            assertionFailure("outcomes before the publish")
        }
        self = .init(.ended(lingeringSince: nil), self.terms)
        return nil
    }
}

// MARK: - Ending

extension ControlConnectionStateMachine {
    /// The answer to the end of the server.
    package enum OnDrain: Equatable {
        /// Close the connection now.
        case close
        /// Let the request in hand be answered; the connection ends after it.
        case finishRequest
    }

    /// The server stops.
    package mutating func drainBegan() -> OnDrain {
        self.terms.isLastRequest = true
        switch self.state {
        case .awaitingHead(let hasBegun, _): return hasBegun ? .finishRequest : .close
        case .receivingBody: return .finishRequest
        case .publishing: return .finishRequest
        case .ended: return .finishRequest
        }
    }

    /// The connection is closed.
    package mutating func connectionClosed() {
        self = .init(.ended(lingeringSince: nil), self.terms)
    }

    /// The answer to a look at the clock.
    package enum OnDeadline: Equatable {
        /// Nothing is due.
        case wait
        /// Close the connection.
        case close
        /// Send the answer and end the connection.
        case answer(ControlAnswer)
    }

    /// The time was looked at.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - isCrowded: all connections are in use, so unused ones have to make room.
    /// - Returns: what is due.
    package mutating func deadlineChecked(now: NIODeadline, isCrowded: Bool) -> OnDeadline {
        let timeouts = self.terms.timeouts
        var late: ControlExchange?
        switch self.state {
        case .awaitingHead(false, let since):
            let idle = isCrowded ? min(timeouts.crowdedIdle, timeouts.idle) : timeouts.idle
            return now < since + idle ? .wait : .close
        case .awaitingHead(true, let since):
            guard now >= since + timeouts.request else { return .wait }
        case .receivingBody(let exchange, _, let since):
            guard now >= since + timeouts.request else { return .wait }
            late = exchange
        case .publishing:
            // The sink always answers.
            return .wait
        case .ended(let lingeringSince):
            guard let since = lingeringSince else { return .wait }
            return now < since + timeouts.linger ? .wait : .close
        }
        return .answer(self.requestRefused(.timedOut, of: late, now: now))
    }
}
