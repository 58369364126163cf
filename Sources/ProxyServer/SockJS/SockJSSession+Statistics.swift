import HTTP1
import ProxyFanout
import ProxySessions

/// A session counts as one WebSocket, and its requests do not count (reference: ops 3).
extension SockJSSession {
    /// The session is counted from here on, until it is forgotten.
    func beginStatistics() {
        guard let statistics = self.services.context.statistics else { return }
        self.statistics = statistics.connectionBegan(
            LoopStatistics.Beginning(
                routeID: self.request.route.statisticsID,
                isWebSocket: true,
                isTLS: self.request.isTLS,
                headBytes: self.request.head.statisticsByteCount
            ),
            peerAddress: {
                self.services.settings.logicalAddress(
                    of: self.request.head.fields,
                    isTrusted: self.request.grip.isTrustedClient,
                    peerAddress: self.request.peerAddress
                )
            }
        )
    }

    /// The session has an origin, and with one that is asked over HTTP a name.
    func acceptStatistics(of session: WebSocketSession, _ acceptance: WebSocketAcceptance) {
        guard let statistics = self.services.context.statistics else { return }
        session.statistics = self.statistics
        statistics.webSocketAccepted(self.statistics, connectionID: acceptance.connectionID)
    }
}
