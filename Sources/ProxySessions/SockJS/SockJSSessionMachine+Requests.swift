package import NIOCore

/// The requests of the client.
extension SockJSSessionMachine {
    // MARK: Receiving

    package enum OnReceiver: Equatable {
        /// The request waits, or goes on to receive after this output.
        case receive(SockJSOutput?)
        /// The request gets this, and the session's own goes on.
        case refuse(SockJSOutput)
        /// The session was given up: tell the request so.
        case gone
        /// The session is over; the id may stand for a new one.
        case stale
    }

    /// A request that receives arrived.
    package mutating func receiverArrived(_ transport: SockJSTransport, now: NIODeadline) -> OnReceiver {
        switch self.state {
        case .over:
            return .stale
        case .terminated:
            return .gone
        case .closed(let frame) where self.receiver != nil:
            // The end is on its way to the other request already (SockJS 0.3.3, "Handling close").
            return .refuse(.whole(frame, as: transport))
        case .connecting, .open, .closed:
            guard self.receiver == nil else { return .refuse(.whole(.anotherConnection, as: transport)) }
            self.receiver = SockJSReceiver(transport: transport, heartbeatDue: now + Self.heartbeatInterval)
            return .receive(self.flush(now: now))
        }
    }

    /// The client took what was written to its stream.
    package mutating func receiverReady(now: NIODeadline) -> SockJSOutput? {
        self.receiver?.isReady = true
        return self.flush(now: now)
    }

    package enum OnReceiverGone: Equatable {
        /// The origin has not answered: stop asking it, and forget the session.
        case cancel
        /// The client closed the session: pass that on.
        case close
        /// The session had ended already.
        case ignore
    }

    /// The connection of the receiving request is gone (reference: websocket 4.3, "client disconnect during a poll").
    package mutating func receiverGone(now: NIODeadline) -> OnReceiverGone {
        guard self.receiver != nil else { return .ignore }
        self.receiver = nil
        self.unattendedSince = now
        switch self.state {
        case .connecting:
            self.state = .over
            return .cancel
        case .open:
            self.state = .closed(.closedByClient)
            self.closedUntil = now + Self.receiverTimeout
            self.isOpenFrameDue = false
            self.outbox.removeAll()
            self.inbox = nil
            return .close
        case .closed, .terminated, .over:
            return .ignore
        }
    }

    // MARK: Sending

    package enum OnSend: Equatable {
        /// The messages are to be passed on with `nextForOrigin`; the request is answered after the last one.
        case pass
        /// There is nothing to pass on: answer that it was sent.
        case answer
        /// Tell the request why its messages are not taken.
        case refuse(SockJSSendError)
        /// There is no such session.
        case notFound
    }

    /// A request that sends messages arrived.
    package mutating func sendArrived(_ messages: [ByteBuffer]) -> OnSend {
        guard self.isOpen else { return .notFound }
        guard self.inbox == nil else { return .refuse(.alreadySending) }
        guard !messages.isEmpty else { return .answer }
        self.inbox = CircularBuffer(messages)
        return .pass
    }

    package enum OnNext: Equatable {
        /// Pass the message on.
        case pass(ByteBuffer)
        /// All messages were passed on: answer the request that sent them.
        case finish
        /// The origin takes nothing at the moment, or nobody is sending.
        case wait
    }

    /// The next message for the origin.
    package mutating func nextForOrigin() -> OnNext {
        guard self.isOpen, self.inbox != nil else { return .wait }
        if self.inbox?.isEmpty == true {
            self.inbox = nil
            return .finish
        }
        guard !self.isOriginPaused, let message = self.inbox?.popFirst() else { return .wait }
        return .pass(message)
    }

    /// The origin does not take what the client sends.
    package mutating func originPaused() {
        self.isOriginPaused = true
    }

    /// The origin takes what the client sends again; go on with `nextForOrigin`.
    package mutating func originResumed() {
        self.isOriginPaused = false
    }
}
