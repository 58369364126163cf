import GRIP
import NIOCore
import ProxySessions
import Testing

struct HoldStateMachineTests {
    static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    static func keepAlive(_ mode: KeepAlive.Mode, seconds: Int = 20) -> KeepAlive {
        KeepAlive(data: ByteBuffer(string: "\n"), timeout: .seconds(seconds), mode: mode)
    }

    static func time(_ seconds: Int64) -> NIODeadline {
        self.start + .seconds(seconds)
    }

    private static func makeStream(_ keepAlive: KeepAlive? = nil, jitter: TimeAmount = .zero) -> HoldStateMachine {
        HoldStateMachine(stream: keepAlive, now: self.start, jitter: jitter)
    }

    private static func makeResponse(seconds: Int64 = 55) -> HoldStateMachine {
        HoldStateMachine(responseUntil: self.time(seconds))
    }

    private static func look(_ machine: inout HoldStateMachine, at seconds: Int64) -> HoldStateMachine.OnDeadline {
        machine.deadlineChecked(now: self.time(seconds), isBlocked: false, jitter: .zero)
    }

    // MARK: Streams

    @Test func streamWritesItemAfterItem() {
        var machine = Self.makeStream()
        for _ in 0..<3 {
            let action = machine.itemPublished(.content, now: Self.start)
            #expect(action == .write)
        }
    }

    /// A hint concerns the stream's next link, which is not the machine's.
    @Test(arguments: [.hint, .nothing] as [HoldStateMachine.ItemKind])
    func streamIgnoresItemsOfOtherKinds(kind: HoldStateMachine.ItemKind) {
        var machine = Self.makeStream()
        #expect(machine.itemPublished(kind, now: Self.start) == .ignore)
        #expect(machine.itemPublished(.content, now: Self.start) == .write)
    }

    @Test func closeEndsAStreamForGood() {
        var machine = Self.makeStream(Self.keepAlive(.interval))
        #expect(machine.itemPublished(.close, now: Self.start) == .end)
        #expect(machine.itemPublished(.content, now: Self.start) == .ignore)
        #expect(machine.itemPublished(.close, now: Self.start) == .ignore)
        #expect(Self.look(&machine, at: 100) == .forget)
        #expect(machine.connectionClosed() == .ignore)
        #expect(machine.nextDeadline == nil)
    }

    @Test func streamEndsWhenItsClientLeaves() {
        var machine = Self.makeStream(Self.keepAlive(.idle))
        #expect(machine.connectionClosed() == .release)
        #expect(machine.connectionClosed() == .ignore)
        #expect(machine.itemPublished(.content, now: Self.start) == .ignore)
        #expect(Self.look(&machine, at: 100) == .forget)
    }

    // MARK: Keep-alives

    @Test func streamWithoutKeepAliveHasNoDeadline() {
        var machine = Self.makeStream()
        #expect(machine.nextDeadline == nil)
        #expect(Self.look(&machine, at: 100_000) == .forget)
        #expect(machine.itemPublished(.content, now: Self.start) == .write)
    }

    @Test func keepAliveIsDueAgainAndAgain() {
        var machine = Self.makeStream(Self.keepAlive(.interval))
        #expect(machine.nextDeadline == Self.time(20))
        #expect(Self.look(&machine, at: 19) == .wait(until: Self.time(20)))
        #expect(Self.look(&machine, at: 20) == .writeKeepAlive(next: Self.time(40)))
        // The next interval counts from when the keep-alive was written, however late that was.
        #expect(Self.look(&machine, at: 43) == .writeKeepAlive(next: Self.time(63)))
        #expect(machine.nextDeadline == Self.time(63))
    }

    @Test func jitterShortensEachInterval() {
        var machine = Self.makeStream(Self.keepAlive(.interval), jitter: .milliseconds(999))
        #expect(machine.nextDeadline == Self.start + .milliseconds(19_001))
        let action = machine.deadlineChecked(now: Self.time(20), isBlocked: false, jitter: .milliseconds(500))
        #expect(action == .writeKeepAlive(next: Self.start + .milliseconds(39_500)))
    }

    @Test func contentPostponesAnIdleKeepAlive() {
        var machine = Self.makeStream(Self.keepAlive(.idle), jitter: .milliseconds(250))
        _ = machine.itemPublished(.content, now: Self.time(15))
        #expect(Self.look(&machine, at: 20) == .wait(until: Self.start + .milliseconds(34_750)))
        #expect(Self.look(&machine, at: 35) == .writeKeepAlive(next: Self.time(55)))
    }

    @Test(arguments: [(KeepAlive.Mode.idle, 35), (.interval, 20)] as [(KeepAlive.Mode, Int64)])
    func contentThatIsNoItemCountsLikeAnItem(mode: KeepAlive.Mode, due: Int64) {
        var machine = Self.makeStream(Self.keepAlive(mode))
        machine.contentAppended(now: Self.time(15))
        #expect(machine.nextDeadline == Self.time(due))
    }

