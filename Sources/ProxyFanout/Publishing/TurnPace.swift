import NIOCore

/// Decides whether a turn of delivery begins at once or lets more items gather first.
///
/// Sending several items to a client costs little more than sending one. While a loop sends to many clients, more is
/// published than one turn brought; then the next turn waits for a part of the time the last one took, so that it has more to
/// send. Whoever publishes now and then is never made to wait.
struct TurnPace {
    /// A turn that is shorter is over before a timer would be worth its cost.
    private static let shortestTurn = TimeAmount.microseconds(200)
    /// Nothing gathers for longer.
    private static let longestWait = TimeAmount.milliseconds(1)

    private var lastEnd = NIODeadline.uptimeNanoseconds(0)
    private var lastDuration = TimeAmount.zero

    init() {}

    /// A turn is over.
    mutating func turnEnded(began: NIODeadline, now: NIODeadline) {
        self.lastEnd = now
        self.lastDuration = now - began
    }

    /// How long the next turn lets items gather.
    ///
    /// - Parameter waitingSince: when the first item of the turn was published.
    /// - Returns: `nil` when the turn begins at once.
    func wait(since waitingSince: NIODeadline) -> TimeAmount? {
        // It came while the loop was delivering: there is more than the loop can send one by one.
        guard waitingSince < self.lastEnd, self.lastDuration >= Self.shortestTurn else { return nil }
        return min(.nanoseconds(self.lastDuration.nanoseconds / 2), Self.longestWait)
    }
}
