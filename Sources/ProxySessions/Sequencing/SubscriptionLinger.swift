package import NIOCore

/// The channels that count as subscribed for a while after a long poll on them has ended.
///
/// A client that polls again and again is away between two polls; without this its channels' last ids would be
/// forgotten each time. Reference: GRIP 2.2, 5 step 2 (`subscription_linger`).
package struct SubscriptionLinger: Sendable {
    private let duration: TimeAmount
    private let capacity: Int
    private var ends = RecencyMap<ChannelName, NIODeadline>()

    /// A record without channels.
    ///
    /// - Parameters:
    ///   - duration: how long a channel lingers; zero or less is not at all.
    ///   - capacity: how many channels may linger; of more, the one whose poll ended longest ago stops.
    package init(duration: TimeAmount, capacity: Int = 1_000_000) {
        self.duration = duration
        self.capacity = capacity
    }

    /// How many channels linger.
    package var count: Int { self.ends.count }

    /// When `expired` must next be called; `nil` when nothing lingers.
    package var nextDeadline: NIODeadline? { self.ends.oldest?.value }

    /// Whether a channel still counts as subscribed.
    package func isLingering(_ channelName: ChannelName, now: NIODeadline) -> Bool {
        guard let end = self.ends[channelName] else { return false }
        return now < end
    }

    /// A response hold on a channel ended, answered or not: the channel lingers from now on.
    ///
    /// Returns a channel that had to stop for it; treat that like one from `expired`.
    package mutating func holdEnded(channelName: ChannelName, now: NIODeadline) -> ChannelName? {
        guard self.duration > .zero, self.capacity > 0 else { return nil }
        self.ends.set(now + self.duration, for: channelName)
        return self.ends.count > self.capacity ? self.ends.removeOldest()?.key : nil
    }

    /// Takes the channels that stopped lingering.
    ///
    /// Those without subscriber have lost their last subscription now: see `ItemSequencer.subscriptionEnded`.
    package mutating func expired(now: NIODeadline) -> [ChannelName] {
        var names: [ChannelName] = []
        while let oldest = self.ends.oldest, oldest.value <= now {
            _ = self.ends.removeOldest()
            names.append(oldest.key)
        }
        return names
    }
}
