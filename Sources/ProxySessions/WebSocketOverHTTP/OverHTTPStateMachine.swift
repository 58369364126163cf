import GRIP
import HTTP1
package import NIOCore
import WebSocket

/// The origin's end of a WebSocket that is carried over HTTP: what is asked of the origin when, and what its answers mean.
///
/// One request is under way at a time. Events return what has to happen at once; afterwards the driver calls `nextStep`,
/// which says what is asked next, if anything. Times, random parts of a second and the answer's bytes come in as
/// arguments. Reference: websocket 3.
///
/// Stages: *opening* until `OPEN` is answered; *rejecting* while another answer is relayed; *open*; *leaving* while the
/// origin is told the end and nobody waits for it any more; *finished* (terminal). In each of them the phase is *idle*,
/// *requesting*, or *retrying* after a failure.
///
/// Silent drops: every event after the end; what the client sends after its Close or after a message that was too
/// large; what the origin sends after its Close.
///
/// ## A message that is too large
/// It can never be sent, so the client gets a Close 1009 as if the origin had sent it, and the origin hears of the
/// client's answer, which is a `CLOSE` event.
package struct OverHTTPStateMachine: ~Copyable {
    enum Stage: Equatable {
        case opening
        /// This much of the body may still be relayed.
        case rejecting(restBytes: Int)
        case open
        case leaving(Leave)
        case finished
    }

    /// What the origin is still to be told.
    enum Leave: Equatable {
        /// What waits, the Close at its end; then that the client is lost, unless the close handshake is complete.
        case closing(isLost: Bool)
        /// `DISCONNECT`.
        case lost
    }

    enum Phase: Equatable {
        case idle
        case requesting(Attempt)
        case retrying(Attempt, at: NIODeadline)
    }

    /// A request, as often as it is sent.
    struct Attempt: Equatable {
        enum Content: Equatable {
            case open
            case offer(EventOffer)
            case disconnect
        }

        var content: Content
        var retryCount = 0
        /// Whether it goes over a fresh connection, because a used one died under it.
        var isFresh = false

        /// Whether it does no harm to send it when it may have been acted on.
        var isRepeatable: Bool {
            switch self.content {
            case .open, .disconnect: true
            case .offer(let offer): offer.isEmpty
            }
        }
    }

    let limits: OverHTTPLimits
    var stage = Stage.opening
    var phase = Phase.idle
    var queue: ClientEventQueue
    var deliveries = AnswerDeliveries()
    /// What the origin wants to be told with every request.
    package internal(set) var meta = ConnectionMeta()
    /// How many `Set-Meta-` fields were not stored because of a limit.
    package internal(set) var refusedMetaCount = 0
    var interval: TimeAmount?
    /// When the origin is asked although nothing happened.
    var intervalDeadline: NIODeadline?
    /// Whether the origin is to be asked as soon as possible.
    var wantsUpdate = true
    /// Whether the origin took nothing of what waits, so that a Close alone is no reason to ask again.
    var isStalled = false
    /// Whether the origin has closed, or has nothing more to say to the client for another reason.
    var isOriginClosed = false
    /// Whether a message of the client was too large, so that nothing more of it counts but its Close.
    var isClientRefused = false
    var isClientBlocked = false
    /// Bytes delivered that the client has perhaps not taken.
    var unwrittenByteCount = 0
    /// The answer that is arriving.
    @Boxed var answer: CollectedAnswer?
    /// The rejection that is arriving, unless it is relayed as it comes.
    @Boxed var rejection: CollectedRejection?

    /// A WebSocket whose origin is to be asked.
    ///
    /// - Parameters:
    ///   - limits: its limits.
    ///   - isOneEvent: whether a request holds at most one event (`one_event`).
    package init(limits: OverHTTPLimits, isOneEvent: Bool) {
        self.limits = limits
        self.queue = ClientEventQueue(limitBytes: limits.eventBytes, isOneEvent: isOneEvent)
    }

    /// Whether more of the client's messages should come now.
    package var isWritable: Bool { self.queue.isWritable }

    /// Whether the origin is only told the end, so that nobody waits for its answers.
    package var isLeaving: Bool {
        switch self.stage {
        case .leaving: true
        case .opening, .rejecting, .open, .finished: false
        }
    }

    /// Whether a rejection is being relayed.
    package var isRejecting: Bool {
        switch self.stage {
        case .rejecting: true
        case .opening, .open, .leaving, .finished: false
        }
    }

    // MARK: What to do next

    package enum Step: Equatable {
        /// Send this request, and report what becomes of it.
        case request(EventRequest)
        /// Call `nextStep` again at that time, if nothing else happens before.
        case wait(until: NIODeadline)
        /// Nothing to do before the next event.
        case rest
        /// It is over: let go of everything.
        case finish
    }

    /// Says what to do now.
    ///
    /// To be called after every event, when what it returned is done, and when the time came that the last call named.
    package mutating func nextStep(now: NIODeadline) -> Step {
        switch self.phase {
        case .requesting:
            return self.stage == .finished ? .finish : .rest
        case .retrying(let attempt, let time):
            guard self.stage != .finished else { return .finish }
            return now < time ? .wait(until: time) : self.send(attempt)
        case .idle:
            break
        }
        switch self.stage {
        case .opening:
            return self.waiting(now: now) ?? self.send(Attempt(content: .open))
        case .rejecting:
            return .rest
        case .open:
            return self.nextOfferStep(now: now)
        case .leaving(.closing(let isLost)):
            if !self.queue.isEmpty, !self.isStalled {
                return self.send(Attempt(content: .offer(self.queue.offer())))
            }
            guard isLost, self.interval != nil else {
                self.stage = .finished
                return .finish
            }
            self.stage = .leaving(.lost)
            return self.send(Attempt(content: .disconnect))
        case .leaving(.lost):
            return self.send(Attempt(content: .disconnect))
        case .finished:
            return .finish
        }
    }

    private mutating func nextOfferStep(now: NIODeadline) -> Step {
        if !self.isClientBlocked, self.deliveries.isEmpty {
            self.unwrittenByteCount = 0
        }
        // What the client has not taken yet is worth waiting for.
        guard self.unwrittenByteCount + self.deliveries.byteCount < self.limits.eventBytes else { return .rest }
        if self.queue.hasNews || (self.queue.hasWaitingClose && !self.isStalled) {
            self.wantsUpdate = true
        } else if self.isOriginClosed {
            guard self.queue.isEmpty, self.queue.closePayload != nil, self.deliveries.isEmpty else { return .rest }
            self.stage = .finished
            return .finish
        }
        return self.waiting(now: now) ?? self.send(Attempt(content: .offer(self.queue.offer())))
    }

    /// What to do while there is no reason to ask the origin; `nil` when there is one, or the interval is over.
    private func waiting(now: NIODeadline) -> Step? {
        guard !self.wantsUpdate else { return nil }
        guard let deadline = self.intervalDeadline else { return .rest }
        return now < deadline ? .wait(until: deadline) : nil
    }

    private mutating func send(_ attempt: Attempt) -> Step {
        self.phase = .requesting(attempt)
        self.wantsUpdate = false
        self.intervalDeadline = nil
        self.answer = nil
        switch attempt.content {
        case .open:
            return .request(EventRequest(events: [.open], allowsReuse: !attempt.isFresh))
        case .disconnect:
            return .request(EventRequest(events: [.disconnect], allowsReuse: !attempt.isFresh))
        case .offer(let offer):
            return .request(
                EventRequest(
                    events: self.queue.events(in: offer),
                    replayedByteCount: offer.replayedByteCount,
                    allowsReuse: !attempt.isFresh
                )
            )
        }
    }

    /// Asks the origin for news at once, or after the request that is under way (reference: websocket 3.2 item 5).
    package mutating func refreshRequested() {
        guard self.stage == .open, !self.isOriginClosed else { return }
        self.wantsUpdate = true
    }
}
