import NIOCore
import ProxySessions
import Testing

struct DrainMachineTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    private static let slice = DrainMachine.sliceInterval
    private static let look = DrainMachine.lookInterval

    private static func survey(_ change: (inout DrainSurvey) -> Void) -> DrainSurvey {
        var survey = DrainSurvey()
        change(&survey)
        return survey
    }

    @Test func nothingOpenIsNothingToWaitFor() {
        var machine = DrainMachine(grace: .seconds(30), now: Self.start)
        #expect(machine.step(DrainSurvey(), now: Self.start) == .finished)
    }

    @Test(
        arguments: [
            (1, 30, .tell(1, then: look)), (1000, 30, .tell(1000, then: look)), (1001, 30, .tell(501, then: slice)),
            (50_000, 30, .tell(1000, then: slice)),
            // Slices grow where so small ones would take more than half of the time.
            (50_000, 2, .tell(5000, then: slice)), (1_000_000, 30, .tell(6667, then: slice)),
        ] as [(Int, Int64, DrainMachine.Step)]
    )
    func holdsAreToldInSlices(holds: Int, graceSeconds: Int64, step: DrainMachine.Step) {
        var machine = DrainMachine(grace: .seconds(graceSeconds), now: Self.start)
        #expect(machine.step(Self.survey { $0.holds = holds }, now: Self.start) == step)
    }

    @Test func slicesKeepTheirSizeUntilAllAreTold() {
        var machine = DrainMachine(grace: .seconds(30), now: Self.start)
        var holds = 2500
        var told: [Int] = []
        while case .tell(let count, _) = machine.step(Self.survey { $0.holds = holds }, now: Self.start) {
            told.append(count)
            holds -= count
        }
        #expect(told == [834, 834, 832])
    }

    @Test func holdsWaitWhileOriginsAreBehind() {
        var machine = DrainMachine(grace: .seconds(30), now: Self.start)
        let crowded = Self.survey {
            $0.holds = 10
            $0.errands = DrainMachine.maximumErrands
        }
        #expect(machine.step(crowded, now: Self.start) == .wait(Self.slice))
    }

    @Test(
        arguments: [
            survey { $0.requests = 1 }, survey { $0.closing = 1 }, survey { $0.sending = 1 },
            survey { $0.errands = 1 },
        ]
    )
    func whatIsInProgressIsWaitedForUntilTheGraceTimeIsOver(open: DrainSurvey) {
        var machine = DrainMachine(grace: .seconds(30), now: Self.start)
        #expect(machine.step(open, now: Self.start) == .wait(Self.look))
        #expect(machine.step(open, now: Self.start + .milliseconds(29_999)) == .wait(Self.look))
        #expect(machine.step(open, now: Self.start + .seconds(30)) == .finished)
    }

    @Test func clientsThatHaveEverythingGetAMomentToClose() {
        var machine = DrainMachine(grace: .seconds(30), now: Self.start)
        let lingering = Self.survey { $0.lingering = 3 }
        #expect(machine.step(lingering, now: Self.start) == .wait(Self.look))
        #expect(machine.step(lingering, now: Self.start + .milliseconds(499)) == .wait(Self.look))
        #expect(machine.step(lingering, now: Self.start + DrainMachine.lingerTime) == .finished)
    }

    @Test func momentBeginsAnewAfterSomethingElse() {
        var machine = DrainMachine(grace: .seconds(30), now: Self.start)
        let lingering = Self.survey { $0.lingering = 1 }
        _ = machine.step(lingering, now: Self.start)
        _ = machine.step(Self.survey { $0.requests = 1 }, now: Self.start + .seconds(1))
        #expect(machine.step(lingering, now: Self.start + .seconds(2)) == .wait(Self.look))
    }

    @Test func withoutGraceNothingIsWaitedFor() {
        var machine = DrainMachine(grace: .zero, now: Self.start)
        #expect(machine.step(Self.survey { $0.holds = 5 }, now: Self.start) == .finished)
    }

    // MARK: Counting

    @Test func connectionsAreCountedByWhatTheyWaitFor() {
        var survey = DrainSurvey()
        var drained = DrainedHolds()
        for stage in DrainStage.allCases {
            survey.count(stage)
            drained.count(stage)
        }
        #expect(survey.holds == DrainStage.allCases.count(where: \.isHold))
        #expect([survey.requests, survey.holds, survey.closing, survey.sending, survey.lingering] == [1, 3, 1, 1, 1])
        #expect(survey.unfinishedCount == 6)
        #expect([drained.streams, drained.longPolls, drained.webSockets] == [1, 1, 1])
        #expect((survey + survey).unfinishedCount == 12)
        #expect((drained + drained).count == 6)
    }
}
