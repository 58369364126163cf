import NIOCore
import ProxySessions
import Testing

/// Responses, links and retries; see `NextLinkStateMachine+ItemsTests.swift` for items.
///
/// Reference: GRIP 2.6, 2.8.
struct NextLinkStateMachineTests {
    private typealias Machine = NextLinkStateMachine<String>
    private typealias Fixtures = LinkFixtures

    private func fetching(_ instruct: StreamInstruct = Fixtures.page(Fixtures.link())) -> Machine {
        var machine = Machine()
        _ = machine.begin(instruct)
        return machine
    }

    private func holding(_ instruct: StreamInstruct) -> Machine {
        var machine = Machine()
        _ = machine.begin(instruct)
        _ = machine.releaseNext(now: Fixtures.start)
        return machine
    }

    // MARK: The first response

    struct FirstRow: Sendable {
        var instruct: StreamInstruct
        var answer: NextLinkStateMachine<String>.OnResponse
    }

    @Test(arguments: [
        FirstRow(instruct: Fixtures.page(nil), answer: .end),
        FirstRow(instruct: Fixtures.page(Fixtures.link("/2")), answer: .fetch(Fixtures.request(Fixtures.link("/2")))),
        FirstRow(
            instruct: Fixtures.hold("a=1", "b"),
            answer: .hold(Fixtures.changes(added: ["a", "b"], isFirst: true))
        ),
        FirstRow(
            instruct: Fixtures.hold("a", link: nil),
            answer: .hold(Fixtures.changes(added: ["a"], isFirst: true))
        ),
        FirstRow(instruct: Fixtures.hold(), answer: .hold(Fixtures.changes(isFirst: true))),
        FirstRow(
            instruct: Fixtures.hold("a", "b=1", link: nil),
            answer: .fail(reason: "channel 'b' specifies prev-id, but no next link found")
        ),
    ])
    func theFirstResponseDecidesHowTheStreamGoesOn(row: FirstRow) {
        var machine = Machine()
        let answer = machine.begin(row.instruct)
        #expect(answer == row.answer)
        let again = machine.begin(row.instruct)
        #expect(again == .ignore)
    }

    @Test(arguments: [
        (Fixtures.page(nil), false), (Fixtures.page(Fixtures.link()), true), (Fixtures.hold("a"), true),
        (Fixtures.hold("a", link: nil), false), (Fixtures.hold("a=1", link: nil), true),
    ])
    func aStreamWithoutLinksAndPreviousIDsNeedsNoMachine(instruct: StreamInstruct, needsLinks: Bool) {
        #expect(instruct.needsLinks == needsLinks)
    }

    // MARK: Paging

    @Test func pagesFollowEachOtherUntilOneHasNoLink() {
        var machine = self.fetching()
        let head = machine.linkAnswered(.stream(Fixtures.page(Fixtures.link("/3"))), now: Fixtures.start, jitter: .zero)
        let body = machine.linkBodyReceived(byteCount: 4)
        let end = machine.linkEnded()
        #expect(head == .relay)
        #expect(body == .write)
        #expect(end == .fetch(Fixtures.request(Fixtures.link("/3"))))
        _ = machine.linkAnswered(.stream(Fixtures.page(nil)), now: Fixtures.start, jitter: .zero)
        let last = machine.linkEnded()
        #expect(last == .end)
    }

    @Test func theLastPageMayStartAStream() {
        var machine = self.fetching()
        _ = machine.linkAnswered(.stream(Fixtures.hold("a=5")), now: Fixtures.start, jitter: .zero)
        let answer = machine.linkEnded()
        #expect(answer == .hold(Fixtures.changes(added: ["a"], isFirst: true)))
        #expect(machine.channels.lastIDs == Fixtures.request(Fixtures.link(), "a=5").lastIDs)
    }

    @Test func aPageKeepsTheChannelsOfTheHoldBeforeIt() {
        var machine = self.holding(Fixtures.hold("a=1"))
        _ = machine.updateRequested()
        _ = machine.updateDue()
        _ = machine.linkAnswered(.stream(Fixtures.page(Fixtures.link("/2"))), now: Fixtures.start, jitter: .zero)
        let next = machine.linkEnded()
        #expect(next == .fetch(Fixtures.request(Fixtures.link("/2"), "a=1")))
    }

    // MARK: The next hold

    @Test func aNewHoldReplacesTheChannels() {
        var machine = self.holding(Fixtures.hold("a=1", "b", "c"))
        _ = machine.updateRequested()
        _ = machine.updateDue()
        _ = machine.linkAnswered(.stream(Fixtures.hold("b=7", "d")), now: Fixtures.start, jitter: .zero)
        let answer = machine.linkEnded()
        #expect(answer == .hold(Fixtures.changes(added: ["d"], removed: ["a", "c"])))
        #expect(machine.channels.lastIDs == Fixtures.request(Fixtures.link(), "b=7").lastIDs)
    }

