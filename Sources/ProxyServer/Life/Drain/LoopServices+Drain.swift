import ProxyFanout
import ProxyListener
import ProxySessions

/// The end of the process, as one event loop sees it.
extension LoopServices {
    /// What is open on this loop; connections that wait for a request are closed on the way.
    func surveyDrain() -> DrainSurvey {
        var survey = self.connections?.surveyDrain() ?? DrainSurvey()
        survey.holds += self.openSockJSSessions.count
        survey.errands = self.goneLinks.count + self.overHTTP.leavingCount
        return survey
    }

    /// Tells this loop's part of a slice of holds that the process ends.
    ///
    /// - Parameters:
    ///   - slice: how many are told on all loops together.
    ///   - total: how many there are on all loops together.
    ///   - reconnecting: when clients of streams shall come back, in milliseconds.
    /// - Returns: what was told.
    func drainHolds(_ slice: Int, of total: Int, reconnecting: ClosedRange<Int>) -> DrainedHolds {
        let own = self.surveyDrain().holds
        var left = (own * slice + total - 1) / max(1, total)
        var drained = DrainedHolds()
        for session in self.openSockJSSessions.prefix(left) {
            drained.count(.webSocket)
            session.webSocket?.leave()
        }
        left -= drained.count
        if left > 0, let connections = self.connections {
            drained = drained + connections.drainHolds(left, reconnecting: reconnecting)
        }
        self.context.counters.add(.drainedHolds, drained.count)
        return drained
    }

    /// SockJS sessions whose clients poll or stream; the others are connections.
    private var openSockJSSessions: [SockJSSession] {
        self.sockJS.sessionsOfThisLoop.filter { $0.webSocket?.isOpenToItems == true }
    }
}
