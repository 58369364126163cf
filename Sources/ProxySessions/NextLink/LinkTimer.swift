import NIOCore

/// When a held stream fetches its next link without cause.
///
/// Traffic on every channel shows that nothing is lost and lets the timer skip its next tick. Ticks stay in step with
/// those of other streams with the same link (see `LinkTicks`), so that they are fetched together
/// (reference: GRIP 2.6, "When fetched", "Pacing").
struct LinkTimer: Equatable, Sendable {
    /// The shortest distance of two ticks; a `timeout` of 0 is allowed.
    static let minimumInterval = TimeAmount.milliseconds(100)

    /// The next tick.
    private(set) var due: NIODeadline
    private var isSkipping = false

    init(timeout: TimeAmount, now: NIODeadline) {
        self.due = now + timeout
    }

    /// Takes part in the ticks of a group, if its next one comes earlier.
    mutating func join(_ tick: NIODeadline) {
        self.due = min(self.due, tick)
    }

    /// Every channel had an item: the next tick passes.
    mutating func skipNextTick() {
        self.isSkipping = true
    }

    /// Whether the link is due; moves on to the next tick, by the link's time-out, when the present one is skipped.
    mutating func isDue(now: NIODeadline, timeout: TimeAmount) -> Bool {
        guard self.due <= now else { return false }
        guard self.isSkipping else { return true }
        self.isSkipping = false
        self.due = self.due + max(timeout, Self.minimumInterval)
        return self.due <= now
    }
}