    @Test func aNewHoldWithoutLinkIsNeverUpdated() {
        var machine = self.holding(Fixtures.hold("a"))
        _ = machine.updateRequested()
        _ = machine.updateDue()
        _ = machine.linkAnswered(.stream(Fixtures.hold("a", link: nil)), now: Fixtures.start, jitter: .zero)
        _ = machine.linkEnded()
        guard case .hold(until: nil) = machine.releaseNext(now: Fixtures.start) else {
            Issue.record("a deadline without link")
            return
        }
        let update = machine.updateRequested()
        let hint = machine.itemPublished(Fixtures.item("1"), kind: .hint)
        let deadline = machine.deadlineChecked(now: Fixtures.seconds(500))
        #expect(update == .ignore)
        #expect(hint == .ignore)
        #expect(deadline == .forget)
    }

    @Test func aNewHoldWithPreviousIDsNeedsALink() {
        var machine = self.fetching()
        _ = machine.linkAnswered(.stream(Fixtures.hold("a=1", link: nil)), now: Fixtures.start, jitter: .zero)
        let answer = machine.linkEnded()
        #expect(answer == .fail(reason: "channel 'a' specifies prev-id, but no next link found"))
    }

    // MARK: Answers that end the stream

    @Test(arguments: [
        (NextLinkStateMachine<String>.LinkAnswer.responseHold, "Next link returned non-stream hold."),
        (.malformed(reason: "no such Grip-Keep-Alive mode 'x'"), "no such Grip-Keep-Alive mode 'x'"),
    ])
    func anAnswerThatIsNoStreamEndsTheBody(answer: NextLinkStateMachine<String>.LinkAnswer, reason: String) {
        var machine = self.fetching()
        let reply = machine.linkAnswered(answer, now: Fixtures.start, jitter: .zero)
        #expect(reply == .fail(reason: reason))
        let body = machine.linkBodyReceived(byteCount: 3)
        let close = machine.connectionClosed()
        #expect(body == .ignore)
        #expect(close == .ignore)
    }

    // MARK: Failures

    @Test func aLinkIsTriedAgainFiveTimes() {
        var machine = self.fetching()
        var now = Fixtures.start
        for (attempt, delay) in ([1, 2, 4, 8, 16] as [Int64]).enumerated() {
            let jitter = TimeAmount.milliseconds(Int64(attempt) * 111)
            // A refusal counts like a connection that broke off.
            let answer =
                attempt.isMultiple(of: 2)
                ? machine.linkFailed(now: now, jitter: jitter)
                : machine.linkAnswered(.unsuccessful, now: now, jitter: jitter)
            let next = now + .seconds(delay) + jitter
            #expect(answer == .retry(at: next))
            let early = machine.deadlineChecked(now: next - .milliseconds(1))
            #expect(early == .wait(until: next))
            let due = machine.deadlineChecked(now: next)
            #expect(due == .fetch(Fixtures.request()))
            now = next
        }
        let last = machine.linkFailed(now: now, jitter: .zero)
        #expect(last == .fail(reason: "Failed to retrieve next link."))
    }

    @Test func successMakesTheRetriesStartAnew() {
        var machine = self.fetching()
        _ = machine.linkFailed(now: Fixtures.start, jitter: .zero)
        _ = machine.deadlineChecked(now: Fixtures.seconds(1))
        _ = machine.linkAnswered(.stream(Fixtures.page(Fixtures.link("/3"))), now: Fixtures.seconds(1), jitter: .zero)
        _ = machine.linkEnded()
        let answer = machine.linkFailed(now: Fixtures.seconds(2), jitter: .zero)
        #expect(answer == .retry(at: Fixtures.seconds(3)))
    }

    @Test(arguments: [
        (0, NextLinkStateMachine<String>.OnLinkAnswer.retry(at: .uptimeNanoseconds(1_000_000_000))),
        (1, .fail(reason: "Failed to retrieve next link.")),
    ])
    func aBodyThatBreaksOffIsTriedAgainOnlyIfNothingWasWritten(
        byteCount: Int,
        answer: NextLinkStateMachine<String>.OnLinkAnswer
    ) {
        var machine = self.fetching()
        _ = machine.linkAnswered(.stream(Fixtures.hold("z")), now: Fixtures.start, jitter: .zero)
        _ = machine.linkBodyReceived(byteCount: byteCount)
        let reply = machine.linkFailed(now: Fixtures.start, jitter: .zero)
        #expect(reply == answer)
    }

