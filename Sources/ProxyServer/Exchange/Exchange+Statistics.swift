import GRIP
import HTTP1
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions

/// What the statistics are told of a request (reference: ops 3).
extension Exchange {
    /// The request has a route: it is counted from here on, until its responder is detached.
    func beginStatistics() {
        guard let statistics = self.services.context.statistics, let route = self.route else { return }
        self.responder.statistics = statistics.connectionBegan(
            LoopStatistics.Beginning(
                routeID: route.statisticsID,
                isWebSocket: self.isWebSocket,
                isTLS: self.isTLS,
                headBytes: self.request.statisticsByteCount
            ),
            peerAddress: {
                self.services.settings.logicalAddress(
                    of: self.request.fields,
                    isTrusted: self.grip.isTrustedClient,
                    peerAddress: self.responder.info.peerAddress
                )
            }
        )
    }

    /// The WebSocket has an origin, and with one that is asked over HTTP a name.
    func acceptStatistics(of session: WebSocketSession, _ acceptance: WebSocketAcceptance) {
        guard let statistics = self.services.context.statistics else { return }
        session.statistics = self.responder.statistics
        // The heads of both handshakes differ only in what belongs to one hop.
        self.count(.serverHeaderBytesSent, self.request.statisticsByteCount)
        self.count(.serverHeaderBytesReceived, acceptance.head.statisticsByteCount)
        self.count(.clientHeaderBytesSent, acceptance.head.statisticsByteCount)
        statistics.webSocketAccepted(session.statistics, connectionID: acceptance.connectionID)
    }

    /// Adds to a counter of the route.
    func count(_ counter: TrafficCounter, _ amount: @autoclosure () -> Int) {
        guard let statistics = self.services.context.statistics else { return }
        statistics.add(counter, amount(), for: self.responder.statistics)
    }
}

extension WebSocketAcceptance {
    /// The name the origin knows the connection by, if it has one.
    var connectionID: String? { (self.origin as? OverHTTPOrigin)?.connectionID }
}

extension Route {
    /// The name its statistics are told under; `nil` of a route that was given none.
    var statisticsID: String? { self.hasExplicitID ? self.id : nil }
}

extension LoopServices {
    /// The loop's part of the statistics.
    var statisticsMember: StatisticsHub.Member? {
        self.context.statistics.map { StatisticsHub.Member($0, shard: self.shard) }
    }
}

extension ExchangeSettings {
    /// The address of a client as statistics tell it.
    ///
    /// - Parameters:
    ///   - fields: the fields of its request.
    ///   - isTrusted: whether the client is a GRIP proxy itself.
    ///   - peerAddress: the address of the connection.
    /// - Returns: what the rule for such clients makes of it.
    func logicalAddress(of fields: HeaderFields, isTrusted: Bool, peerAddress: @autoclosure () -> String?) -> String? {
        let rule = isTrusted ? self.requestRules.trustedForwardedFor : self.requestRules.forwardedFor
        return rule.logicalAddress(in: fields) ?? peerAddress()
    }
}
