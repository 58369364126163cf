import GRIP
package import HTTP1
package import NIOCore
import WebSocket

/// What the origin answers.
extension OverHTTPStateMachine {
    package enum OnAnswerHead: Equatable {
        /// Pass the body to `answerReceived`, and its end to `answerEnded`.
        case collect
        /// Relay the answer as a rejection, with this framing; pass the body to `rejectionReceived`.
        case reject(ResponseHead, BodyFraming)
        /// The answer is a rejection of unknown length: pass the body to `rejectionReceived`.
        case collectRejection
        /// Cut the client, without a Close, and cancel the request.
        case lose(OverHTTPLoss)
        /// Nobody is interested: cancel the request.
        case cancel
    }

    /// The head of an answer came.
    package mutating func answerBegan(_ head: ResponseHead, framing: BodyFraming) -> OnAnswerHead {
        guard case .requesting(let attempt) = self.phase, self.stage != .finished else { return .cancel }
        guard attempt.content != .disconnect else {
            // To cancel it would cost its connection; the limit of the body's length holds as well.
            return .collect
        }
        do throws(OverHTTPLoss) {
            self.answer = try CollectedAnswer(head)
            return .collect
        } catch {
            guard self.stage == .opening else { return self.brokeOff(error) ? .lose(error) : .cancel }
            return self.reject(head, framing: framing)
        }
    }

    /// A body without a length is collected, because the libraries of clients read no other one of a failed handshake.
    private mutating func reject(_ head: ResponseHead, framing: BodyFraming) -> OnAnswerHead {
        let limit = self.limits.rejectionBytes
        self.phase = .idle
        self.stage = .rejecting(restBytes: limit)
        switch framing {
        case .none, .tunnel:
            return .reject(head, framing)
        case .length(let length) where length <= limit:
            return .reject(head, framing)
        case .length:
            return .reject(Self.rejection(head, byteCount: limit), .length(limit))
        case .chunked, .untilClose:
            self.rejection = CollectedRejection(head: head)
            return .collectRejection
        }
    }

    private static func rejection(_ head: ResponseHead, byteCount: Int) -> ResponseHead {
        var sized = head
        sized.fields.removeAll(.transferEncoding)
        sized.fields.replace("Content-Length", with: String(byteCount))
        return sized
    }

    /// Ends it because of an answer; returns whether somebody wants to know.
    private mutating func brokeOff(_ loss: OverHTTPLoss) -> Bool {
        let wasOpen = self.stage == .open
        self.stage = .finished
        self.phase = .idle
        return wasOpen
    }

    package enum OnAnswerBody: Equatable {
        /// Go on.
        case collect
        /// Cut the client, without a Close, and cancel the request.
        case lose(OverHTTPLoss)
        /// Answer the handshake with an error, and cancel the request.
        case refuse(OverHTTPLoss)
        /// Nobody is interested: cancel the request.
        case cancel
    }

    /// Bytes of an answer's body came.
    package mutating func answerReceived(_ bytes: ByteBuffer) -> OnAnswerBody {
        guard self.stage != .finished else { return .cancel }
        do throws(OverHTTPLoss) {
            let limitBytes = self.limits.answerBytes
            try self.answer?.append(bytes, limitBytes: limitBytes)
            return .collect
        } catch {
            let wasOpening = self.stage == .opening
            let isWanted = self.brokeOff(error)
            return wasOpening ? .refuse(error) : isWanted ? .lose(error) : .cancel
        }
    }

    package enum OnRejectionBody: Equatable {
        /// Relay these bytes.
        case relay(ByteBuffer)
        /// Relay these bytes, end the response, and cancel the request.
        case relayLast(ByteBuffer)
        /// Relay all of this, end the response, and cancel the request.
        case relayWhole(ResponseHead, ByteBuffer)
        /// Nothing yet.
        case ignore
    }

    /// Bytes of a rejection's body came.
    package mutating func rejectionReceived(_ bytes: ByteBuffer) -> OnRejectionBody {
        guard case .rejecting(let restBytes) = self.stage else { return .ignore }
        let relayed = bytes.getSlice(at: bytes.readerIndex, length: min(bytes.readableBytes, restBytes)) ?? ByteBuffer()
        let isLast = relayed.readableBytes == restBytes
        self.stage = isLast ? .finished : .rejecting(restBytes: restBytes - relayed.readableBytes)
        guard self.rejection != nil else { return isLast ? .relayLast(relayed) : .relay(relayed) }
        self.rejection?.body.writeImmutableBuffer(relayed)
        guard isLast, let (head, body) = self.takeRejection() else { return .ignore }
        return .relayWhole(head, body)
    }

    /// A rejection that was collected, with the length it has.
    private mutating func takeRejection() -> (ResponseHead, ByteBuffer)? {
        guard let rejection = self.rejection else { return nil }
        self.rejection = nil
        return (Self.rejection(rejection.head, byteCount: rejection.body.readableBytes), rejection.body)
    }

    package enum OnAnswerEnd: Equatable {
        /// The WebSocket is open: this is the head of the acceptance.
        case accept(ResponseHead)
        /// Answer the handshake with an error.
        case refuse(OverHTTPLoss)
        /// The rejection is complete.
        case endRejection
        /// Relay this rejection, which is complete.
        case reject(ResponseHead, ByteBuffer)
        /// Deliver what `nextDelivery` says.
        case deliver
        /// Cut the client, without a Close.
        case lose(OverHTTPLoss)
        /// Nothing was to be learned from it.
        case ignore
    }

