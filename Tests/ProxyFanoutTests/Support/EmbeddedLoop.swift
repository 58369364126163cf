import GRIP
import NIOCore
import NIOEmbedded
import ProxySessions

@testable import ProxyFanout

/// One loop of the registry, turned by the test.
struct EmbeddedLoop {
    let eventLoop = EmbeddedEventLoop()
    let context: LoopContext
    let shard: Shard

    init(position: Int = 0, directory: any SubscriptionDirectory, statistics: LoopStatistics? = nil) {
        self.context = LoopContext(eventLoop: self.eventLoop, limits: Limits(), statistics: statistics)
        self.shard = Shard(context: self.context, position: position, directory: directory)
    }

    /// A subscriber of these channels.
    func subscriber(of names: String...) -> RecordingSubscriber {
        let subscriber = RecordingSubscriber()
        self.shard.subscribe(subscriber, to: names.map { ChannelName($0) })
        return subscriber
    }

    /// Delivers one item; the number of subscribers that took it.
    func deliver(_ channelName: String, id: String = "i", now: NIODeadline = .uptimeNanoseconds(0)) -> Int {
        self.deliver([.stream(channelName, id: id)], now: now)[0]
    }

    /// Delivers items in one turn; for each the number of subscribers that took it.
    func deliver(_ items: [PublishItem], now: NIODeadline = .uptimeNanoseconds(0)) -> [Int] {
        self.shard.deliver(items.map { PublishedItem($0) }, now: now).map(\.total)
    }

    /// Runs what waits on the loop.
    func turn() {
        self.eventLoop.run()
    }
}
