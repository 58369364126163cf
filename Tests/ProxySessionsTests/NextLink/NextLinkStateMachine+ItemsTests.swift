import NIOCore
import ProxySessions
import Testing

/// What becomes of items, before, during and after a fetch.
///
/// Reference: GRIP 2.6, "Items during a fetch"; 2.8, "On delivery".
struct NextLinkStateMachineItemsTests {
    private typealias Machine = NextLinkStateMachine<String>
    private typealias Fixtures = LinkFixtures

    private func holding(_ instruct: StreamInstruct, maximumQueuedItems: Int = 100) -> Machine {
        var machine = Machine(maximumQueuedItems: maximumQueuedItems)
        _ = machine.begin(instruct)
        _ = machine.releaseNext(now: Fixtures.start)
        return machine
    }

    /// A stream whose link is being fetched, with these items queued.
    private func fetching(_ instruct: StreamInstruct, queued: [StreamItem<String>]) -> Machine {
        var machine = self.holding(instruct)
        _ = machine.updateRequested()
        _ = machine.updateDue()
        for item in queued {
            _ = machine.itemPublished(item, kind: .content)
        }
        return machine
    }

    /// Ends the fetch with a hold and hands out what waited; returns the ids of what was delivered, in order.
    private func release(_ machine: inout Machine, into instruct: StreamInstruct) -> [String] {
        _ = machine.linkAnswered(.stream(instruct), now: Fixtures.start, jitter: .zero)
        _ = machine.linkEnded()
        var delivered: [String] = []
        while case .item(let item) = machine.releaseNext(now: Fixtures.start) {
            if machine.itemReleased(item, kind: .content) == .deliver {
                delivered.append(item.token)
            }
        }
        return delivered
    }

    // MARK: While holding

    struct Row: Sendable {
        var item: StreamItem<String>
        var kind: StreamItemKind
        var answer: NextLinkStateMachine<String>.OnItem
        /// The last id of channel a afterwards; 1 before.
        var lastID: String?
    }

    @Test(arguments: [
        Row(item: Fixtures.item("2", after: "1"), kind: .content, answer: .deliver, lastID: "2"),
        Row(item: Fixtures.item("2", after: "1"), kind: .nothing, answer: .ignore, lastID: "2"),
        Row(item: Fixtures.item("2", after: "1"), kind: .close, answer: .end, lastID: nil),
        Row(
            item: Fixtures.item("2", after: "1"),
            kind: .hint,
            answer: .fetch(Fixtures.request(Fixtures.link(), "a=2")),
            lastID: "2"
        ),
        Row(
            item: Fixtures.item("3", after: "2"),
            kind: .content,
            answer: .recover(ChannelName("a"), Fixtures.link()),
            lastID: "1"
        ),
        // Even a close or a hint shows that something was missed.
        Row(
            item: Fixtures.item("3", after: "2"),
            kind: .close,
            answer: .recover(ChannelName("a"), Fixtures.link()),
            lastID: "1"
        ),
        Row(item: Fixtures.item("3"), kind: .hint, answer: .recover(ChannelName("a"), Fixtures.link()), lastID: "1"),
        // Channels without prev-id accept everything, unknown ones nothing.
        Row(item: Fixtures.item("9", after: "8", on: "b"), kind: .content, answer: .deliver, lastID: "1"),
        Row(item: Fixtures.item("2", after: "1", on: "z"), kind: .content, answer: .ignore, lastID: "1"),
        Row(item: Fixtures.item("2", after: "1", on: "z"), kind: .close, answer: .ignore, lastID: "1"),
    ])
    func aHeldStreamTakesWhatFollowsOn(row: Row) {
        var machine = self.holding(Fixtures.hold("a=1", "b"))
        let answer = machine.itemPublished(row.item, kind: row.kind)
        #expect(answer == row.answer)
        #expect(machine.channels.lastID(originName: "a") == row.lastID)
    }

    @Test func afterAMismatchTheOriginIsAskedWithWhatTheClientHas() {
        var machine = self.holding(Fixtures.hold("a=1", "b=5"))
        _ = machine.itemPublished(Fixtures.item("6", after: "5", on: "b"), kind: .content)
        _ = machine.itemPublished(Fixtures.item("9", after: "8"), kind: .content)
        let turn = machine.updateDue()
        #expect(turn == .fetch(Fixtures.request(Fixtures.link(), "a=1", "b=6")))
    }

    // MARK: During a fetch

    @Test func itemsWaitForTheFetch() {
        var machine = self.holding(Fixtures.hold("a=1"))
        _ = machine.updateRequested()
        let paced = machine.itemPublished(Fixtures.item("2", after: "1"), kind: .content)
        _ = machine.updateDue()
        let fetched = machine.itemPublished(Fixtures.item("3", after: "2"), kind: .content)
        _ = machine.linkFailed(now: Fixtures.start, jitter: .zero)
        let retried = machine.itemPublished(Fixtures.item("4", after: "3"), kind: .content)
        #expect([paced, fetched, retried] == [.queue, .queue, .queue])
        _ = machine.deadlineChecked(now: Fixtures.seconds(1))
        let delivered = self.release(&machine, into: Fixtures.hold("a=1"))
        #expect(delivered == ["2", "3", "4"])
        let next = machine.itemPublished(Fixtures.item("5", after: "4"), kind: .content)
        #expect(next == .deliver)
    }

