import Logging
import ProxySessions

/// Why a hold ended, for the log.
enum HoldEnd: String, Sendable {
    case answered = "answered by a publish"
    case closed = "closed by a publish"
    case timedOut = "timeout"
    case askedAgain = "sent to the origin again"
    case closedByClient = "closed by the client"
    case closedByOrigin = "closed by the origin"
    case clientLeft = "client left"
    case originLost = "origin lost"
    case slowReader = "slow reader"
    case finished = "no further page"
    case failed = "failed"
    case drained = "the process ends"
}

extension LoopServices {
    /// Writes the line of a hold that has ended.
    ///
    /// Pushpin has no such line: who reads its format sees it only when debugging.
    ///
    /// - Parameters:
    ///   - kind: the kind of hold.
    ///   - end: why it ended.
    ///   - uri: what the client asked for.
    ///   - routeID: the route that it came by.
    func logHoldEnd(
        _ kind: StaticString,
        _ end: HoldEnd,
        uri: @autoclosure () -> String,
        routeID: @autoclosure () -> String
    ) {
        let level: Logger.Level = self.settings.logFormat == .pushpin ? .debug : .info
        guard self.logger.logLevel <= level else { return }
        self.logger.log(
            level: level,
            "hold ended: \(end.rawValue)",
            metadata: ["hold": "\(kind)", "uri": "\(uri())", "route.id": "\(routeID())"]
        )
    }
}
