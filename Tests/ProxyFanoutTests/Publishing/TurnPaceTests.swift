import NIOCore
import Testing

@testable import ProxyFanout

struct TurnPaceTests {
    private static func time(_ microseconds: UInt64) -> NIODeadline {
        .uptimeNanoseconds(1_000_000_000 + microseconds * 1000)
    }

    /// The last turn took from 0 to `end`; the next one has an item that was published at `published`.
    @Test(
        arguments: [
            (end: 1000, published: 500, wait: .microseconds(1000)),
            (end: 400, published: 399, wait: .microseconds(400)),
            (end: 10_000, published: 1, wait: .milliseconds(2)),
            (end: 199, published: 100, wait: nil),
            (end: 1000, published: 1000, wait: nil),
            (end: 1000, published: 1200, wait: nil),
        ] as [(end: UInt64, published: UInt64, wait: TimeAmount?)]
    )
    func itemsGatherIfTheyCameDuringALongTurn(end: UInt64, published: UInt64, wait: TimeAmount?) {
        var pace = TurnPace()
        pace.turnEnded(began: Self.time(0), now: Self.time(end), itemCount: 1)
        #expect(pace.wait(since: Self.time(published)) == wait)
        #expect(pace.wasShort == (end < 200))
    }

    /// A publisher that waits for each item to arrive is not made to wait longer.
    @Test(
        arguments: [
            (itemCount: 2, published: 1999, wait: .microseconds(1000)), (itemCount: 2, published: 2000, wait: nil),
            (itemCount: 1, published: 1001, wait: nil),
        ] as [(itemCount: Int, published: UInt64, wait: TimeAmount?)]
    )
    func itemsGatherSoonAfterALongTurnIfThatHadSeveral(itemCount: Int, published: UInt64, wait: TimeAmount?) {
        var pace = TurnPace()
        pace.turnEnded(began: Self.time(0), now: Self.time(1000), itemCount: itemCount)
        #expect(pace.wait(since: Self.time(published)) == wait)
    }

    @Test func firstTurnBeginsAtOnce() {
        #expect(TurnPace().wait(since: Self.time(0)) == nil)
    }
}
