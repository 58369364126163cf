import NIOCore

/// Decides whether a turn of delivery begins at once or lets more items gather first.
///
/// Sending several items to a client costs little more than sending one. While a loop is mostly busy sending, and more than
/// one item is on its way at a time, the next turn waits for as long as the last one took, within limits, so that it has more
/// to send. Whoever publishes now and then, or only after the item before has arrived, is never made to wait.
struct TurnPace {
    /// A turn that is shorter is over before a timer would be worth its cost.
    private static let shortestTurn = TimeAmount.microseconds(200)
    /// Nothing gathers for longer.
    private static let longestWait = TimeAmount.milliseconds(2)

    private var lastEnd = NIODeadline.uptimeNanoseconds(0)
    private var lastDuration = TimeAmount.zero
    /// Whether the last turn had several items.
    private var hadSeveral = false

    init() {}

    /// A turn with so many items is over.
    mutating func turnEnded(began: NIODeadline, now: NIODeadline, itemCount: Int) {
        self.lastEnd = now
        self.lastDuration = now - began
        self.hadSeveral = itemCount > 1
    }

    /// Whether the last turn was a short one.
    var wasShort: Bool { self.lastDuration < Self.shortestTurn }

    /// How long the next turn lets items gather.
    ///
    /// - Parameter waitingSince: when the first item of the turn was published.
    /// - Returns: `nil` when the turn begins at once.
    func wait(since waitingSince: NIODeadline) -> TimeAmount? {
        guard !self.wasShort, self.isBusy(waitingSince) else { return nil }
        return min(self.lastDuration, Self.longestWait)
    }

    /// Whether more is published than the loop can send one by one.
    private func isBusy(_ waitingSince: NIODeadline) -> Bool {
        // It came while the loop was delivering; or so soon after that the loop delivers for most of the time. A publisher
        // on the loop itself is not heard during a turn.
        waitingSince < self.lastEnd || self.hadSeveral && waitingSince < self.lastEnd + self.lastDuration
    }
}
