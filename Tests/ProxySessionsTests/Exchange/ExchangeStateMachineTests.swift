import ProxySessions
import Testing

struct ExchangeStateMachineTests {
    /// A point in the life of a request.
    enum Point: CaseIterable {
        case forwarding
        case relaying
        case collecting
        case collectingWithHeadSent
        case holding
        case finished

        /// A machine that has come this far.
        func makeMachine() -> ExchangeStateMachine {
            var machine = ExchangeStateMachine()
            switch self {
            case .forwarding:
                break
            case .relaying:
                _ = machine.originHeadReceived(isInstruction: false)
            case .collecting:
                _ = machine.originHeadReceived(isInstruction: true)
            case .collectingWithHeadSent:
                _ = machine.originHeadReceived(isInstruction: true)
                machine.instructionHeadSent()
            case .holding:
                _ = machine.originHeadReceived(isInstruction: true)
                _ = machine.originEnded()
                machine.holdBegan()
            case .finished:
                _ = machine.answered()
            }
            return machine
        }
    }

    private static func fail(
        _ machine: inout ExchangeStateMachine,
        _ retry: ExchangeStateMachine.Retry,
        mayResend: Bool = true,
        isIdempotent: Bool = true,
        hasNextTarget: Bool = true
    ) -> ExchangeStateMachine.OnOriginFailure {
        machine.originFailed(retry, mayResend: mayResend, isIdempotent: isIdempotent, hasNextTarget: hasNextTarget)
    }

    // MARK: The origin answers

    @Test func ordinaryAnswerIsRelayedToItsEnd() {
        var machine = ExchangeStateMachine()
        #expect(machine.originHeadReceived(isInstruction: false) == .relay)
        #expect(machine.originHeadReceived(isInstruction: false) == .ignore)
        #expect(machine.originEnded() == .endResponse)
        #expect(machine.originEnded() == .ignore)
    }

    @Test func instructionIsCollectedAndActedOn() {
        var machine = ExchangeStateMachine()
        #expect(machine.originHeadReceived(isInstruction: true) == .collect)
        #expect(machine.originEnded() == .actOnInstruction(isHeadSent: false))
        #expect(machine.answered() == true)
    }

    @Test func longInstructionIsRelayedWhileItIsCollected() {
        var machine = ExchangeStateMachine()
        _ = machine.originHeadReceived(isInstruction: true)
        machine.instructionHeadSent()
        #expect(machine.originEnded() == .actOnInstruction(isHeadSent: true))
    }

    @Test(arguments: [
        (Point.forwarding, ExchangeStateMachine.OnOriginHead.relay), (.relaying, .ignore), (.collecting, .ignore),
        (.collectingWithHeadSent, .ignore), (.holding, .ignore), (.finished, .ignore),
    ])
    func headCountsOnce(point: Point, expected: ExchangeStateMachine.OnOriginHead) {
        var machine = point.makeMachine()
        #expect(machine.originHeadReceived(isInstruction: false) == expected)
    }

    @Test(arguments: [
        (Point.forwarding, ExchangeStateMachine.OnOriginEnd.ignore), (.relaying, .endResponse),
        (.collecting, .actOnInstruction(isHeadSent: false)),
        (.collectingWithHeadSent, .actOnInstruction(isHeadSent: true)), (.holding, .ignore), (.finished, .ignore),
    ])
    func endCountsOnlyAfterAHead(point: Point, expected: ExchangeStateMachine.OnOriginEnd) {
        var machine = point.makeMachine()
        #expect(machine.originEnded() == expected)
    }

    /// Events that do not fit change nothing.
    @Test(arguments: [Point.forwarding, .relaying, .holding, .finished])
    func headOfAnInstructionIsSentOnlyWhileCollecting(point: Point) {
        var machine = point.makeMachine()
        var untouched = point.makeMachine()
        machine.instructionHeadSent()
        let end = machine.originEnded()
        let expected = untouched.originEnded()
        #expect(end == expected)
    }

    @Test(arguments: [
        (Point.forwarding, ExchangeStateMachine.OnClientClosed.cancelOrigin), (.relaying, .cancelOrigin),
        (.collecting, .endHold), (.collectingWithHeadSent, .endHold), (.holding, .endHold), (.finished, .ignore),
    ])
    func holdBeginsOnlyFromAnInstruction(point: Point, expected: ExchangeStateMachine.OnClientClosed) {
        var machine = point.makeMachine()
        machine.holdBegan()
        #expect(machine.clientClosed() == expected)
    }

    // MARK: The origin fails

    @Test(arguments: [
        (Point.forwarding, ExchangeStateMachine.OnOriginFailure.answer), (.relaying, .abort), (.collecting, .answer),
        (.collectingWithHeadSent, .abort), (.holding, .ignore), (.finished, .ignore),
    ])
    func failureIsAnsweredUnlessAResponseIsOnItsWay(
        point: Point,
        expected: ExchangeStateMachine.OnOriginFailure
    ) {
        var machine = point.makeMachine()
        #expect(Self.fail(&machine, .never) == expected)
    }

