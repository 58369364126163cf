import NIOCore
package import WebSocket

/// What the client does.
extension OverHTTPStateMachine {
    package enum OnClientPart: Equatable {
        /// It waits for the next request.
        case queue
        /// The message is too large to be ever sent: deliver what `nextDelivery` says, which ends with a Close 1009.
        case refuse
        /// Drop it.
        case ignore
    }

    /// The client sent something.
    ///
    /// Call `nextStep` at the end of a read turn, so that what came together goes into one request.
    package mutating func clientSent(_ part: MessagePart) -> OnClientPart {
        guard self.stage == .open else { return .ignore }
        if self.isClientRefused {
            guard case .close = part else { return .ignore }
        }
        switch self.queue.append(part) {
        case .added:
            self.isStalled = false
            return .queue
        case .tooLarge:
            self.isClientRefused = true
            guard !self.isOriginClosed else { return .ignore }
            self.isOriginClosed = true
            let reason = "message too large for WebSocket-over-HTTP: \(self.limits.eventBytes) bytes at most"
            self.deliveries.append(.close(ClosePayload(code: 1009, reason: reason)))
            return .refuse
        }
    }

    /// The client does not take bytes.
    package mutating func clientBlocked() {
        self.isClientBlocked = true
    }

    /// The client takes bytes again: deliver what `nextDelivery` says.
    package mutating func clientUnblocked() {
        self.isClientBlocked = false
        self.unwrittenByteCount = 0
    }

    package enum OnDelivery: Equatable {
        /// Pass this on, and ask again.
        case deliver(MessagePart)
        /// Cut the client, without a Close.
        case lose(OverHTTPLoss)
        /// Nothing is to be delivered now.
        case rest
    }

    /// What the client gets next of the origin's answers.
    package mutating func nextDelivery() -> OnDelivery {
        guard self.stage == .open else { return .rest }
        // A client that takes nothing is cut without what waits for it.
        if !self.isClientBlocked, let part = self.deliveries.next() {
            self.unwrittenByteCount += part.contentByteCount
            return .deliver(part)
        }
        guard let loss = self.deliveries.loss else { return .rest }
        self.stage = .finished
        return .lose(loss)
    }

    // MARK: Leaving

    /// The client is gone without a close handshake, or was cut: the origin hears of it in the background, after the
    /// request that is under way (reference: websocket 3.2 item 6).
    ///
    /// A client that had sent its Close has told the origin more than that: the Close is what the origin hears.
    package mutating func clientLost() {
        switch self.stage {
        case .opening:
            // Nobody was told of a connection before `OPEN` was sent, or that it failed.
            if case .requesting = self.phase {
                self.stage = .leaving(.lost)
            } else {
                self.stage = .finished
            }
        case .open where self.queue.hasWaitingClose:
            self.leave(.closing(isLost: !self.isOriginClosed))
        case .open where self.isOriginClosed && self.queue.closePayload != nil:
            self.stage = .finished
        case .open:
            self.queue.removeAll()
            if case .retrying(var attempt, let time) = self.phase {
                attempt.content = .disconnect
                self.phase = .retrying(attempt, at: time)
            }
            self.leave(.lost)
        case .rejecting:
            self.stage = .finished
        case .leaving, .finished:
            break
        }
    }

    /// This end is let go of alone: the origin gets a Close without a code, and nothing of it is received any more
    /// (GRIP, `detach`).
    package mutating func detached() {
        guard self.stage == .open else {
            self.clientLost()
            return
        }
        _ = self.queue.append(.close(nil))
        if self.queue.hasWaitingClose {
            self.leave(.closing(isLost: false))
        } else {
            self.stage = .finished
        }
    }

    /// The client is done with: its close handshake is complete, or cannot be completed.
    ///
    /// An origin that has not closed and expects to be asked again then hears that the client is lost.
    package mutating func ended() {
        guard self.stage == .open else {
            self.clientLost()
            return
        }
        if self.queue.hasWaitingClose {
            self.leave(.closing(isLost: !self.isOriginClosed))
        } else if self.queue.closePayload != nil, !self.isOriginClosed, self.interval != nil {
            self.leave(.lost)
        } else {
            self.stage = .finished
        }
    }

    private mutating func leave(_ leave: Leave) {
        self.stage = .leaving(leave)
        self.deliveries.removeAll()
        self.isClientBlocked = false
    }
}
