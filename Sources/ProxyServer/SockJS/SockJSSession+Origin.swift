import HTTP1
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import ProxyUpstream

/// The way to the origin.
extension SockJSSession {
    /// Asks the origin; the first request waits for the answer.
    func begin(_ reply: SockJSReply) {
        self.services.context.counters.add(.sockJSSessions)
        self.receiver = reply
        self.beginStatistics()
        let uri = SockJSOrigin.uri(self.request.uri, route: self.request.route, isWebSocket: false)
        let handshake = WebSocketHandshake(
            WebSocketRequest(
                head: SockJSOrigin.head(self.request.head, uri: uri),
                uri: uri,
                route: self.request.route,
                grip: self.request.grip,
                isTLS: self.request.isTLS,
                peerAddress: self.request.peerAddress
            ),
            services: self.services
        )
        self.opening = handshake
        handshake.delegate = self
        handshake.begin()
    }

    /// Nothing came of it: the first request gets the answer.
    private func refused() -> SockJSReply? {
        defer { self.receiver = nil }
        self.opening = nil
        self.rejection = nil
        self.machine.refused()
        self.forget()
        return self.receiver
    }

    private func place(_ acceptance: WebSocketAcceptance) -> HoldPlace? {
        HoldPlace(
            route: self.request.route,
            target: acceptance.target,
            uri: acceptance.uri,
            clientAuthority: self.request.uri.authority,
            isTLS: self.request.isTLS,
            maximumChannels: self.services.context.limits.subscriptionsPerConnection
        )
    }
}

extension SockJSSession: WebSocketHandshakeDelegate {
    func handshakeAccepted(_ acceptance: WebSocketAcceptance) {
        guard let place = self.place(acceptance) else {
            acceptance.origin.cancel()
            self.refused()?.fail(ProxyError(.rewritingFailed))
            return
        }
        self.opening = nil
        let webSocket = WebSocketSession(
            self,
            acceptance: acceptance,
            place: place,
            isDebug: self.isDebug,
            services: self.services
        )
        self.acceptStatistics(of: webSocket, acceptance)
        webSocket.exchange = self
        self.webSocket = webSocket
        webSocket.begin()
    }

    func handshakeRejected(_ head: ResponseHead, framing: BodyFraming) {
        self.rejection = SockJSResponse(head)
    }

    func handshakeBody(_ bytes: ByteBuffer) {
        guard self.rejection != nil else { return }
        self.rejection?.body.writeImmutableBuffer(bytes)
        let limit = self.services.context.limits.sockJSBodyBytes
        guard self.rejection?.body.readableBytes ?? 0 > limit else { return }
        self.opening?.cancel()
        let reason = "it refuses a SockJS session with more than \(limit) bytes"
        self.refused()?.fail(ProxyError(.originFailed(reason: reason)))
    }

    func handshakeReadComplete() {
        // The rejection is answered as a whole.
    }

    func handshakeEnded() {
        guard let rejection = self.rejection else { return }
        self.refused()?.answer(rejection)
    }

    func handshakeFailed(_ error: ProxyError, cause: UpstreamError?) {
        self.refused()?.fail(error, cause: cause)
    }

    func handshakeBroken(_ error: ProxyError) {
        self.refused()?.fail(error)
    }
}
