import Logging
import NIOCore
import ProxySessions

/// What came of a drain, for the last lines of the log.
struct DrainReport: Equatable, Sendable {
    /// The holds that were told.
    var told = DrainedHolds()
    /// How long it took.
    var duration = TimeAmount.zero
    /// Requests that began meanwhile.
    var requestsBegun = 0
    private var first: DrainSurvey?
    private var last = DrainSurvey()

    /// Nothing done yet.
    init() {}

    /// Notes what is open.
    mutating func see(_ survey: DrainSurvey) {
        self.first = self.first ?? survey
        self.last = survey
    }

    /// What was open when there was no more time.
    var cut: DrainSurvey { self.last }

    /// Requests that came to their end, by an answer or because the client left.
    var requestsFinished: Int {
        let becameHolds = max(0, self.told.count + self.last.holds - (self.first?.holds ?? 0))
        return max(0, (self.first?.requests ?? 0) + self.requestsBegun - becameHolds - self.last.requests)
    }

    /// The numbers, by name; those of what was cut only where something was.
    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [
            "streams.told": "\(self.told.streams)",
            "longpolls.answered": "\(self.told.longPolls)",
            "websockets.closed": "\(self.told.webSockets)",
            "requests.finished": "\(self.requestsFinished)",
            "cut": "\(self.last.unfinishedCount)",
            "milliseconds": "\(self.duration.nanoseconds / 1_000_000)",
        ]
        guard self.last.unfinishedCount > 0 else { return metadata }
        metadata["cut.requests"] = "\(self.last.requests)"
        metadata["cut.holds"] = "\(self.last.holds)"
        metadata["cut.websockets"] = "\(self.last.closing)"
        metadata["cut.unsent"] = "\(self.last.sending)"
        return metadata
    }
}