    @Test func whatABrokenResponseAskedForIsForgotten() {
        var machine = self.holding(Fixtures.hold("a=1"))
        _ = machine.updateRequested()
        _ = machine.updateDue()
        _ = machine.linkAnswered(.stream(Fixtures.hold("z=9")), now: Fixtures.start, jitter: .zero)
        _ = machine.linkFailed(now: Fixtures.start, jitter: .zero)
        let again = machine.deadlineChecked(now: Fixtures.seconds(1))
        #expect(again == .fetch(Fixtures.request(Fixtures.link(), "a=1")))
        let end = machine.linkEnded()
        #expect(end == .ignore)
    }

    // MARK: Updates

    @Test func updatesWaitForThePacer() {
        var machine = self.holding(Fixtures.hold("a=1"))
        let update = machine.updateRequested()
        let again = machine.updateRequested()
        let turn = machine.updateDue()
        let late = machine.updateDue()
        #expect(update == .pace(Fixtures.link()))
        #expect(again == .ignore)
        #expect(turn == .fetch(Fixtures.request(Fixtures.link(), "a=1")))
        #expect(late == .ignore)
    }

    @Test(arguments: [true, false])
    func anUpdateDuringAFetchFollowsIt(isRetrying: Bool) {
        var machine = self.fetching(Fixtures.page(Fixtures.link("/1")))
        if isRetrying {
            _ = machine.linkFailed(now: Fixtures.start, jitter: .zero)
        }
        let update = machine.updateRequested()
        #expect(update == .ignore)
        _ = machine.deadlineChecked(now: Fixtures.seconds(1))
        _ = machine.linkAnswered(.stream(Fixtures.hold("a")), now: Fixtures.seconds(1), jitter: .zero)
        _ = machine.linkEnded()
        guard case .pace(let link) = machine.releaseNext(now: Fixtures.seconds(1)) else {
            Issue.record("the update was forgotten")
            return
        }
        #expect(link == Fixtures.link())
    }

    @Test func aConflictAtSetUpIsAnUpdate() {
        var machine = Machine()
        _ = machine.begin(Fixtures.hold("a=1"))
        let update = machine.updateRequested()
        #expect(update == .ignore)
        guard case .pace = machine.releaseNext(now: Fixtures.start) else {
            Issue.record("the conflict was forgotten")
            return
        }
    }

    // MARK: The link's time-out

    @Test func aQuietStreamFetchesItsLinkWhenItsTimeIsUp() {
        var machine = self.holding(Fixtures.hold("a", link: Fixtures.link(timeout: 20)))
        let early = machine.deadlineChecked(now: Fixtures.milliseconds(19_999))
        #expect(early == .wait(until: Fixtures.seconds(20)))
        let due = machine.deadlineChecked(now: Fixtures.seconds(20))
        #expect(due == .pace(Fixtures.link(timeout: 20)))
        let late = machine.deadlineChecked(now: Fixtures.seconds(40))
        #expect(late == .forget)
    }

    @Test func trafficOnEveryChannelSkipsTheNextTick() {
        var machine = self.holding(Fixtures.hold("a", "b", link: Fixtures.link(timeout: 20)))
        for (id, name) in [("1", "a"), ("2", "b"), ("3", "a"), ("4", "b")] {
            _ = machine.itemPublished(Fixtures.item(id, on: name), kind: .content)
        }
        let skipped = machine.deadlineChecked(now: Fixtures.seconds(20))
        #expect(skipped == .wait(until: Fixtures.seconds(40)))
        let due = machine.deadlineChecked(now: Fixtures.seconds(40))
        #expect(due == .pace(Fixtures.link(timeout: 20)))
    }

    @Test(arguments: [
        [("a", StreamItemKind.content), ("a", .content)], [("a", .content), ("b", .nothing)],
    ])
    func trafficOnSomeChannelsDoesNot(items: [(String, StreamItemKind)]) {
        var machine = self.holding(Fixtures.hold("a", "b", link: Fixtures.link(timeout: 20)))
        for (name, kind) in items {
            _ = machine.itemPublished(Fixtures.item("1", on: name), kind: kind)
        }
        let due = machine.deadlineChecked(now: Fixtures.seconds(20))
        #expect(due == .pace(Fixtures.link(timeout: 20)))
    }

