import HTTP1
import Logging
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream

/// One line per finished or held request, in the shape of Pushpin's (reference: ops 5.2).
extension Exchange {
    /// How a request ended, for the log.
    enum LoggedEnd {
        /// The response was sent whole.
        case finished
        /// The request went into a hold.
        case held
        /// The client left before the end.
        case clientGone
        /// The origin broke off within the body.
        case broken
    }

    /// Writes the line, once.
    func logRequest(_ end: LoggedEnd) {
        guard !self.isLogged else { return }
        self.isLogged = true
        guard self.services.logsRequests else { return }
        var line = "\(self.request.method) \(self.loggedURI)"
        if self.isCountedOpen || self.upstream != nil || self.instructed != nil || self.sentStatus != nil,
            let target = self.target
        {
            line += " -> \(target)"
            if self.isWebSocket && target.isWebSocketOverHTTP {
                line += "[http]"
            }
        }
        let fields = self.request.fields
        if self.services.settings.logsAddress, let address = self.responder.info.peerAddress {
            line += " from=\(address)"
        }
        if let referrer = fields.first("Referer") {
            line += " ref=\(referrer)"
        }
        if let route = self.route, route.hasExplicitID {
            line += " route=\(route.id)"
        }
        switch end {
        case .finished:
            line += " code=\(self.sentStatus ?? 0) \(self.sentBodyBytes)"
        case .held:
            line += " accept"
        case .clientGone, .broken:
            line += " error"
        }
        if self.isRetry {
            line += " retry"
        }
        if self.services.settings.logsUserAgent, let agent = fields.first("User-Agent") {
            line += " ua=\(agent)"
        }
        let isStructured = self.services.settings.logFormat == .json
        self.services.logger.info("\(line)", metadata: isStructured ? self.fields(of: end) : nil)
    }

    /// What the line says, for programs.
    private func fields(of end: LoggedEnd) -> Logger.Metadata {
        var fields: Logger.Metadata = [
            "method": "\(self.request.method)", "uri": "\(self.loggedURI)", "outcome": "\(end)",
        ]
        fields["target"] = self.target.map { "\($0)" }
        fields["route.id"] = self.route.map { "\($0.id)" }
        fields["code"] = self.sentStatus.map { "\($0)" }
        fields["bytes"] = self.sentStatus.map { _ in "\(self.sentBodyBytes)" }
        return fields
    }

    /// The absolute URI as the client sees it.
    var loggedURI: String {
        let scheme =
            switch (self.isWebSocket, self.isTLS) {
            case (false, false): "http"
            case (false, true): "https"
            case (true, false): "ws"
            case (true, true): "wss"
            }
        let target = String(decoding: self.uri?.target ?? self.request.target, as: UTF8.self)
        return "\(scheme)://\(self.uri?.authority ?? "?")\(target)"
    }

    /// The reason for an answer made here: always in the log, in the body only in debug mode.
    func logFailure(_ error: ProxyError, cause: UpstreamError?) {
        if error.side == .origin {
            self.services.context.counters.add(.originErrors)
        }
        let level: Logger.Level = error.side == .client ? .info : .warning
        var metadata: Logger.Metadata = [
            "error.code": "\(error.code)", "uri": "\(self.loggedURI)", "route.id": "\(self.route?.id ?? "-")",
        ]
        if let cause {
            metadata["reason"] = "\(cause)"
        }
        self.services.logger.log(level: level, "\(error)", metadata: metadata)
    }

    func metadata(of error: UpstreamError) -> Logger.Metadata {
        [
            "uri": "\(self.loggedURI)",
            "target": "\(self.target?.description ?? "-")",
            "reason": "\(error)",
        ]
    }
}
