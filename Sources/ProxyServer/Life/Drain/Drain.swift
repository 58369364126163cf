import NIOCore
import ProxyFanout
import ProxySessions
import Synchronization

/// The end of all connections, in order: what is held is told, what is in progress is finished, and the rest is cut.
///
/// `DrainMachine` decides; this goes round the event loops.
struct Drain: Sendable {
    let loops: EventLoops
    /// The longest it may take (`shutdown_grace`).
    let grace: TimeAmount
    let hurry: Hurry

    /// Somebody cannot wait for the end of a drain.
    final class Hurry: Sendable {
        private let isSet = Atomic(false)

        /// Ends the drain at once.
        func set() {
            self.isSet.store(true, ordering: .relaxed)
        }

        /// Whether the drain is to end at once.
        var isAsked: Bool { self.isSet.load(ordering: .relaxed) }
    }

    /// Runs to the end; says what came of it.
    func run() async throws -> DrainReport {
        let began = NIODeadline.now()
        var machine = DrainMachine(grace: self.grace, now: began)
        var report = DrainReport()
        var reconnecting: ClosedRange<Int>?
        let begun = try await self.loops.onEach { services in
            services.context.isDraining = true
            return services.context.counters.value(.clientRequests)
        }
        while true {
            let survey = try await self.loops.onEach { $0.surveyDrain() }.reduce(DrainSurvey(), +)
            report.see(survey)
            guard !self.hurry.isAsked else { break }
            switch machine.step(survey, now: .now()) {
            case .tell(let slice, let time):
                let range = reconnecting ?? ReconnectTime.milliseconds(forClients: survey.holds)
                reconnecting = range
                let told = try await self.loops.onEach { services in
                    services.drainHolds(slice, of: survey.holds, reconnecting: range)
                }
                report.told = told.reduce(report.told, +)
                await self.wait(time)
                continue
            case .wait(let time):
                await self.wait(time)
                continue
            case .finished:
                break
            }
            break
        }
        let ended = try await self.loops.onEach { services in
            services.context.counters.add(.drainCut, services.surveyDrain().unfinishedCount)
            return services.context.counters.value(.clientRequests)
        }
        report.requestsBegun = ended.reduce(0, +) - begun.reduce(0, +)
        report.duration = NIODeadline.now() - began
        return report
    }

    private func wait(_ time: TimeAmount) async {
        // Only fails when it is cancelled; then there is nobody to wait for.
        try? await Task.sleep(for: .nanoseconds(time.nanoseconds))
    }
}