    /// A response that has begun is never begun again.
    @Test(arguments: [Point.relaying, .collecting, .collectingWithHeadSent, .holding, .finished])
    func nothingIsTriedAgainOnceTheOriginHasAnswered(point: Point) {
        for retry in [ExchangeStateMachine.Retry.sameTarget, .nextTarget] {
            var machine = point.makeMachine()
            let action = Self.fail(&machine, retry)
            #expect(action != .retry)
            #expect(action != .tryNextTarget)
        }
    }

    /// What must hold for another attempt: the body at hand, no harm in repeating, a target left.
    @Test(arguments: [
        (ExchangeStateMachine.Retry.never, true, true, true, ExchangeStateMachine.OnOriginFailure.answer),
        (.sameTarget, true, true, false, .retry),
        (.sameTarget, true, false, true, .answer),
        (.sameTarget, false, true, true, .answer),
        (.nextTarget, true, true, true, .tryNextTarget),
        (.nextTarget, true, false, true, .tryNextTarget),
        (.nextTarget, true, true, false, .answer),
        (.nextTarget, false, true, true, .answer),
    ])
    func anotherAttemptHasItsConditions(
        retry: ExchangeStateMachine.Retry,
        mayResend: Bool,
        isIdempotent: Bool,
        hasNextTarget: Bool,
        expected: ExchangeStateMachine.OnOriginFailure
    ) {
        var machine = ExchangeStateMachine()
        let action = Self.fail(
            &machine,
            retry,
            mayResend: mayResend,
            isIdempotent: isIdempotent,
            hasNextTarget: hasNextTarget
        )
        #expect(action == expected)
    }

    @Test func sameTargetIsTriedOnceMoreOnly() {
        var machine = ExchangeStateMachine()
        #expect(Self.fail(&machine, .sameTarget) == .retry)
        #expect(Self.fail(&machine, .sameTarget) == .answer)
        #expect(Self.fail(&machine, .sameTarget) == .ignore)
    }

    @Test func everyTargetHasItsOwnSecondAttempt() {
        var machine = ExchangeStateMachine()
        #expect(Self.fail(&machine, .sameTarget) == .retry)
        #expect(Self.fail(&machine, .nextTarget) == .tryNextTarget)
        #expect(Self.fail(&machine, .sameTarget) == .retry)
        #expect(Self.fail(&machine, .nextTarget) == .tryNextTarget)
        #expect(Self.fail(&machine, .nextTarget, hasNextTarget: false) == .answer)
    }

    // MARK: The client leaves, the proxy answers

    @Test(arguments: [
        (Point.forwarding, ExchangeStateMachine.OnClientClosed.cancelOrigin), (.relaying, .cancelOrigin),
        (.collecting, .cancelOrigin), (.collectingWithHeadSent, .cancelOrigin), (.holding, .endHold),
        (.finished, .ignore),
    ])
    func clientThatLeavesLetsGoOfWhatItHeld(point: Point, expected: ExchangeStateMachine.OnClientClosed) {
        var machine = point.makeMachine()
        #expect(machine.clientClosed() == expected)
        #expect(machine.clientClosed() == .ignore)
        #expect(machine.originHeadReceived(isInstruction: false) == .ignore)
        #expect(machine.originEnded() == .ignore)
        #expect(Self.fail(&machine, .nextTarget) == .ignore)
    }

    @Test(arguments: zip(Point.allCases, [true, true, true, true, false, false]))
    func ownAnswerLetsGoOfAnOriginAtWork(point: Point, expected: Bool) {
        var machine = point.makeMachine()
        #expect(machine.answered() == expected)
        #expect(machine.answered() == false)
        #expect(machine.clientClosed() == .ignore)
    }

    // MARK: What others may ask

    @Test(arguments: zip(Point.allCases, [true, true, true, true, false, false]))
    func originIsUsedUntilTheHoldOrTheEnd(point: Point, expected: Bool) {
        let machine = point.makeMachine()
        let usesOrigin = machine.usesOrigin
        #expect(usesOrigin == expected)
    }

    @Test(arguments: zip(Point.allCases, [true, false, false, false, false, false]))
    func originIsWaitedForUntilItsHead(point: Point, expected: Bool) {
        let machine = point.makeMachine()
        let isWaiting = machine.isWaitingForOrigin
        #expect(isWaiting == expected)
    }

    @Test(arguments: zip(Point.allCases, [false, false, false, false, false, true]))
    func exchangeIsFinishedAtItsEndOnly(point: Point, expected: Bool) {
        let machine = point.makeMachine()
        let isFinished = machine.isFinished
        #expect(isFinished == expected)
    }
}
