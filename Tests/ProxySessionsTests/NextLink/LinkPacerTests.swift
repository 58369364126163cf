import NIOCore
import ProxySessions
import Testing

/// Reference: GRIP 2.6, "Pacing".
struct LinkPacerTests {
    private typealias Batch = LinkPacer<String, Int>.Batch

    private static func milliseconds(_ count: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .milliseconds(count) }

    @Test func theFirstBatchCollectsForAWhile() {
        var pacer = LinkPacer<String, Int>()
        #expect(pacer.nextDeadline == nil)
        #expect(pacer.add("/a", 1, now: Self.milliseconds(0)) == Self.milliseconds(100))
        #expect(pacer.add("/a", 2, now: Self.milliseconds(90)) == Self.milliseconds(100))
        #expect(pacer.due(now: Self.milliseconds(99)) == [])
        #expect(pacer.due(now: Self.milliseconds(100)) == [Batch(key: "/a", tokens: [1, 2])])
        #expect(pacer.nextDeadline == nil)
        #expect(pacer.add("/a", 3, now: Self.milliseconds(110)) == Self.milliseconds(210))
    }

    @Test func aBatchHasAtMostSoManySessions() {
        var pacer = LinkPacer<String, Int>(batchSize: 2)
        for token in 1...5 {
            _ = pacer.add("/a", token, now: Self.milliseconds(0))
        }
        let batches = [100, 200, 300].map { pacer.due(now: Self.milliseconds($0)) }
        #expect(batches == [[1, 2], [3, 4], [5]].map { [Batch(key: "/a", tokens: $0)] })
    }

    @Test func linksTakeTurns() {
        var pacer = LinkPacer<String, Int>(batchSize: 1)
        for (key, token) in [("/a", 1), ("/a", 2), ("/b", 3), ("/b", 4), ("/c", 5)] {
            _ = pacer.add(key, token, now: Self.milliseconds(0))
        }
        let tokens = (1...5).flatMap { pacer.due(now: Self.milliseconds($0 * 100)).flatMap(\.tokens) }
        #expect(tokens == [1, 3, 5, 2, 4])
    }

    @Test func aLateCallerGetsNoMoreThanASecondsWorth() {
        var pacer = LinkPacer<Int, Int>()
        for key in 1...50 {
            _ = pacer.add(key, key, now: Self.milliseconds(0))
        }
        // Slightly late: what was missed comes at once.
        #expect(pacer.due(now: Self.milliseconds(350)).count == 3)
        #expect(pacer.nextDeadline == Self.milliseconds(400))
        #expect(pacer.due(now: Self.milliseconds(60_000)).count <= 11)
        #expect(pacer.nextDeadline.map { $0 > Self.milliseconds(60_000) } == true)
    }

    @Test func aSessionWaitsOnceAndKeepsItsPlace() {
        var pacer = LinkPacer<String, Int>(batchSize: 1)
        for token in [1, 2, 1] {
            _ = pacer.add("/a", token, now: Self.milliseconds(0))
        }
        #expect(pacer.count == 2)
        #expect(pacer.due(now: Self.milliseconds(200)).flatMap(\.tokens) == [1, 2])
    }

    @Test func aSessionThatLeavesIsNotCalled() {
        var pacer = LinkPacer<String, Int>()
        for (key, token) in [("/a", 1), ("/b", 2), ("/b", 3)] {
            _ = pacer.add(key, token, now: Self.milliseconds(0))
        }
        pacer.remove("/a", 1)
        pacer.remove("/b", 3)
        pacer.remove("/b", 9)
        #expect(pacer.due(now: Self.milliseconds(100)) == [Batch(key: "/b", tokens: [2])])
        #expect(pacer.count == 0)
    }
}
