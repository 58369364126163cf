package import NIOCore

/// The limits and times of publishing.
package struct PublishSettings: Sendable {
    /// How long an item's id is remembered (`id_cache_ttl`).
    package var itemIDLifetime: TimeAmount = .seconds(60)
    /// How many ids are remembered.
    package var itemIDs = 1_000_000
    /// Items per second that are let through; 0 is no limit (`message_rate`).
    package var itemsPerSecond = 0
    /// Items that may come at once (`message_hwm`).
    package var burst = 0
    /// How long an item waits for its predecessor (`message_wait`).
    package var reorderingTime: TimeAmount = .seconds(5)
    /// How long a channel counts as subscribed after a long poll (`subscription_linger`).
    package var subscriptionLinger: TimeAmount = .seconds(60)
    /// Whether holds ask their origins again after a channel's first subscription (`update_on_first_subscription`).
    package var updatesOnFirstSubscription = false

    /// The defaults.
    package init() {}
}
