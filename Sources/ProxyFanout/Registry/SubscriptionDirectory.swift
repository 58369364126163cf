package import ProxySessions

/// Who is told which loops have a subscriber of a channel, and asked what was published on it last.
///
/// Called from any loop; one for the whole process.
package protocol SubscriptionDirectory: AnyObject, Sendable {
    /// A channel got its first subscriber on a loop.
    func firstSubscribed(to channelName: ChannelName, shard: Int)

    /// A subscription ended.
    ///
    /// - Parameters:
    ///   - channelName: the channel.
    ///   - shard: the loop, if this was its last subscriber of the channel.
    ///   - lingers: whether the channel counts as subscribed for a while (reference: GRIP 2.2).
    func subscriptionEnded(on channelName: ChannelName, lastOfShard shard: Int?, lingers: Bool)

    /// A hold with these channels was subscribed; says whether it missed something meanwhile (reference: GRIP 2.8).
    func holdBegan(on channels: ReliableChannels) -> Bool

    /// A hold found that an item does not follow on: what was published last on the channel does not count any more.
    func forget(_ channelName: ChannelName)
}

/// A set of loops, one bit each.
package typealias ShardSet = UInt64

extension ShardSet {
    /// The most loops the set can tell apart; the configuration asks for no more.
    package static let capacity = 64

    func contains(shard: Int) -> Bool {
        self & (1 << ShardSet(shard)) != 0
    }
}