    @Test func itemsThatWaitedForTheHoldAreNotTrafficOnIt() {
        var machine = self.holding(Fixtures.hold("a", "b", link: Fixtures.link(timeout: 20)))
        _ = machine.updateRequested()
        _ = machine.updateDue()
        _ = machine.itemPublished(Fixtures.item("1"), kind: .content)
        let hold = Fixtures.hold("a", "b", link: Fixtures.link(timeout: 20))
        _ = machine.linkAnswered(.stream(hold), now: Fixtures.start, jitter: .zero)
        _ = machine.linkEnded()
        while case .item(let item) = machine.releaseNext(now: Fixtures.start) {
            _ = machine.itemReleased(item, kind: .content)
        }
        _ = machine.itemPublished(Fixtures.item("2", on: "b"), kind: .content)
        let due = machine.deadlineChecked(now: Fixtures.seconds(20))
        #expect(due == .pace(Fixtures.link(timeout: 20)))
    }

    @Test func aTimeoutOfZeroIsDueAtOnce() {
        var machine = Machine()
        _ = machine.begin(Fixtures.hold("a", link: Fixtures.link(timeout: 0)))
        guard case .hold(until: Fixtures.start) = machine.releaseNext(now: Fixtures.start) else {
            Issue.record("not due at once")
            return
        }
        _ = machine.itemPublished(Fixtures.item("1"), kind: .content)
        let skipped = machine.deadlineChecked(now: Fixtures.start)
        #expect(skipped == .wait(until: Fixtures.milliseconds(100)))
    }

    @Test func aStreamTakesPartInTheTicksOfOthers() {
        var machine = self.holding(Fixtures.hold("a", link: Fixtures.link(timeout: 20)))
        machine.linkTickJoined(Fixtures.seconds(7))
        machine.linkTickJoined(Fixtures.seconds(30))
        let due = machine.deadlineChecked(now: Fixtures.seconds(7))
        #expect(due == .pace(Fixtures.link(timeout: 20)))
    }

    // MARK: End

    @Test func whatMustBeLetGoDependsOnTheState() throws {
        var fetching = self.fetching()
        var holding = self.holding(Fixtures.hold("a"))
        var pacing = self.holding(Fixtures.hold("a"))
        _ = pacing.updateRequested()
        // A machine cannot be copied, as the macro would.
        let linkInForce = pacing.link
        let link = try #require(linkInForce)
        var retrying = self.fetching()
        _ = retrying.linkFailed(now: Fixtures.start, jitter: .zero)
        let answers = [
            fetching.connectionClosed(), holding.connectionClosed(), pacing.connectionClosed(),
            retrying.connectionClosed(), fetching.connectionClosed(),
        ]
        #expect(answers == [.cancelFetch, .release, .leavePacer(link), .release, .ignore])
    }

    @Test func afterTheEndEveryEventIsIgnored() {
        var machine = self.fetching()
        _ = machine.connectionClosed()
        let begun = machine.begin(Fixtures.hold("a"))
        let answered = machine.linkAnswered(.unsuccessful, now: Fixtures.start, jitter: .zero)
        let body = machine.linkBodyReceived(byteCount: 1)
        let ended = machine.linkEnded()
        let failed = machine.linkFailed(now: Fixtures.start, jitter: .zero)
        let item = machine.itemPublished(Fixtures.item("1"), kind: .content)
        let released = machine.itemReleased(Fixtures.item("1"), kind: .content)
        let update = machine.updateRequested()
        let turn = machine.updateDue()
        let deadline = machine.deadlineChecked(now: Fixtures.seconds(9))
        machine.linkTickJoined(Fixtures.start)
        #expect(begun == .ignore)
        #expect(answered == .ignore)
        #expect(body == .ignore)
        #expect(ended == .ignore)
        #expect(failed == .ignore)
        #expect(item == .ignore)
        #expect(released == .ignore)
        #expect(update == .ignore)
        #expect(turn == .ignore)
        #expect(deadline == .forget)
        #expect(machine.channels.count == 0)
    }

    @Test func answersOfALinkThatIsNotFetchedAreIgnored() {
        var machine = self.holding(Fixtures.hold("a"))
        let answered = machine.linkAnswered(.stream(Fixtures.page(nil)), now: Fixtures.start, jitter: .zero)
        let body = machine.linkBodyReceived(byteCount: 1)
        let ended = machine.linkEnded()
        let failed = machine.linkFailed(now: Fixtures.start, jitter: .zero)
        let released = machine.itemReleased(Fixtures.item("1"), kind: .content)
        let item = machine.itemPublished(Fixtures.item("1"), kind: .content)
        #expect(answered == .ignore)
        #expect(body == .ignore)
        #expect(ended == .ignore)
        #expect(failed == .ignore)
        #expect(released == .ignore)
        #expect(item == .deliver)
    }
}
