package import NIOCore

extension Configuration {
    /// What happens to published items (reference: grip 2 and 3).
    package struct Publishing: Sendable, Equatable {
        /// Items per second, before the rule for the shipped value; see `Limits.itemsPerSecond` (`message_rate`).
        package var messageRate = 2500
        /// Items that may wait because of `messageRate`; see `Limits.queuedItems` (`message_hwm`).
        package var messageHighWaterMark = 25_000
        /// Bytes per block in statistics and rate; `nil` is off (`message_block_size`).
        package var messageBlockBytes: Int?
        /// Time an item waits for the one before it (`message_wait`).
        package var reorderingTime: TimeAmount = .milliseconds(5000)
        /// Time a channel of a finished long-poll counts as subscribed (`subscription_linger`).
        package var subscriptionLinger: TimeAmount = .seconds(60)
        /// Whether holds are asked again shortly after the first subscription (`update_on_first_subscription`).
        package var updatesOnFirstSubscription = false

        /// The defaults.
        package init() {}
    }
}
