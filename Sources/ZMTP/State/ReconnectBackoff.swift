import NIOCore

/// How long to wait before the next attempt to connect: 100 ms, doubled with every failure up to 5 seconds.
struct ReconnectBackoff {
    private static let shortest = TimeAmount.milliseconds(100)
    private static let longest = TimeAmount.seconds(5)

    private var next = Self.shortest

    /// An attempt failed, or the connection was lost.
    ///
    /// - Parameter jitter: from 0 to 1; up to a quarter of the time is taken off by it, so that many clients of a
    ///   server that restarts do not come back at once.
    /// - Returns: the time to wait.
    mutating func failed(jitter: Double) -> TimeAmount {
        let wait = self.next
        self.next = min(.nanoseconds(wait.nanoseconds * 2), Self.longest)
        return .nanoseconds(wait.nanoseconds - Int64(Double(wait.nanoseconds / 4) * min(max(jitter, 0), 1)))
    }

    /// The handshake with the peer was done.
    mutating func succeeded() {
        self.next = Self.shortest
    }
}
