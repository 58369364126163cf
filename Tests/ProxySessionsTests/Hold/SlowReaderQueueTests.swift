import NIOCore
import ProxyRouting
import ProxySessions
import Testing

struct SlowReaderQueueTests {
    /// Offers texts one after another; the answers.
    private static func offer(
        _ texts: [String],
        to queue: inout SlowReaderQueue,
        limitBytes: Int = 10,
        policy: SlowReaderPolicy
    ) -> [SlowReaderQueue.OnOffer] {
        texts.map { queue.offer(ByteBuffer(string: $0), limitBytes: limitBytes, policy: policy) }
    }

    private static func taken(from queue: inout SlowReaderQueue) -> [String] {
        queue.takeAll().map { String(buffer: $0) }
    }

    @Test(arguments: SlowReaderPolicy.allCases)
    func whatFitsIsKeptInOrder(policy: SlowReaderPolicy) {
        var queue = SlowReaderQueue()
        #expect(queue.isEmpty)
        _ = Self.offer(["aaa"], to: &queue, policy: policy)
        #expect(queue.byteCount == 3)
        #expect(!queue.isEmpty)
        #expect(Self.taken(from: &queue) == ["aaa"])
        #expect(queue.isEmpty)
        #expect(queue.byteCount == 0)
        #expect(Self.taken(from: &queue) == [])
    }

    @Test func closingPolicyFillsTheQueueUpToTheLimit() {
        var queue = SlowReaderQueue()
        let answers = Self.offer(["aaaa", "bbbb", "cc", "d"], to: &queue, policy: .close)
        #expect(answers == [.queued(dropped: 0), .queued(dropped: 0), .queued(dropped: 0), .close])
        #expect(queue.byteCount == 10)
        #expect(Self.taken(from: &queue) == ["aaaa", "bbbb", "cc"])
    }

    @Test func closingPolicyRefusesAnItemOverTheLimitAtOnce() {
        var queue = SlowReaderQueue()
        #expect(Self.offer(["elevenbytes"], to: &queue, policy: .close) == [.close])
        #expect(queue.isEmpty)
    }

    @Test func oldestAreDroppedUntilTheRestFits() {
        var queue = SlowReaderQueue()
        let answers = Self.offer(["aaaa", "bbbb", "cc", "d", "eeeeeeeee"], to: &queue, policy: .dropOldest)
        #expect(answers.map(Self.dropped) == [0, 0, 0, 1, 2])
        #expect(queue.byteCount == 10)
        #expect(Self.taken(from: &queue) == ["d", "eeeeeeeee"])
    }

    /// An item is never cut, so one that is larger than the limit waits alone.
    @Test func itemOverTheLimitReplacesAllOlderOnes() {
        var queue = SlowReaderQueue()
        let answers = Self.offer(["aaaa", "bbbb", "elevenbytes", "c"], to: &queue, policy: .dropOldest)
        #expect(answers.map(Self.dropped) == [0, 0, 2, 1])
        #expect(Self.taken(from: &queue) == ["c"])
    }

    @Test func latestPolicyKeepsOneItem() {
        var queue = SlowReaderQueue()
        let answers = Self.offer(["aaaa", "bbbb", "elevenbytes", "c"], to: &queue, policy: .latest)
        #expect(answers.map(Self.dropped) == [0, 1, 1, 1])
        #expect(queue.byteCount == 1)
        #expect(Self.taken(from: &queue) == ["c"])
    }

    @Test func emptiedQueueStartsAnew() {
        var queue = SlowReaderQueue()
        _ = Self.offer(["aaaaaaaaaa"], to: &queue, policy: .close)
        _ = queue.takeAll()
        #expect(Self.offer(["bbbbbbbbbb"], to: &queue, policy: .close) == [.queued(dropped: 0)])
    }

    private static func dropped(_ answer: SlowReaderQueue.OnOffer) -> Int? {
        if case .queued(let dropped) = answer { return dropped }
        return nil
    }
}
