import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import ProxyUpstream
import WebSocket

/// Opens a WebSocket to an origin: asks the targets of a route in order until one answers (reference: websocket 1.2, 1.3).
///
/// Belongs to the loop of the client. The delegate is not retained, and told once.
final class WebSocketHandshake {
    weak var delegate: (any WebSocketHandshakeDelegate)?
    let request: WebSocketRequest
    private let services: LoopServices
    private var machine = ExchangeStateMachine()
    /// The target being tried, as a position in the route's list.
    private(set) var targetPosition = 0
    private var unreachable: [String] = []
    private var uri: RequestURI
    private var own = OriginHandshake()
    private var upstream: UpstreamExchange?
    private var overHTTP: OverHTTPOrigin?

    /// A handshake that is not begun.
    init(_ request: WebSocketRequest, services: LoopServices) {
        self.request = request
        self.services = services
        self.uri = request.uri
    }

    /// The target being tried.
    var target: Target? {
        let targets = self.request.route.targets
        return self.targetPosition < targets.count ? targets[self.targetPosition] : nil
    }

    /// Asks the first target.
    func begin() {
        self.attempt(allowsReuse: true)
    }

    /// The client is gone.
    func cancel() {
        if self.machine.clientClosed() == .cancelOrigin {
            self.upstream?.cancel()
            self.overHTTP?.cancel()
        }
        self.release()
    }

    /// The client does not take the body of a rejection.
    func pauseReading() {
        self.upstream?.pauseReading()
        self.overHTTP?.pauseReading()
    }

    /// The client takes bytes again.
    func resumeReading() {
        self.upstream?.resumeReading()
        self.overHTTP?.resumeReading()
    }

    private func release() {
        self.upstream = nil
        self.overHTTP = nil
        self.delegate = nil
    }

    // MARK: Attempts

    private func attempt(allowsReuse: Bool) {
        guard let target = self.target else { return }
        do throws(ProxyError) {
            self.uri = try self.request.uri.rewritten(by: self.request.route, toward: target)
        } catch {
            self.fail(error)
            return
        }
        guard let endpoint = target.endpoint(requestHost: self.uri.host) else {
            self.openTest(target)
            return
        }
        if target.isWebSocketOverHTTP {
            let origin = OverHTTPOrigin(
                request: self.request,
                target: target,
                endpoint: endpoint,
                uri: self.uri,
                services: self.services
            )
            self.overHTTP = origin
            origin.opening = self
            origin.open()
        } else {
            self.connect(to: endpoint, allowsReuse: allowsReuse)
        }
    }

    private func connect(to endpoint: OriginEndpoint, allowsReuse: Bool) {
        var head = self.services.settings.requestRules.originHead(
            for: self.request.head,
            framing: .none,
            uri: self.uri,
            route: self.request.route,
            context: self.request.context(self.services)
        )
        self.own = OriginHandshake()
        self.own.apply(to: &head, offersGrip: !self.request.route.isGripDisabled)
        let upstream = self.services.pool.start(
            head,
            framing: .none,
            to: endpoint,
            allowsReuse: allowsReuse,
            receiver: self
        )
        self.upstream = upstream
        upstream.sendEnd()
        upstream.flush()
    }

    private func openTest(_ target: Target) {
        let test = TestOrigin(route: self.request.route, isWelcome: false)
        guard let names = test.webSocketChannelNames(target: self.request.uri.target) else {
            let answer = TestOrigin.notFound
            self.upstreamHead(answer.head, framing: .length(answer.body.readableBytes))
            self.upstreamBody(answer.body)
            self.upstreamEnd()
            return
        }
        let origin = WebSocketTestOrigin(channelNames: names, eventLoop: self.services.context.eventLoop)
        self.accept(ResponseHead(status: 101), messagePrefix: WebSocketTestOrigin.messagePrefix, origin: origin)
    }

    // MARK: Outcome

    private func accept(_ head: ResponseHead, messagePrefix: [UInt8]?, origin: any WebSocketOrigin) {
        guard let target = self.target, self.machine.answered() else { return }
        let acceptance = WebSocketAcceptance(
            head: AcceptanceHead.relayed(head, keepsGrip: self.request.grip.isTrustedClient),
            messagePrefix: messagePrefix,
            target: target,
            uri: self.uri,
            origin: origin
        )
        let delegate = self.delegate
        self.release()
        delegate?.handshakeAccepted(acceptance)
    }

