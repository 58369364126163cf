import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream
import WebSocket

/// WebSockets: a handshake with the origin, then a session between both ends (reference: websocket 1).
extension Exchange {
    /// Refuses pages that may not open a WebSocket.
    func checkPage() throws(ProxyError) {
        guard self.isWebSocket, let route = self.route, let uri = self.uri,
            !WebSocketOriginCheck.allows(self.request.fields, authority: uri.authority, route: route)
        else { return }
        self.services.context.counters.add(.originsNotAllowed)
        throw ProxyError(.originNotAllowed(origin: self.request.fields.first(.origin) ?? ""))
    }

    /// Asks the origin.
    func openWebSocket(_ client: ClientHandshake) {
        guard let request = self.webSocketRequest else { return }
        let handshake = WebSocketHandshake(request, services: self.services)
        handshake.delegate = self
        self.socket = .opening(handshake, client)
        handshake.begin()
    }

    var webSocketRequest: WebSocketRequest? {
        guard let uri = self.uri, let route = self.route else { return nil }
        // A WebSocket of SockJS leads to where its sessions lead.
        let isSockJS = self.sockJS == .framedWebSocket || self.sockJS == .rawWebSocket
        return WebSocketRequest(
            head: self.request,
            uri: isSockJS ? SockJSOrigin.uri(uri, route: route, isWebSocket: true) : uri,
            route: route,
            grip: self.grip,
            isTLS: self.isTLS,
            peerAddress: self.wantsAddress ? self.responder.info.peerAddress : nil
        )
    }

    /// Whether anybody is told where the client is.
    private var wantsAddress: Bool {
        self.services.settings.sendsAddress || self.services.context.statistics != nil
    }

    /// The client takes bytes again, or not any more.
    func webSocketWritabilityChanged(isWritable: Bool) {
        switch self.socket {
        case .none: break
        case .opening(let handshake, _) where isWritable: handshake.resumeReading()
        case .opening: break
        case .sockJS(let sockJS): sockJS.clientWritabilityChanged(isWritable: isWritable)
        }
    }

    /// The client's connection is gone.
    func closeWebSocket() {
        switch self.socket {
        case .none: break
        case .opening(let handshake, _): handshake.cancel()
        case .sockJS(let sockJS): sockJS.clientClosed()
        }
        self.socket = .none
    }
}

extension Exchange: WebSocketHandshakeDelegate {
    func handshakeAccepted(_ acceptance: WebSocketAcceptance) {
        guard case .opening(let handshake, let client) = self.socket else { return }
        self.targetPosition = handshake.targetPosition
        guard let place = self.place(of: acceptance) else {
            self.socket = .none
            acceptance.origin.cancel()
            self.answer(ProxyError(.originFailed(reason: "its URI cannot be the place of a WebSocket")))
            return
        }
        _ = self.machine.answered()
        let connection = WebSocketConnection(
            client,
            compression: self.compression,
            compressedFrames: self.services.compressedFrames,
            responder: self.responder,
            policy: self.route?.slowReaderPolicy ?? .close,
            logger: self.services.logger
        )
        let isFramed = self.sockJS == .framedWebSocket
        let session = WebSocketSession(
            isFramed ? SockJSFramedClient(connection, context: self.services.context) : connection,
            acceptance: acceptance,
            place: place,
            isDebug: self.isDebug,
            services: self.services
        )
        self.acceptStatistics(of: session, acceptance)
        self.sentStatus = 101
        self.logRequest(.finished)
        self.socket = .none
        // The WebSocket counts as an open request for its whole life.
        self.isCountedOpen = false
        let webSocket = HeldWebSocket(connection, session: session, services: self.services)
        self.responder.handOver(to: webSocket)
        webSocket.begin()
        // With an origin that is asked over HTTP it is mostly quiet, and every message costs a request anyway.
        self.responder.holdBegan(isLasting: acceptance.target.isWebSocketOverHTTP)
    }

    private func place(of acceptance: WebSocketAcceptance) -> HoldPlace? {
        guard let route = self.route, let uri = self.uri else { return nil }
        let place = HoldPlace(
            route: route,
            target: acceptance.target,
            uri: acceptance.uri,
            clientAuthority: uri.authority,
            isTLS: self.isTLS,
            maximumChannels: self.services.context.limits.subscriptionsPerConnection
        )
        return place.map { self.services.sharing.shared($0) }
    }

    /// What is agreed on with a client that offers compression (reference: behaviour 7.4).
    private var compression: (parameters: DeflateParameters, fieldValue: String)? {
        guard self.services.settings.allowsCompression else { return nil }
        return DeflateNegotiation.answer(offers: self.request.fields.values(.webSocketExtensions))
    }

    func handshakeRejected(_ head: ResponseHead, framing: BodyFraming) {
        if case .opening(let handshake, _) = self.socket {
            self.targetPosition = handshake.targetPosition
        }
        guard self.machine.originHeadReceived(isInstruction: false) == .relay else { return }
        self.sendHead(head, framing: framing, isInstruction: false, mayKeepConnection: false)
    }

    func handshakeBody(_ bytes: ByteBuffer) {
        self.sendBody(bytes)
        if !self.responder.isWritable, case .opening(let handshake, _) = self.socket {
            handshake.pauseReading()
        }
    }

    func handshakeReadComplete() {
        self.responder.flush()
    }

    func handshakeEnded() {
        self.socket = .none
        self.upstreamEnd()
    }

    func handshakeFailed(_ error: ProxyError, cause: UpstreamError?) {
        self.socket = .none
        self.answer(error, cause: cause)
        self.responder.flush()
    }

    func handshakeBroken(_ error: ProxyError) {
        self.socket = .none
        self.abort(error)
    }
}
