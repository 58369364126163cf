import ProxyFanout
import ProxySessions
import Synchronization

/// Knows where channels have subscribers, from nothing but what the shards say.
final class RecordingDirectory: SubscriptionDirectory {
    private struct Told {
        var shards: [String: Set<Int>] = [:]
        var lingering: [String] = []
    }

    private let told = Mutex(Told())

    /// The shards of every channel that has a subscriber.
    var shards: [String: Set<Int>] { self.told.withLock { $0.shards } }
    /// The channels on which a subscription ended that lingers, in order.
    var lingering: [String] { self.told.withLock { $0.lingering } }

    func firstSubscribed(to channelName: ChannelName, shard: Int) {
        self.told.withLock { _ = $0.shards[channelName.text, default: []].insert(shard) }
    }

    func subscriptionEnded(on channelName: ChannelName, lastOfShard shard: Int?, lingers: Bool) {
        self.told.withLock { told in
            if lingers {
                told.lingering.append(channelName.text)
            }
            guard let shard else { return }
            told.shards[channelName.text]?.remove(shard)
            if told.shards[channelName.text]?.isEmpty == true {
                told.shards[channelName.text] = nil
            }
        }
    }

    func holdBegan(on channels: ReliableChannels) -> Bool { false }

    func forget(_ channelName: ChannelName) {}
}