    /// The prefix of an acceptance, where GRIP is ours to do.
    private func messagePrefix(of head: ResponseHead) -> [UInt8]? {
        guard self.request.grip.isAnnounced else { return nil }
        return GripExtension(head.fields.values(.webSocketExtensions))?.messagePrefix
    }

    private func fail(_ error: ProxyError, cause: UpstreamError? = nil) {
        _ = self.machine.answered()
        let delegate = self.delegate
        self.release()
        delegate?.handshakeFailed(error, cause: cause)
    }

    private func originFailed(_ error: UpstreamError) {
        self.upstream = nil
        self.overHTTP = nil
        if error.retry == .nextTarget, let target = self.target {
            self.unreachable.append(target.description)
        }
        let decision = self.machine.originFailed(
            ExchangeStateMachine.Retry(error.retry),
            mayResend: true,
            isIdempotent: true,
            hasNextTarget: self.targetPosition + 1 < self.request.route.targets.count
        )
        switch decision {
        case .retry:
            self.services.context.counters.add(.originRetries)
            self.attempt(allowsReuse: false)
        case .tryNextTarget:
            self.services.context.counters.add(.originRetries)
            self.services.logger.info(
                "target not reached, trying the next",
                metadata: ["target": "\(self.target?.description ?? "-")", "reason": "\(error)"]
            )
            self.targetPosition += 1
            self.attempt(allowsReuse: true)
        case .answer:
            self.fail(ProxyError(error, tried: self.unreachable), cause: error)
        case .abort:
            let delegate = self.delegate
            self.release()
            delegate?.handshakeBroken(ProxyError(error, tried: self.unreachable))
        case .ignore:
            break
        }
    }
}

// MARK: - Origins that speak WebSocket

extension WebSocketHandshake: UpstreamReceiver {
    func upstreamInformational(_ head: ResponseHead) {}

    func upstreamHead(_ head: ResponseHead, framing: BodyFraming) {
        guard framing == .tunnel, let upstream = self.upstream else {
            guard self.machine.originHeadReceived(isInstruction: false) == .relay else { return }
            self.delegate?.handshakeRejected(head, framing: framing)
            return
        }
        do throws(ProxyError) {
            try self.own.check(head)
        } catch {
            upstream.cancel()
            self.fail(error)
            return
        }
        let tunnel = WebSocketTunnel(upstream, context: self.services.context)
        upstream.handOver(to: tunnel)
        self.accept(head, messagePrefix: self.messagePrefix(of: head), origin: tunnel)
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        self.delegate?.handshakeBody(bytes)
    }

    func upstreamReadComplete() {
        self.delegate?.handshakeReadComplete()
    }

    func upstreamEnd() {
        guard self.machine.originEnded() == .endResponse else { return }
        let delegate = self.delegate
        self.release()
        delegate?.handshakeEnded()
    }

    func upstreamFailed(_ error: UpstreamError) {
        self.originFailed(error)
    }

    func upstreamWritabilityChanged(isWritable: Bool) {
        // The request has no body.
    }
}

// MARK: - Origins that speak WebSocket-over-HTTP

extension WebSocketHandshake: OverHTTPOpening {
    func overHTTPAccepted(_ head: ResponseHead) {
        guard let origin = self.overHTTP else { return }
        self.accept(head, messagePrefix: self.messagePrefix(of: head), origin: origin)
    }

    func overHTTPRejected(_ head: ResponseHead, framing: BodyFraming) {
        self.upstreamHead(head, framing: framing)
    }

    func overHTTPBody(_ bytes: ByteBuffer) {
        self.upstreamBody(bytes)
    }

    func overHTTPReadComplete() {
        self.upstreamReadComplete()
    }

    func overHTTPEnded() {
        self.upstreamEnd()
    }

    func overHTTPFailed(_ error: UpstreamError) {
        self.originFailed(error)
    }

    func overHTTPFailed(_ error: ProxyError) {
        self.fail(error)
    }
}
