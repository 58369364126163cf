import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxySessions
import ProxyUpstream

/// Requests and their answers.
extension OverHTTPOrigin {
    /// Sends a request, whole.
    func send(_ request: EventRequest) {
        let (upstream, body) = self.call.start(
            request,
            meta: self.machine.meta,
            services: self.services,
            receiver: self
        )
        self.upstream = upstream
        // Only a connection that is there already can be written to.
        self.isOnUsedConnection = upstream.isWritable
        self.isBodyStuck = false
        if body.readableBytes > 0 {
            upstream.sendBody(body)
        }
        upstream.sendEnd()
    }

    /// The running request is over.
    func requestEnded() {
        self.upstream = nil
        if self.isFarewell {
            self.isFarewell = false
            self.services.overHTTP.farewellEnded()
        }
    }

    /// Gives the running request up, if there is one.
    func cancelRequest() {
        self.upstream?.cancel()
        self.requestEnded()
    }
}

extension OverHTTPOrigin: UpstreamReceiver {
    func upstreamInformational(_ head: ResponseHead) {}

    func upstreamHead(_ head: ResponseHead, framing: BodyFraming) {
        switch self.machine.answerBegan(head, framing: framing) {
        case .collect, .collectRejection:
            break
        case .reject(let head, let framing):
            self.opening?.overHTTPRejected(head, framing: framing)
        case .lose(let loss):
            self.lose(loss)
        case .cancel:
            self.cancelRequest()
            self.advance()
        }
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        if self.machine.isRejecting {
            self.relay(bytes)
            return
        }
        switch self.machine.answerReceived(bytes) {
        case .collect:
            break
        case .lose(let loss):
            self.lose(loss)
        case .refuse(let loss):
            self.refuse(loss)
        case .cancel:
            self.cancelRequest()
            self.advance()
        }
    }

    private func relay(_ bytes: ByteBuffer) {
        switch self.machine.rejectionReceived(bytes) {
        case .relay(let bytes):
            self.opening?.overHTTPBody(bytes)
        case .relayLast(let bytes):
            let opening = self.opening
            self.finish()
            opening?.overHTTPBody(bytes)
            opening?.overHTTPEnded()
        case .relayWhole(let head, let body):
            self.reject(head, body)
        case .ignore:
            break
        }
    }

    /// Relays a whole rejection.
    private func reject(_ head: ResponseHead, _ body: ByteBuffer) {
        let opening = self.opening
        self.finish()
        opening?.overHTTPRejected(head, framing: .length(body.readableBytes))
        if body.readableBytes > 0 {
            opening?.overHTTPBody(body)
        }
        opening?.overHTTPEnded()
    }

    func upstreamReadComplete() {
        if self.machine.isRejecting {
            self.opening?.overHTTPReadComplete()
        }
    }

    func upstreamEnd() {
        self.requestEnded()
        switch self.machine.answerEnded(now: self.services.context.eventLoop.now) {
        case .accept(let head):
            let opening = self.opening
            self.opening = nil
            opening?.overHTTPAccepted(head)
            self.advance()
        case .refuse(let loss):
            self.refuse(loss)
        case .reject(let head, let body):
            self.reject(head, body)
        case .endRejection:
            let opening = self.opening
            self.finish()
            opening?.overHTTPEnded()
        case .deliver:
            self.deliver()
        case .lose(let loss):
            self.lose(loss)
        case .ignore:
            self.advance()
        }
    }

    private func refuse(_ loss: OverHTTPLoss) {
        self.services.context.counters.add(.webSocketEventsMalformed)
        let opening = self.opening
        self.finish()
        opening?.overHTTPFailed(ProxyError(.originFailed(reason: "\(loss)")))
    }

    func upstreamFailed(_ error: UpstreamError) {
        let failure = OverHTTPStateMachine.Failure(
            error,
            isOnUsedConnection: self.isOnUsedConnection,
            isBodyStuck: self.isBodyStuck
        )
        self.requestEnded()
        let jitter = TimeAmount.milliseconds(.random(in: 0..<1000))
        switch self.machine.requestFailed(failure, now: self.services.context.eventLoop.now, jitter: jitter) {
        case .retry:
            self.services.context.counters.add(.webSocketEventRetries)
            self.services.logger.log(
                level: self.machine.isLeaving ? .debug : .info,
                "WebSocket-over-HTTP request failed, trying again: \(error)",
                metadata: self.metadata
            )
            self.advance()
        case .fail:
            let opening = self.opening
            self.finish()
            opening?.overHTTPFailed(error)
        case .lose:
            self.lose("\(error)")
        case .ignore:
            self.advance()
        }
    }

    func upstreamWritabilityChanged(isWritable: Bool) {
        self.isBodyStuck = !isWritable
    }
}

extension OverHTTPStateMachine.Failure {
    /// How far a request came.
    ///
    /// - Parameters:
    ///   - error: why it failed.
    ///   - isOnUsedConnection: whether its connection had served another one.
    ///   - isBodyStuck: whether bytes of it were still waiting to leave.
    init(_ error: UpstreamError, isOnUsedConnection: Bool, isBodyStuck: Bool) {
        self =
            switch error.kind {
            case .connectionRefused, .unreachable, .connectTimeout, .nameNotFound, .tlsFailure, .poolExhausted:
                .notTaken
            case .closedBeforeResponse, .responseTimeout:
                isBodyStuck ? .notTaken : Self.ended(error.kind, isOnUsedConnection: isOnUsedConnection)
            case .addressBlocked, .malformedResponse, .unexpectedUpgrade, .closedMidBody, .idleTimeout:
                .afterTaken
            }
    }

    private static func ended(_ kind: UpstreamError.Kind, isOnUsedConnection: Bool) -> Self {
        kind == .closedBeforeResponse && isOnUsedConnection ? .usedConnectionEnded : .afterTaken
    }
}