    @Test func newInstructionBringsItsOwnKeepAlive() {
        var machine = Self.makeStream(Self.keepAlive(.idle, seconds: 60))
        machine.keepAliveReplaced(Self.keepAlive(.interval, seconds: 5), now: Self.time(10), jitter: .milliseconds(500))
        #expect(machine.nextDeadline == Self.start + .milliseconds(14_500))
        machine.contentAppended(now: Self.time(14))
        #expect(Self.look(&machine, at: 15) == .writeKeepAlive(next: Self.time(20)))
        machine.keepAliveReplaced(nil, now: Self.time(16), jitter: .zero)
        #expect(Self.look(&machine, at: 20) == .forget)
        #expect(machine.itemPublished(.content, now: Self.time(21)) == .write)
    }

    @Test func contentDoesNotPostponeAnIntervalKeepAlive() {
        var machine = Self.makeStream(Self.keepAlive(.interval))
        _ = machine.itemPublished(.content, now: Self.time(19))
        #expect(Self.look(&machine, at: 20) == .writeKeepAlive(next: Self.time(40)))
    }

    @Test func itemWithoutContentPostponesNothing() {
        var machine = Self.makeStream(Self.keepAlive(.idle))
        _ = machine.itemPublished(.nothing, now: Self.time(15))
        #expect(Self.look(&machine, at: 20) == .writeKeepAlive(next: Self.time(40)))
    }

    @Test func keepAliveIsSkippedWhileTheClientDoesNotRead() {
        var machine = Self.makeStream(Self.keepAlive(.interval))
        let skipped = machine.deadlineChecked(now: Self.time(20), isBlocked: true, jitter: .zero)
        #expect(skipped == .wait(until: Self.time(40)))
        #expect(Self.look(&machine, at: 40) == .writeKeepAlive(next: Self.time(60)))
    }

    // MARK: Responses

    @Test func firstContentAnswersAResponseHold() {
        var machine = Self.makeResponse()
        #expect(machine.nextDeadline == Self.time(55))
        #expect(machine.itemPublished(.content, now: Self.start) == .respond)
        #expect(machine.itemPublished(.content, now: Self.start) == .ignore)
        #expect(Self.look(&machine, at: 55) == .forget)
        #expect(machine.connectionClosed() == .ignore)
    }

    /// There is no close action for response holds.
    @Test(arguments: [.close, .nothing] as [HoldStateMachine.ItemKind])
    func responseHoldGoesOnAfterOtherItems(kind: HoldStateMachine.ItemKind) {
        var machine = Self.makeResponse()
        #expect(machine.itemPublished(kind, now: Self.start) == .ignore)
        #expect(machine.itemPublished(.content, now: Self.start) == .respond)
    }

    @Test func hintEndsAResponseHoldToAskAgain() {
        var machine = Self.makeResponse()
        #expect(machine.itemPublished(.hint, now: Self.start) == .askAgain)
        #expect(machine.itemPublished(.content, now: Self.start) == .ignore)
        #expect(machine.connectionClosed() == .ignore)
    }

    /// What concerns streams does not disturb the time-out of a response hold.
    @Test func responseHoldHasNoKeepAlive() {
        var machine = Self.makeResponse()
        machine.contentAppended(now: Self.time(10))
        machine.keepAliveReplaced(Self.keepAlive(.interval, seconds: 5), now: Self.time(10), jitter: .zero)
        #expect(machine.nextDeadline == Self.time(55))
        #expect(Self.look(&machine, at: 55) == .respondWithTimeout)
    }

    @Test func nothingRevivesAnEndedHold() {
        var machine = Self.makeStream(Self.keepAlive(.idle))
        _ = machine.itemPublished(.close, now: Self.start)
        machine.contentAppended(now: Self.time(1))
        machine.keepAliveReplaced(Self.keepAlive(.interval, seconds: 5), now: Self.time(1), jitter: .zero)
        #expect(machine.nextDeadline == nil)
        #expect(Self.look(&machine, at: 55) == .forget)
    }

    @Test func responseHoldIsAnsweredAtItsTimeOut() {
        var machine = Self.makeResponse()
        #expect(Self.look(&machine, at: 54) == .wait(until: Self.time(55)))
        #expect(Self.look(&machine, at: 55) == .respondWithTimeout)
        #expect(Self.look(&machine, at: 56) == .forget)
        #expect(machine.itemPublished(.content, now: Self.time(56)) == .ignore)
        #expect(machine.connectionClosed() == .ignore)
        #expect(machine.nextDeadline == nil)
    }

    @Test func timeOutDoesNotWaitForAClientThatDoesNotRead() {
        var machine = Self.makeResponse()
        let action = machine.deadlineChecked(now: Self.time(60), isBlocked: true, jitter: .zero)
        #expect(action == .respondWithTimeout)
    }

    @Test func responseHoldEndsWhenItsClientLeaves() {
        var machine = Self.makeResponse()
        #expect(machine.connectionClosed() == .release)
        #expect(machine.itemPublished(.content, now: Self.start) == .ignore)
        #expect(Self.look(&machine, at: 55) == .forget)
    }
}
