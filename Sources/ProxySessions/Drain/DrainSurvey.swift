/// What is still open in a process that is about to end.
package struct DrainSurvey: Equatable, Sendable {
    /// Requests that are being answered, or whose head is arriving.
    package var requests = 0
    /// Streams, long-polls and WebSockets that have not been told.
    package var holds = 0
    /// WebSockets that were sent a Close and have not answered it.
    package var closing = 0
    /// Connections whose last bytes have not left.
    package var sending = 0
    /// Connections whose clients have everything and may close them.
    package var lingering = 0
    /// Requests that tell origins of ends: gone links, `DISCONNECT` events.
    package var errands = 0

    /// Nothing open.
    package init() {}

    /// What is open here and there together.
    package static func + (one: DrainSurvey, other: DrainSurvey) -> DrainSurvey {
        var sum = one
        sum.requests += other.requests
        sum.holds += other.holds
        sum.closing += other.closing
        sum.sending += other.sending
        sum.lingering += other.lingering
        sum.errands += other.errands
        return sum
    }

    /// What is cut when the process ends now.
    package var unfinishedCount: Int { self.requests + self.holds + self.closing + self.sending }

    /// Counts one connection.
    package mutating func count(_ stage: DrainStage) {
        switch stage {
        case .idle: break
        case .request: self.requests += 1
        case .stream, .longPoll, .webSocket: self.holds += 1
        case .closing: self.closing += 1
        case .sending: self.sending += 1
        case .lingering: self.lingering += 1
        }
    }
}
