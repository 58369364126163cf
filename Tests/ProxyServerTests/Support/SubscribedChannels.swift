import ProxyFanout
import ProxySessions
import Synchronization

/// A directory that knows the channels with a subscriber.
final class SubscribedChannels: SubscriptionDirectory {
    private let names = Mutex<Set<String>>([])

    var all: Set<String> { self.names.withLock { $0 } }

    func firstSubscribed(to channelName: ChannelName, shard: Int) {
        self.names.withLock { _ = $0.insert(channelName.text) }
    }

    func subscriptionEnded(on channelName: ChannelName, lastOfShard shard: Int?, lingers: Bool) {
        guard shard != nil else { return }
        self.names.withLock { _ = $0.remove(channelName.text) }
    }

    func holdBegan(on channels: ReliableChannels) -> Bool { false }

    func forget(_ channelName: ChannelName) {}
}