    /// An answer, or a rejection, is complete.
    package mutating func answerEnded(now: NIODeadline) -> OnAnswerEnd {
        if case .rejecting = self.stage {
            self.stage = .finished
            return self.takeRejection().map { .reject($0, $1) } ?? .endRejection
        }
        guard case .requesting(let attempt) = self.phase, self.stage != .finished else { return .ignore }
        self.phase = .idle
        let answer = self.answer
        self.answer = nil
        guard let answer else {
            // Of DISCONNECT, to which there is no answer.
            self.stage = .finished
            return .ignore
        }
        let wasOpening = self.stage == .opening
        do throws(OverHTTPLoss) {
            return try self.act(on: answer, of: attempt, now: now)
        } catch {
            let isWanted = self.brokeOff(error)
            return wasOpening ? .refuse(error) : isWanted ? .lose(error) : .ignore
        }
    }

    // MARK: The meaning of an answer

    private mutating func act(
        on answer: CollectedAnswer,
        of attempt: Attempt,
        now: NIODeadline
    ) throws(OverHTTPLoss) -> OnAnswerEnd {
        let events: [WebSocketEvent]
        do throws(WebSocketEventError) {
            events = try WebSocketEvents.decode(answer.body)
        } catch {
            throw .malformedEvents(error)
        }
        switch attempt.content {
        case .open:
            return try self.opened(by: answer, events: events, now: now)
        case .offer(let offer):
            let taken = try self.queue.take(offer, byteCount: answer.meaning.takenByteCount)
            self.adopt(answer, now: now)
            let endsClose = taken.isComplete && offer.closeByteCount != nil
            switch self.stage {
            case .open:
                self.deliver(events, pings: taken.pings)
                try self.checkProgress(taken, of: offer, byteCount: answer.meaning.takenByteCount)
                if endsClose, !self.isOriginClosed, self.interval == nil, self.deliveries.loss == nil {
                    self.deliveries.loss = .closeUnanswered
                }
                return .deliver
            case .leaving(.closing):
                self.isStalled = answer.meaning.takenByteCount == 0 && !taken.isComplete
                if events.contains(where: \.endsConnection) {
                    self.stage = .leaving(.closing(isLost: false))
                }
                return .ignore
            case .leaving(.lost):
                // An origin that is through with the client needs no word of its loss.
                if events.contains(.disconnect) {
                    self.stage = .finished
                }
                return .ignore
            case .opening, .rejecting, .finished:
                return .ignore
            }
        case .disconnect:
            self.stage = .finished
            return .ignore
        }
    }

    private mutating func opened(
        by answer: CollectedAnswer,
        events: [WebSocketEvent],
        now: NIODeadline
    ) throws(OverHTTPLoss) -> OnAnswerEnd {
        self.adopt(answer, now: now)
        guard let first = events.first else {
            guard case .after = answer.meaning.interval else { throw .notOpened }
            if self.isLeaving {
                // The origin knows of no connection yet.
                self.stage = .finished
            }
            return .ignore
        }
        guard first == .open else { throw .notOpened }
        guard !self.isLeaving else { return .ignore }
        self.stage = .open
        self.deliver(events.dropFirst(), pings: [])
        return .accept(EventAnswer.acceptance(answer.head))
    }

    /// Keeps what an answer says about further requests (reference: websocket 3.4 items 1 and 2).
    private mutating func adopt(_ answer: CollectedAnswer, now: NIODeadline) {
        switch answer.meaning.interval {
        case .unchanged: break
        case .off: self.interval = nil
        case .after(let interval): self.interval = interval
        }
        self.intervalDeadline = self.interval.map { now + $0 }
        self.refusedMetaCount += self.meta.apply(answer.head.fields)
    }

    /// Ends it when nothing that waits can ever be taken (reference: websocket 3.5).
    private mutating func checkProgress(
        _ taken: ClientEventQueue.Taken,
        of offer: EventOffer,
        byteCount: Int?
    ) throws(OverHTTPLoss) {
        self.isStalled = byteCount == 0 && !taken.isComplete
        guard self.isStalled else { return }
        let waitsForInterval = self.interval != nil
        if !offer.isEverything || (offer.closeByteCount != nil && !waitsForInterval) {
            throw .tookNothing
        }
    }

    /// Queues the events of an answer for the client (reference: websocket 3.4 item 3).
    private mutating func deliver(_ events: some Sequence<WebSocketEvent>, pings: [ByteBuffer]) {
        guard !self.isOriginClosed else { return }
        let events = Array(events)
        for event in events {
            switch event {
            case .text(let content): self.deliveries.append(.data(DataPart(whole: .text, content)))
            case .binary(let content): self.deliveries.append(.data(DataPart(whole: .binary, content)))
            case .ping(let content): self.deliveries.append(.ping(content))
            case .pong(let content): self.deliveries.append(.pong(content))
            case .close(let content):
                self.isOriginClosed = true
                self.deliveries.append(.close(self.payload(of: content)))
                return
            case .disconnect:
                self.deliveries.loss = .disconnected
                return
            case .open:
                self.deliveries.loss = .openedTwice
                return
            }
        }
        for payload in MissingPongs.payloads(pings: pings, answer: events) {
            self.deliveries.append(.pong(payload))
        }
    }

    /// The payload of the origin's Close.
    ///
    /// Libraries send code 0 for a Close without a code, also in answer to the client's, whose own code then says it best
    /// (reference: seed libraries P23).
    private func payload(of content: WebSocketCloseContent?) -> ClosePayload? {
        guard let content else { return nil }
        guard content.code == 0 else { return ClosePayload(code: content.code, reason: content.reason) }
        return self.queue.closePayload ?? nil
    }
}

extension WebSocketEvent {
    /// Whether the origin is through with the connection.
    fileprivate var endsConnection: Bool {
        switch self {
        case .close, .disconnect: true
        case .open, .text, .binary, .ping, .pong: false
        }
    }
}
