import GRIP
import NIOCore
import NIOEmbedded
import ProxyFanout
import ProxySessions

/// Publishes one item to 1,000 subscribers of one loop: sequencing, framing, the registry, and the turn's end.
struct ItemDelivery: MicroBenchmark {
    static let name = "deliver-1000"
    static let count = 100

    private static let subscriberCount = 1000

    private let eventLoop = EmbeddedEventLoop()
    private let hub: PublishHub
    private let shard: Shard
    private let subscribers: [CountingSubscriber]
    private let item: PublishItem
    private var publishCount = 0

    init() {
        self.hub = PublishHub(PublishSettings()) { _, _ in }
        let context = LoopContext(eventLoop: self.eventLoop, limits: Limits())
        self.shard = Shard(context: context, position: 0, directory: self.hub)
        self.subscribers = (0..<Self.subscriberCount).map { _ in CountingSubscriber() }
        for subscriber in self.subscribers {
            self.shard.subscribe(subscriber, to: [ChannelName("news")])
        }
        self.hub.start([PublishHub.Member(self.shard)])
        let content = HTTPStreamContent(content: ByteBuffer(repeating: 0x78, count: 100))
        self.item = PublishItem(channel: "news", httpStream: .send(content))
    }

    mutating func run() throws {
        self.publishCount += 1
        self.hub.publish([self.item], on: self.eventLoop) { _ in }
        self.eventLoop.run()
        guard self.subscribers[0].turnCount == self.publishCount else { throw UnexpectedOutcome() }
    }
}

/// Takes every item as a hold does, and writes nothing.
private final class CountingSubscriber: Subscriber {
    var memberships: [Membership] = []
    let lingers = false
    let receiverKind = ReceiverKind(.stream)
    private(set) var turnCount = 0
    private var pending: ByteBuffer?

    func receive(_ item: PublishedItem, on membership: Int, turn: FanoutTurn) -> Bool {
        guard !turn.isLast else {
            // Nothing follows: it would be sent at once.
            self.turnCount += 1
            return item.streamChunk != nil
        }
        if self.pending == nil {
            turn.mark(self)
        }
        self.pending = item.streamChunk
        return true
    }

    func update() {}

    func turnEnded() {
        self.pending = nil
        self.turnCount += 1
    }
}
