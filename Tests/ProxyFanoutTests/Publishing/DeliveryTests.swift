import NIOCore
import NIOEmbedded
import Testing

@testable import ProxyFanout

struct DeliveryTests {
    let loop = EmbeddedEventLoop()

    private func part(_ channelName: String, position: Int?, shards: ShardSet) -> Delivery.Part {
        Delivery.Part(item: PublishedItem(.stream(channelName, id: "i")), position: position, shards: shards)
    }

    private func delivery(
        _ parts: [Delivery.Part],
        outcomes: [ItemOutcome],
        log: OutcomeLog
    ) -> Delivery {
        Delivery(parts: parts, outcomes: outcomes, eventLoop: self.loop) { log.add($0) }
    }

    @Test func lastLoopReportsTheSums() {
        let log = OutcomeLog()
        let delivery = self.delivery(
            [self.part("a", position: 0, shards: 0b11), self.part("b", position: 2, shards: 0b10)],
            outcomes: [.published(receivers: 0), .duplicate, .published(receivers: 0), .refused("no")],
            log: log
        )
        #expect(delivery.shards == 0b11)
        delivery.shardFinished(receivers: []) { log.published($0, $1) }
        delivery.shardFinished(receivers: [3, 0]) { log.published($0, $1) }
        #expect(log.completions.isEmpty)
        delivery.shardFinished(receivers: [4, 1]) { log.published($0, $1) }
        let outcomes: [ItemOutcome] = [
            .published(receivers: 7), .duplicate, .published(receivers: 1), .refused("no"),
        ]
        #expect(log.completions == [outcomes])
        #expect(log.lines == ["a 7", "b 1"])
    }

    @Test func deliveryWithoutLoopsIsCompleteAtOnce() {
        let log = OutcomeLog()
        let delivery = self.delivery(
            [self.part("a", position: 0, shards: 0)],
            outcomes: [.published(receivers: 0)],
            log: log
        )
        delivery.shardFinished(receivers: []) { log.published($0, $1) }
        #expect(log.completions == [[.published(receivers: 0)]])
        #expect(log.lines == ["a 0"])
    }

    /// An item that waited belongs to a call that was answered long ago.
    @Test func itemThatWaitedIsLoggedButChangesNoOutcome() {
        let log = OutcomeLog()
        let delivery = self.delivery(
            [self.part("a", position: 0, shards: 0b1), self.part("a", position: nil, shards: 0b1)],
            outcomes: [.published(receivers: 0), .waiting],
            log: log
        )
        delivery.shardFinished(receivers: [2, 2]) { log.published($0, $1) }
        delivery.shardFinished(receivers: []) { log.published($0, $1) }
        #expect(log.completions == [[.published(receivers: 2), .waiting]])
        #expect(log.lines == ["a 2", "a 2"])
    }

    @Test func everyKindOfOutcomeHasItsCounter() {
        let counters = Counters()
        let delivery = self.delivery(
            [],
            outcomes: [.published(receivers: 0), .waiting, .duplicate, .refused("no")],
            log: OutcomeLog()
        )
        delivery.count(in: counters)
        #expect(counters.value(.itemsPublished) == 2)
        #expect(counters.value(.itemsDuplicate) == 1)
        #expect(counters.value(.itemsRateLimited) == 1)
    }
}
