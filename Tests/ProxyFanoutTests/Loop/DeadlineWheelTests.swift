import NIOCore
import NIOEmbedded
import ProxyFanout
import Testing

struct DeadlineWheelTests {
    let loop = EmbeddedEventLoop()
    let wheel: DeadlineWheel

    init() {
        self.wheel = DeadlineWheel(eventLoop: self.loop)
    }

    private func advance(milliseconds: Int64) {
        self.loop.advanceTime(by: .milliseconds(milliseconds))
    }

    private func deadline(milliseconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(0) + .milliseconds(milliseconds)
    }

    /// Up to and beyond one turn of the wheel, which is 102.4 seconds.
    @Test(arguments: [0, 1, 99, 100, 101, 250, 1000, 102_200, 102_300, 102_399, 102_400, 102_401, 500_000] as [Int64])
    func deadlineIsReachedAtMostOneSlotLate(milliseconds: Int64) throws {
        let probe = WheelProbe()
        self.wheel.schedule(probe, at: self.deadline(milliseconds: milliseconds))
        self.advance(milliseconds: milliseconds + 1000)
        #expect(probe.visits.count == 1)
        let visit = try #require(probe.visits.first)
        #expect(visit >= self.deadline(milliseconds: milliseconds))
        #expect(visit <= self.deadline(milliseconds: milliseconds) + DeadlineWheel.slotLength)
    }

    @Test(arguments: [1, 37, 99, 100, 163, 102_399] as [Int64])
    func wheelThatTurnsTakesDeadlinesBetweenItsSlots(milliseconds: Int64) throws {
        let keeper = WheelProbe()
        let probe = WheelProbe()
        self.wheel.schedule(keeper, at: .distantFuture)
        self.advance(milliseconds: 1037)
        let deadline = self.loop.now + .milliseconds(milliseconds)
        self.wheel.schedule(probe, at: deadline)
        self.advance(milliseconds: milliseconds + 200)
        let visit = try #require(probe.visits.first)
        #expect(visit >= deadline)
        #expect(visit <= deadline + DeadlineWheel.slotLength)
        #expect(keeper.visits.isEmpty)
    }

    @Test func wheelThatStoodStillBeginsAtThePresentTime() throws {
        let first = WheelProbe()
        self.wheel.schedule(first, at: self.deadline(milliseconds: 100))
        self.advance(milliseconds: 250_050)
        let second = WheelProbe()
        let deadline = self.loop.now + .milliseconds(300)
        self.wheel.schedule(second, at: deadline)
        self.advance(milliseconds: 299)
        #expect(second.visits.isEmpty)
        self.advance(milliseconds: 101)
        #expect(second.visits.count == 1)
    }

    @Test func deadlineInThePastIsReachedInTheNextSlot() {
        self.advance(milliseconds: 5000)
        let probe = WheelProbe()
        self.wheel.schedule(probe, at: self.deadline(milliseconds: 20))
        #expect(probe.visits.isEmpty)
        self.advance(milliseconds: 100)
        #expect(probe.visits.count == 1)
    }

    /// The distance to the end of time must not overflow on a machine that has just started.
    @Test func deadlineAtTheEndOfTimeIsNeverReached() {
        let probe = WheelProbe()
        self.wheel.schedule(probe, at: .distantFuture)
        self.advance(milliseconds: 300_000)
        #expect(probe.visits.isEmpty)
        #expect(probe.wheelPosition != nil)
    }

    @Test func entryIsAskedAgainWhenItSaysSo() {
        let probe = WheelProbe()
        probe.answer = { $0 + .seconds(1) }
        self.wheel.schedule(probe, at: self.deadline(milliseconds: 1000))
        self.advance(milliseconds: 10_050)
        #expect(probe.visits.count == 10)
    }

    @Test func entryThatAnswersNothingLeavesTheWheel() {
        let probe = WheelProbe()
        self.wheel.schedule(probe, at: self.deadline(milliseconds: 100))
        self.advance(milliseconds: 100)
        #expect(probe.wheelPosition == nil)
        self.advance(milliseconds: 300_000)
        #expect(probe.visits.count == 1)
    }

