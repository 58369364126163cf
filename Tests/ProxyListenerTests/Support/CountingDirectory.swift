import ProxyFanout
import ProxySessions
import Synchronization

/// Counts the channels that have a subscriber.
final class CountingDirectory: SubscriptionDirectory {
    private let names = Mutex<Set<ChannelName>>([])

    var channelCount: Int { self.names.withLock { $0.count } }

    func firstSubscribed(to channelName: ChannelName, shard: Int) {
        self.names.withLock { _ = $0.insert(channelName) }
    }

    func subscriptionEnded(on channelName: ChannelName, lastOfShard shard: Int?, lingers: Bool) {
        guard shard != nil else { return }
        self.names.withLock { _ = $0.remove(channelName) }
    }

    func holdBegan(on channels: ReliableChannels) -> Bool { false }

    func forget(_ channelName: ChannelName) {}
}
