/// The holds that were told of the end of the process, by kind.
package struct DrainedHolds: Equatable, Sendable {
    /// Streams that were ended; those of events with a time to come back.
    package var streams = 0
    /// Long-polls that were answered with their time-out response.
    package var longPolls = 0
    /// WebSockets that were sent a Close.
    package var webSockets = 0

    /// None.
    package init() {}

    /// All together.
    package var count: Int { self.streams + self.longPolls + self.webSockets }

    /// The holds of both.
    package static func + (one: DrainedHolds, other: DrainedHolds) -> DrainedHolds {
        var sum = one
        sum.streams += other.streams
        sum.longPolls += other.longPolls
        sum.webSockets += other.webSockets
        return sum
    }

    /// Counts one hold.
    package mutating func count(_ stage: DrainStage) {
        switch stage {
        case .stream: self.streams += 1
        case .longPoll: self.longPolls += 1
        case .webSocket: self.webSockets += 1
        case .idle, .request, .closing, .sending, .lingering: break
        }
    }
}