    @Test func earlierDeadlineReplacesALaterOne() {
        let probe = WheelProbe()
        self.wheel.schedule(probe, at: self.deadline(milliseconds: 5000))
        self.wheel.schedule(probe, at: self.deadline(milliseconds: 500))
        self.advance(milliseconds: 10_000)
        #expect(probe.visits == [self.deadline(milliseconds: 500)])
    }

    @Test func laterDeadlineIsLeftToTheEntry() {
        let probe = WheelProbe()
        self.wheel.schedule(probe, at: self.deadline(milliseconds: 500))
        self.wheel.schedule(probe, at: self.deadline(milliseconds: 5000))
        self.advance(milliseconds: 10_000)
        #expect(probe.visits == [self.deadline(milliseconds: 500)])
    }

    @Test func cancelledEntryIsNotAsked() {
        let probes = (0..<5).map { _ in WheelProbe() }
        for probe in probes {
            self.wheel.schedule(probe, at: self.deadline(milliseconds: 300))
        }
        self.wheel.cancel(probes[0])
        self.wheel.cancel(probes[3])
        self.wheel.cancel(probes[3])
        self.advance(milliseconds: 1000)
        #expect(probes.map { $0.visits.count } == [0, 1, 1, 0, 1])
    }

    @Test func entryThatIsNotOnTheWheelIsLeftAlone() {
        let probe = WheelProbe()
        self.wheel.cancel(probe)
        #expect(probe.wheelPosition == nil)
    }

    @Test func entriesMayCancelEachOtherWhileTheyAreVisited() {
        let probes = (0..<6).map { _ in WheelProbe() }
        for probe in probes {
            probe.answer = { [wheel] _ in
                for other in probes where other !== probe {
                    wheel.cancel(other)
                }
                return nil
            }
            self.wheel.schedule(probe, at: self.deadline(milliseconds: 300))
        }
        self.advance(milliseconds: 1000)
        #expect(probes.map { $0.visits.count }.reduce(0, +) == 1)
    }

    @Test func entryMayScheduleItselfWhileItIsVisited() {
        let probe = WheelProbe()
        probe.answer = { [wheel] now in
            guard probe.visits.count < 3 else { return nil }
            wheel.schedule(probe, at: now + .milliseconds(200))
            return nil
        }
        self.wheel.schedule(probe, at: self.deadline(milliseconds: 200))
        self.advance(milliseconds: 2000)
        #expect(probe.visits == [200, 400, 600].map { self.deadline(milliseconds: $0) })
    }

    @Test func entryIsKeptAliveOnlyWhileItIsOnTheWheel() {
        weak var released: WheelProbe?
        do {
            let probe = WheelProbe()
            released = probe
            self.wheel.schedule(probe, at: self.deadline(milliseconds: 500))
        }
        #expect(released != nil)
        self.advance(milliseconds: 1000)
        #expect(released == nil)
    }

    /// Ten thousand entries coming and going, against a plain list of deadlines.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyEntryThatStaysIsVisitedOnceInItsSlot(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let probes = (0..<200).map { _ in WheelProbe() }
        var expected: [Int: NIODeadline] = [:]
        var visited = Array(repeating: 0, count: probes.count)
        for step in 0..<10_000 {
            let chosen = Int.random(in: 0..<probes.count, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 {
                self.wheel.cancel(probes[chosen])
                expected[chosen] = nil
            } else {
                let deadline = self.loop.now + .milliseconds(.random(in: 0..<130_000, using: &random))
                self.wheel.schedule(probes[chosen], at: deadline)
                expected[chosen] = min(expected[chosen] ?? deadline, deadline)
            }
            self.advance(milliseconds: .random(in: 0..<400, using: &random))
            for (position, probe) in probes.enumerated() where probe.visits.count > visited[position] {
                let deadline = expected.removeValue(forKey: position)
                let visit = probe.visits[probe.visits.count - 1]
                let isInTime = deadline.map { visit >= $0 && visit <= $0 + DeadlineWheel.slotLength } ?? false
                visited[position] += 1
                guard isInTime, probe.visits.count == visited[position] else {
                    Issue.record("seed \(seed), step \(step): entry \(position) was visited out of time")
                    return
                }
            }
            if let late = expected.first(where: { $0.value + DeadlineWheel.slotLength < self.loop.now }) {
                Issue.record("seed \(seed), step \(step): entry \(late.key) was forgotten")
                return
            }
        }
        #expect(visited.reduce(0, +) > 1000)
    }
}
