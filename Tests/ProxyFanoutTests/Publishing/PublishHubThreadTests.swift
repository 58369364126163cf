import GRIP
import NIOCore
import NIOEmbedded
import ProxyFanout
import ProxySessions
import Synchronization
import Testing

/// The hub between loops that are really on different threads.
struct PublishHubThreadTests {
    /// A loop with a thread of its own and one subscriber.
    private struct ThreadLoop {
        let eventLoop = NIOAsyncTestingEventLoop()
        let member: PublishHub.Member
        let subscriber: NIOLoopBound<RecordingSubscriber>

        init(position: Int, hub: PublishHub) async throws {
            (self.member, self.subscriber) = try await self.eventLoop.executeInContext { [eventLoop] in
                let context = LoopContext(eventLoop: eventLoop, limits: Limits())
                let shard = Shard(context: context, position: position, directory: hub)
                let subscriber = RecordingSubscriber()
                shard.subscribe(subscriber, to: [ChannelName("a")])
                return (PublishHub.Member(shard), NIOLoopBound(subscriber, eventLoop: eventLoop))
            }
        }

        func received() async throws -> [String] {
            try await self.eventLoop.executeInContext { [subscriber] in subscriber.value.received }
        }
    }

    @Test func completionRunsOnTheLoopOfThePublisher() async throws {
        let hub = PublishHub(PublishSettings()) { _, _ in }
        let loop = try await ThreadLoop(position: 0, hub: hub)
        hub.start([loop.member])
        let publisher = NIOAsyncTestingEventLoop()
        let isOnLoop = Mutex<Bool?>(nil)
        hub.publish([.stream("a", id: "1")], on: publisher) { _ in
            isOnLoop.withLock { $0 = publisher.inEventLoop }
        }
        await loop.eventLoop.run()
        await publisher.run()
        #expect(isOnLoop.withLock { $0 } == true)
    }

    @Test func everyLoopSeesConcurrentItemsInTheSameOrder() async throws {
        let hub = PublishHub(PublishSettings()) { _, _ in }
        let loops = [
            try await ThreadLoop(position: 0, hub: hub), try await ThreadLoop(position: 1, hub: hub),
        ]
        hub.start(loops.map(\.member))
        let publisher = NIOAsyncTestingEventLoop()
        let log = OutcomeLog()
        await withTaskGroup(of: Void.self) { group in
            for name in ["p", "q", "r", "s"] {
                group.addTask {
                    for number in 100..<200 {
                        hub.publish([.stream("a", id: "\(name)\(number)")], on: publisher) { log.add($0) }
                    }
                }
            }
        }
        for loop in loops {
            await loop.eventLoop.run()
        }
        await publisher.run()
        let first = try await loops[0].received()
        let second = try await loops[1].received()
        #expect(first.count == 400)
        #expect(first == second)
        for name in ["p", "q", "r", "s"] {
            let own = first.filter { $0.hasPrefix(name) }
            #expect(own == own.sorted())
        }
        #expect(log.completions == Array(repeating: [.published(receivers: 2)], count: 400))
    }
}
