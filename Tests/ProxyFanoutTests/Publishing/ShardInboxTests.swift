import NIOCore
import Testing

@testable import ProxyFanout

struct ShardInboxTests {
    private static let now = NIODeadline.uptimeNanoseconds(1)

    /// What each of some deliveries of so many bytes means for the loop.
    private static func answers(to count: Int, byteCount: Int) -> [ShardInbox.OnDelivery] {
        var inbox = ShardInbox()
        return (0..<count).map { _ in
            inbox.append(Delivery(parts: [], outcomes: [], caller: nil), byteCount: byteCount, now: Self.now)
        }
    }

    @Test func loopIsToldOfTheFirstDelivery() {
        #expect(Self.answers(to: 3, byteCount: 0) == [.tellLoop, .wait, .wait])
    }

    @Test(arguments: [(byteCount: 0, ending: 256), (byteCount: 1 << 19, ending: 2)])
    func gatheringEndsOnceWhenThereIsNoMoreRoom(byteCount: Int, ending: Int) {
        let answers = Self.answers(to: ending + 2, byteCount: byteCount)
        #expect(answers.indices.filter { answers[$0] == .endGathering } == [ending - 1])
    }

    @Test func loopIsToldAgainAfterItTookEverything() {
        var inbox = ShardInbox()
        for _ in 0..<2 {
            let delivery = Delivery(parts: [], outcomes: [], caller: nil)
            #expect(inbox.append(delivery, byteCount: 1, now: Self.now) == .tellLoop)
            #expect(inbox.takeAll().count == 1)
            #expect(inbox.waitingSince == nil)
        }
    }
}
