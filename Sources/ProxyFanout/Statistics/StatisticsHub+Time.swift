import NIOCore
import ProxySessions
import Synchronization

/// What is told at certain times.
extension StatisticsHub {
    /// The time between two `activity` and `counts` packets (reference: ops 3).
    private static var tickInterval: TimeAmount { .milliseconds(100) }

    /// Names the loops, and begins to tell; the first one keeps the time.
    package func start(_ members: [Member]) {
        guard let loop = members.first?.eventLoop else { return }
        let now = NIODeadline.now()
        let interval = self.output == nil ? TimeAmount.seconds(1) : Self.tickInterval
        let timer = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in self.tick(now: .now()) }
        self.state.withLock { state in
            state.members = members
            state.start = now
            state.timer = timer
            if self.settings.reportInterval > .zero {
                state.nextReport = now + self.settings.reportInterval
            }
            for index in state.routes.indices {
                state.routes[index].since = now
            }
        }
    }

    /// Tells nothing any more.
    package func stop() {
        let timer = self.state.withLock { state in
            defer { state.timer = nil }
            return state.timer
        }
        timer?.cancel()
    }

    /// Tells what is due.
    func tick(now: NIODeadline) {
        self.followSubscribers(now: now)
        self.state.withLock { state in
            self.tellActivity(&state)
            guard let start = state.start else { return }
            let second = Int((now - start).nanoseconds / 1_000_000_000)
            guard second > state.lastSecond else { return }
            for passed in max(state.lastSecond + 1, second - 60)...second {
                for packet in state.ledger?.secondPassed(passed, now: now) ?? [] {
                    self.send(packet)
                }
            }
            state.lastSecond = second
            for member in state.members {
                member.eventLoop.execute { member.statistics.value.secondsPassed(until: second) }
            }
            self.report(&state, now: now)
        }
    }

    private func tellActivity(_ state: inout State) {
        let (wantsActivity, wantsCounts) = (self.isWanted(.activity), self.isWanted(.counts))
        var requests = 0
        for index in state.routes.indices {
            let route = state.routes[index]
            let activity = route.tallies.reduce(0) { $0 + $1.value(.activity) }
            requests += route.tallies.reduce(0) { $0 + $1.value(.requests) }
            if wantsActivity, activity > route.toldActivity {
                self.send(.activity(count: activity - route.toldActivity, routeID: route.id))
            }
            state.routes[index].toldActivity = activity
        }
        if wantsCounts, requests > state.toldRequests {
            self.send(.counts(requestsReceived: requests - state.toldRequests))
        }
        state.toldRequests = requests
    }

    private func report(_ state: inout State, now: NIODeadline) {
        guard let due = state.nextReport, due <= now else { return }
        state.nextReport = max(due + self.settings.reportInterval, now)
        let isWanted = self.isWanted(.report)
        for index in state.routes.indices {
            var route = state.routes[index]
            var totals = route.totals
            if route.id == nil {
                totals[.received] += self.received.load(ordering: .relaxed)
                totals[.blocksReceived] += self.receivedBlocks.load(ordering: .relaxed)
            }
            let report = TrafficReport(
                routeID: route.id,
                totals: totals - route.reported,
                mostConnections: route.concurrency.takeMost(),
                milliseconds: Int((now - route.since).nanoseconds / 1_000_000)
            )
            route.reported = totals
            route.since = now
            state.routes[index] = route
            if isWanted, report.isWorthSending {
                self.send(.report(report))
            }
        }
    }
}
