import ProxySessions
import Synchronization

/// Which loops have a subscriber of a channel.
///
/// Written when a channel gets its first subscriber on a loop or loses its last, read once per published item.
package final class ChannelIndex: Sendable {
    /// A set of shards, one bit each.
    typealias ShardSet = UInt64
    /// The most shards the set can tell apart; event loops beyond it are refused by the configuration.
    package static let maximumShardCount = 64

    private let shards = Mutex<[ChannelName: ShardSet]>([:])

    package init() {}

    /// How many channels have a subscriber.
    package var channelCount: Int {
        self.shards.withLock { $0.count }
    }

    func firstSubscribed(to channelName: ChannelName, shard: Int) {
        self.shards.withLock { $0[channelName, default: 0] |= 1 << ShardSet(shard) }
    }

    func lastUnsubscribed(from channelName: ChannelName, shard: Int) {
        self.shards.withLock { shards in
            guard let set = shards[channelName] else { return }
            let rest = set & ~(1 << ShardSet(shard))
            shards[channelName] = rest == 0 ? nil : rest
        }
    }

    func shards(of channelName: ChannelName) -> ShardSet {
        self.shards.withLock { $0[channelName] ?? 0 }
    }
}