    @Test func oneItemTooManyIsDropped() {
        var machine = self.holding(Fixtures.hold("a"), maximumQueuedItems: 2)
        _ = machine.updateRequested()
        let answers = ["1", "2", "3"].map { machine.itemPublished(Fixtures.item($0), kind: .content) }
        #expect(answers == [.queue, .queue, .drop])
    }

    // MARK: Release

    struct ReleaseRow: Sendable {
        var rule: String
        var queued: [StreamItem<String>]
        var hold: StreamInstruct
        var delivered: [String]
        /// Whether the stream must ask again.
        var asksAgain = false
    }

    @Test(arguments: [
        ReleaseRow(
            rule: "what the response contained already is dropped",
            queued: [Fixtures.item("2", after: "1"), Fixtures.item("3", after: "2"), Fixtures.item("4", after: "3")],
            hold: Fixtures.hold("a=3"),
            delivered: ["4"]
        ),
        ReleaseRow(
            rule: "the response contained everything",
            queued: [Fixtures.item("2", after: "1"), Fixtures.item("3", after: "2")],
            hold: Fixtures.hold("a=3"),
            delivered: []
        ),
        ReleaseRow(
            rule: "channels that are not named any more are dropped, also between others",
            queued: [
                Fixtures.item("7", on: "z"), Fixtures.item("2", after: "1"), Fixtures.item("8", on: "z"),
                Fixtures.item("3", after: "2"),
            ],
            hold: Fixtures.hold("a=1"),
            delivered: ["2", "3"]
        ),
        ReleaseRow(
            rule: "channels without prev-id take everything",
            queued: [Fixtures.item("5", after: "4", on: "b"), Fixtures.item("2", after: "1")],
            hold: Fixtures.hold("a=2", "b"),
            delivered: ["5"],
            asksAgain: true
        ),
        ReleaseRow(
            rule: "a gap inside the queue asks again and drops the rest",
            queued: [Fixtures.item("2", after: "1"), Fixtures.item("4", after: "3"), Fixtures.item("5", after: "4")],
            hold: Fixtures.hold("a=1"),
            delivered: ["2"],
            asksAgain: true
        ),
    ])
    func queuedItemsAreReleasedIntoTheNewHold(row: ReleaseRow) {
        var machine = self.fetching(Fixtures.hold("a=1", "z"), queued: row.queued)
        let delivered = self.release(&machine, into: row.hold)
        #expect(delivered == row.delivered, "\(row.rule)")
        let turn = machine.updateDue()
        #expect((turn != .ignore) == row.asksAgain, "\(row.rule)")
    }

    @Test func itemsThatComeDuringTheReleaseWaitBehindTheOthers() {
        var machine = self.fetching(Fixtures.hold("a=1"), queued: [Fixtures.item("2", after: "1")])
        _ = machine.linkAnswered(.stream(Fixtures.hold("a=1")), now: Fixtures.start, jitter: .zero)
        _ = machine.linkEnded()
        let live = machine.itemPublished(Fixtures.item("3", after: "2"), kind: .content)
        #expect(live == .queue)
        var delivered: [String] = []
        while case .item(let item) = machine.releaseNext(now: Fixtures.start) {
            let answer = machine.itemReleased(item, kind: .content)
            #expect(answer == .deliver)
            delivered.append(item.token)
        }
        #expect(delivered == ["2", "3"])
    }

    @Test(arguments: [
        (
            StreamItemKind.hint,
            NextLinkStateMachine<String>.OnItem.fetch(LinkFixtures.request(LinkFixtures.link(), "a=2"))
        ),
        (.close, .end),
    ])
    func aReleasedHintOrCloseEndsTheRelease(kind: StreamItemKind, answer: NextLinkStateMachine<String>.OnItem) {
        let queued = [Fixtures.item("2", after: "1"), Fixtures.item("3", after: "2")]
        var machine = self.fetching(Fixtures.hold("a=1"), queued: queued)
        _ = machine.linkAnswered(.stream(Fixtures.hold("a=1")), now: Fixtures.start, jitter: .zero)
        _ = machine.linkEnded()
        guard case .item(let item) = machine.releaseNext(now: Fixtures.start) else {
            Issue.record("nothing was queued")
            return
        }
        let reply = machine.itemReleased(item, kind: kind)
        #expect(reply == answer)
        guard case .ignore = machine.releaseNext(now: Fixtures.start) else {
            Issue.record("the release went on")
            return
        }
    }

    @Test func aReleaseThatIsOverStaysOver() {
        var machine = self.holding(Fixtures.hold("a"))
        guard case .ignore = machine.releaseNext(now: Fixtures.start) else {
            Issue.record("released twice")
            return
        }
    }
}
