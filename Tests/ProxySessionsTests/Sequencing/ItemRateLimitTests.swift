import NIOCore
import ProxySessions
import Testing

struct ItemRateLimitTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    /// How many of a hundred items get through at one time.
    private static func takeAll(_ limit: inout ItemRateLimit, at seconds: Double) -> Int {
        let now = self.start + .nanoseconds(Int64(seconds * 1e9))
        return (0..<100).reduce(0) { count, _ in limit.take(now: now) ? count + 1 : count }
    }

    @Test func oneSecondsWorthMayComeAtOnce() {
        var limit = ItemRateLimit(itemsPerSecond: 4, burst: 0, now: Self.start)
        #expect(Self.takeAll(&limit, at: 0) == 4)
        #expect(Self.takeAll(&limit, at: 0.25) == 1)
        #expect(Self.takeAll(&limit, at: 0.75) == 2)
        #expect(Self.takeAll(&limit, at: 0.875) == 0)
    }

    @Test func unusedRoomIsBoundedByTheBurst() {
        var limit = ItemRateLimit(itemsPerSecond: 4, burst: 10, now: Self.start)
        #expect(Self.takeAll(&limit, at: 1000) == 10)
        #expect(Self.takeAll(&limit, at: 1001) == 4)
        #expect(Self.takeAll(&limit, at: 5000) == 10)
    }

    @Test func burstBelowTheRateCountsAsTheRate() {
        var limit = ItemRateLimit(itemsPerSecond: 4, burst: 2, now: Self.start)
        #expect(Self.takeAll(&limit, at: 0) == 4)
    }

    @Test(arguments: [0, -1])
    func zeroIsNoLimit(itemsPerSecond: Int) {
        var limit = ItemRateLimit(itemsPerSecond: itemsPerSecond, burst: 1, now: Self.start)
        #expect(Self.takeAll(&limit, at: 0) == 100)
    }

    /// Two publishers may read the clock in one order and be let in in the other.
    @Test func timeThatGoesBackGivesAndTakesNothing() {
        var limit = ItemRateLimit(itemsPerSecond: 4, burst: 0, now: Self.start)
        #expect(Self.takeAll(&limit, at: 1) == 4)
        #expect(Self.takeAll(&limit, at: 0.5) == 0)
        #expect(Self.takeAll(&limit, at: 1) == 0)
        #expect(Self.takeAll(&limit, at: 1.25) == 1)
    }
}
