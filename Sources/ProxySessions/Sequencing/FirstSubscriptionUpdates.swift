package import NIOCore

/// The channels that got their first subscriber, until their holds ask the origin what they may have missed.
///
/// An item published between the origin's answer and the subscription reached nobody; an update shortly afterwards
/// closes that gap. Reference: GRIP 2.8, "First subscription" (`update_on_first_subscription`).
package struct FirstSubscriptionUpdates: Sendable {
    /// The time from the first subscription to the update.
    package static let defaultDelay = TimeAmount.seconds(1)

    private let isEnabled: Bool
    private let delay: TimeAmount
    private let capacity: Int
    private var channels = RecencyMap<ChannelName, NIODeadline>()

    /// A record without channels.
    ///
    /// - Parameters:
    ///   - isEnabled: the switch `update_on_first_subscription`.
    ///   - delay: the time from the subscription to the update.
    ///   - capacity: how many channels may wait for their update.
    package init(isEnabled: Bool, delay: TimeAmount = Self.defaultDelay, capacity: Int = 1_000_000) {
        self.isEnabled = isEnabled
        self.delay = delay
        self.capacity = capacity
    }

    /// When `due` must next be called; `nil` when no channel waits.
    package var nextDeadline: NIODeadline? { self.channels.oldest?.value }

    package enum OnSubscription: Equatable {
        /// The channel is updated at this time.
        case wait(until: NIODeadline)
        /// Too many channels wait: this one is not updated; count it.
        case drop
        /// Nothing to do: the switch is off, or the channel waits already.
        case ignore
    }

    /// A channel got its first subscriber; it had none before, not even one that lingers.
    package mutating func firstSubscribed(channelName: ChannelName, now: NIODeadline) -> OnSubscription {
        guard self.isEnabled, !self.channels.contains(channelName) else { return .ignore }
        guard self.channels.count < self.capacity else { return .drop }
        let due = now + self.delay
        self.channels.set(due, for: channelName)
        return .wait(until: due)
    }

    /// A channel's last subscription ended, and does not linger.
    package mutating func subscriptionEnded(channelName: ChannelName) {
        self.channels.removeValue(for: channelName)
    }

    /// Takes the channels whose holds are to be updated now, with low priority.
    package mutating func due(now: NIODeadline) -> [ChannelName] {
        var names: [ChannelName] = []
        while let oldest = self.channels.oldest, oldest.value <= now {
            _ = self.channels.removeOldest()
            names.append(oldest.key)
        }
        return names
    }
}
