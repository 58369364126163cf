import NIOCore
import NIOEmbedded
import ProxySessions
import Testing

@testable import ProxyFanout

struct DeliveryTests {
    let loop = EmbeddedEventLoop()
    let log = OutcomeLog()

    private func part(_ channelName: String, position: Int?, shards: ShardSet) -> Delivery.Part {
        Delivery.Part(item: PublishedItem(.stream(channelName, id: "i")), position: position, shards: shards)
    }

    private func delivery(_ parts: [Delivery.Part], outcomes: [ItemOutcome]) -> Delivery {
        let caller = Delivery.Caller(eventLoop: self.loop) { [log] in log.add($0) }
        return Delivery(parts: parts, outcomes: outcomes, caller: caller)
    }

    /// One loop has delivered its parts; says which numbers it left for the deliveries after this one.
    private func finish(_ delivery: Delivery, shard: Int, _ receivers: Int...) -> [Int] {
        var left = receivers.map { count in
            var receivers = Receivers()
            receivers[.stream] = count
            return receivers
        }[...]
        delivery.shardFinished(shard, receivers: &left) { [log] in log.published($0, $1) }
        return left.map(\.total)
    }

    @Test func lastLoopReportsTheSums() {
        let delivery = self.delivery(
            [self.part("a", position: 0, shards: 0b11), self.part("b", position: 2, shards: 0b10)],
            outcomes: [.published(receivers: 0), .duplicate, .published(receivers: 0), .refused("no")]
        )
        #expect(delivery.shards == 0b11)
        #expect(self.finish(delivery, shard: 0, 3, 100) == [100])
        #expect(self.log.completions.isEmpty)
        #expect(self.finish(delivery, shard: 1, 4, 1, 100) == [100])
        let outcomes: [ItemOutcome] = [
            .published(receivers: 7), .duplicate, .published(receivers: 1), .refused("no"),
        ]
        #expect(self.log.completions == [outcomes])
        #expect(self.log.lines == ["a 7", "b 1"])
    }

    @Test func deliveryWithoutLoopsIsCompleteAtOnce() {
        let delivery = self.delivery([self.part("a", position: 0, shards: 0)], outcomes: [.published(receivers: 0)])
        delivery.finishWithoutShards { self.log.published($0, $1) }
        #expect(self.log.completions == [[.published(receivers: 0)]])
        #expect(self.log.lines == ["a 0"])
    }

    /// An item that waited belongs to a call that was answered long ago.
    @Test func itemThatWaitedIsLoggedButChangesNoOutcome() {
        let delivery = self.delivery(
            [self.part("a", position: 0, shards: 0b1), self.part("a", position: nil, shards: 0b1)],
            outcomes: [.published(receivers: 0), .waiting]
        )
        #expect(self.finish(delivery, shard: 0, 2, 2).isEmpty)
        #expect(self.log.completions == [[.published(receivers: 2), .waiting]])
        #expect(self.log.lines == ["a 2", "a 2"])
    }

    @Test func deliveryThatNobodyWaitsForIsLogged() {
        let delivery = Delivery(
            parts: [self.part("a", position: 0, shards: 0b1)],
            outcomes: [.queued],
            caller: nil
        )
        #expect(self.finish(delivery, shard: 0, 2).isEmpty)
        #expect(self.log.completions.isEmpty)
        #expect(self.log.lines == ["a 2"])
    }

    @Test func everyKindOfOutcomeHasItsCounter() {
        let counters = Counters()
        counters.add([.published(receivers: 0), .queued, .waiting, .duplicate, .refused("no")])
        #expect(counters.value(.itemsPublished) == 3)
        #expect(counters.value(.itemsDuplicate) == 1)
        #expect(counters.value(.itemsRateLimited) == 1)
    }
}
