import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream

/// What goes to the origin, and what comes from it.
extension Exchange: UpstreamReceiver {
    // MARK: Attempts

    /// Sends the request to the present target.
    func startAttempt(allowsReuse: Bool) {
        guard let route = self.route, let target = self.target, let uri = self.uri else { return }
        guard target.kind != .test else {
            self.startTest()
            return
        }
        let rewritten: RequestURI
        do throws(ProxyError) {
            rewritten = try uri.rewritten(by: route, toward: target)
        } catch {
            self.answer(error)
            return
        }
        guard let endpoint = target.endpoint(requestHost: rewritten.host) else { return }
        guard !target.isWebSocketOverHTTP || self.maySendEvents else {
            self.answer(ProxyError(.webSocketEventsForbidden))
            return
        }
        let head = self.services.settings.requestRules.originHead(
            for: self.request,
            framing: self.framing,
            uri: rewritten,
            route: route,
            context: self.requestContext(route: route)
        )
        self.count(.serverHeaderBytesSent, head.statisticsByteCount)
        let framing = self.framing
        let pool = self.services.pool
        if let key = self.sharingKey(rewritten, route) {
            self.upstream = self.share(key) { receiver in
                pool.start(head, framing: framing, to: endpoint, allowsReuse: allowsReuse, receiver: receiver)
            }
            return
        }
        let upstream = pool.start(head, framing: framing, to: endpoint, allowsReuse: allowsReuse, receiver: self)
        self.upstream = upstream
        self.resendBody(on: upstream)
        upstream.flush()
    }

    /// Only a proxy in front of this one may speak WebSocket-over-HTTP itself (reference: behaviour 3.6).
    private var maySendEvents: Bool {
        self.grip.isTrustedClient || self.request.method != "POST"
            || self.request.fields.first(.contentType).map { type in
                type.prefix { $0 != ";" && $0 != " " }.lowercased() != WebSocketEvents.mediaType
            } ?? true
    }

    /// What equal requests have in common; `nil` when this one is not shared.
    private func sharingKey(_ uri: RequestURI, _ route: Route) -> SharedRequest.Key? {
        guard self.services.settings.sharesEqualRequests, self.replay.state == .complete else {
            return nil
        }
        return SharedRequest.Key(
            routeID: route.id,
            method: self.request.method,
            uri: Array(uri.authority.utf8) + uri.target,
            body: self.replay.bytes
        )
    }

    private func share(
        _ key: SharedRequest.Key,
        _ start: (any UpstreamReceiver) -> UpstreamExchange
    ) -> SharedRequest.Member {
        let eventLoop = self.services.context.eventLoop
        if let running = self.services.shared[key] {
            return running.join(self, on: eventLoop)
        }
        let services = self.services
        let request = SharedRequest(key, limitBytes: services.context.limits.gripBodyBytes) { key in
            services.shared[key] = nil
        }
        services.shared[key] = request
        let member = request.join(self, on: eventLoop)
        request.start(start)
        return member
    }

    private func requestContext(route: Route) -> RequestContext {
        RequestContext(
            grip: self.grip,
            isTLS: self.isTLS,
            // Making the text costs more than it looks: only where it is wanted.
            peerAddress: self.services.settings.sendsAddress ? self.responder.info.peerAddress : nil,
            gripSignature: self.grip.isAnnounced ? self.services.signature(for: route) : nil,
            lastIDs: self.lastIDs
        )
    }

    /// What the client sent before this attempt began.
    private func resendBody(on upstream: any OriginRequest) {
        if self.replay.bytes.readableBytes > 0 {
            upstream.sendBody(self.replay.bytes)
            self.count(.serverContentBytesSent, self.replay.bytes.readableBytes)
        }
        if self.replay.state == .complete {
            upstream.sendEnd()
        } else if !upstream.isWritable {
            self.responder.pauseReading()
        }
    }

    // MARK: UpstreamReceiver

    func upstreamInformational(_ head: ResponseHead) {
        // Interim responses are for this hop; the final one follows (reference: behaviour 3.4, a bug of Pushpin's fixed).
    }

    func upstreamHead(_ head: ResponseHead, framing: BodyFraming) {
        self.count(.serverHeaderBytesReceived, head.statisticsByteCount)
        switch self.machine.originHeadReceived(isInstruction: self.grip.isInstruction(head)) {
        case .relay:
            if !self.wrapRelayed(head, framing: framing) {
                self.sendHead(head, framing: framing, isInstruction: false)
            }
        case .collect:
            self.instructionReceived(head)
        case .ignore:
            break
        }
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        self.count(.serverContentBytesReceived, bytes.readableBytes)
        if self.instructed != nil {
            self.instructionBody(bytes)
        } else if !self.wrapRelayed(bytes) {
            self.sendBody(bytes)
            if !self.responder.isWritable {
                self.upstream?.pauseReading()
            }
        }
    }

    func upstreamReadComplete() {
        self.flushWrapped()
        self.responder.flush()
    }

    func upstreamEnd() {
        switch self.machine.originEnded() {
        case .endResponse:
            self.endWrapped()
            self.upstream = nil
            self.finishOpenRequest()
            self.logRequest(.finished)
            self.responder.sendEnd()
        case .actOnInstruction:
            self.upstream = nil
            self.instructionEnded()
        case .ignore:
            self.upstream = nil
        }
    }

    func upstreamFailed(_ error: UpstreamError) {
        self.upstream = nil
        if error.retry == .nextTarget, let target = self.target {
            self.unreachable.append(target.description)
        }
        let decision = self.machine.originFailed(
            ExchangeStateMachine.Retry(error.retry),
            mayResend: self.replay.canResend,
            isIdempotent: self.request.isIdempotent,
            hasNextTarget: self.targetPosition + 1 < (self.route?.targets.count ?? 0)
        )
        switch decision {
        case .retry:
            self.services.context.counters.add(.originRetries)
            self.startAttempt(allowsReuse: false)
        case .tryNextTarget:
            self.services.context.counters.add(.originRetries)
            self.services.logger.info("target not reached, trying the next", metadata: self.metadata(of: error))
            self.targetPosition += 1
            self.startAttempt(allowsReuse: true)
        case .answer:
            self.answer(ProxyError(error, tried: self.unreachable), cause: error)
        case .abort where self.wrapper?.hasBegun == false:
            self.answer(ProxyError(error, tried: self.unreachable), cause: error)
        case .abort:
            self.services.logger.info("origin broke off its response", metadata: self.metadata(of: error))
            self.abort(ProxyError(error, tried: self.unreachable))
        case .ignore:
            break
        }
    }

    func upstreamWritabilityChanged(isWritable: Bool) {
        if isWritable {
            self.responder.resumeReading()
        } else {
            self.responder.pauseReading()
        }
    }

    /// Breaks the response off, so that the client can tell that it is incomplete.
    func abort(_ error: ProxyError) {
        self.services.context.counters.add(.originErrors)
        if let text = error.appendedText(isDebug: self.isDebug) {
            self.responder.sendBody(text)
        }
        self.finishOpenRequest()
        self.logRequest(.broken)
        self.responder.abort()
    }
}

extension RequestHead {
    /// Whether sending the request twice has the effect of sending it once (RFC 9110 section 9.2.2).
    var isIdempotent: Bool {
        ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"].contains(self.method)
    }
}

extension ExchangeStateMachine.Retry {
    /// What an origin connection's failure allows.
    init(_ retry: UpstreamError.Retry) {
        self =
            switch retry {
            case .never: .never
            case .nextTarget: .nextTarget
            case .sameTargetFresh: .sameTarget
            }
    }
}
