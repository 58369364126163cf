package import NIOCore

/// A limit on items per second, as a bucket that holds a burst: `message_hwm` items, at least one second's worth.
///
/// Unlike Pushpin, which drops silently, what is over the limit is refused to the publisher (design: `message_rate`).
package struct ItemRateLimit {
    private let itemsPerSecond: Int
    private let burst: Double
    private var available: Double
    private var refilled: NIODeadline

    /// A limit with a full bucket; zero or less is no limit.
    package init(itemsPerSecond: Int, burst: Int, now: NIODeadline) {
        self.itemsPerSecond = itemsPerSecond
        self.burst = Double(max(itemsPerSecond, burst))
        self.available = self.burst
        self.refilled = now
    }

    /// Takes one item's room; returns false when there is none.
    package mutating func take(now: NIODeadline) -> Bool {
        guard self.itemsPerSecond > 0 else { return true }
        let elapsed = Double((now - self.refilled).nanoseconds) / 1e9
        self.available = min(self.burst, self.available + elapsed * Double(self.itemsPerSecond))
        self.refilled = now
        guard self.available >= 1 else { return false }
        self.available -= 1
        return true
    }
}
