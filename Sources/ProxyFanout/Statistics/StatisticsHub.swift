import NIOCore
package import ProxySessions
import Synchronization

/// Brings together what the loops count, and tells it: packets for the statistics socket, numbers for metrics.
///
/// 1. What is told when: `+Time`. 2. What publishing brings: `+Publishing`. 3. Who is subscribed: `+Subscriptions`. May be
/// called from anywhere; one for the whole process. Reference: ops 3.
package final class StatisticsHub: Sendable {
    /// A route, and what each loop counts for it.
    struct RouteCounts {
        let id: String?
        let concurrency = RouteConcurrency()
        var tallies: [RouteTally] = []
        /// What the last `activity` packet had told.
        var toldActivity = 0
        /// What the last report had told.
        var reported = TrafficTotals()
        /// When the present interval began.
        var since: NIODeadline
    }

    struct State {
        /// In the order in which they were first seen; the first is that of routes without an id of their own.
        var routes: [RouteCounts] = []
        var toldRequests = 0
        var members: [Member] = []
        var ledger: SubscriptionLedger?
        /// Numbers the times at which somebody began to want `sub` packets.
        var ledgerEpoch = 0
        var start: NIODeadline?
        var lastSecond = 0
        var nextReport: NIODeadline?
        var timer: RepeatedTask?
    }

    /// One loop's part, as the hub sees it.
    package struct Member: Sendable {
        let eventLoop: any EventLoop
        let statistics: NIOLoopBound<LoopStatistics>
        let shard: NIOLoopBound<Shard>

        /// To be made on the loop.
        package init(_ statistics: LoopStatistics, shard: Shard) {
            self.eventLoop = shard.context.eventLoop
            self.statistics = NIOLoopBound(statistics, eventLoop: shard.context.eventLoop)
            self.shard = NIOLoopBound(shard, eventLoop: shard.context.eventLoop)
        }
    }

    let settings: StatisticsSettings
    let connectionCycle: RefreshCycle
    let output: (any StatisticsOutput)?
    let encoder: StatisticsEncoder
    let state = Mutex(State())
    /// Items published, and their blocks.
    let received = Atomic(0)
    let receivedBlocks = Atomic(0)

    /// A hub without loops; `start` names them.
    ///
    /// - Parameters:
    ///   - settings: what is counted, and how often it is told.
    ///   - output: where packets go; without it there are only numbers.
    package init(_ settings: StatisticsSettings, output: (any StatisticsOutput)?) {
        self.settings = settings
        self.output = output
        self.encoder = StatisticsEncoder(sender: settings.sender, format: settings.format)
        self.connectionCycle = RefreshCycle(lifetimeSeconds: settings.connectionLifetimeSeconds)
    }

    // MARK: Counting

    /// Something to count a route with, for one more loop.
    func makeTally(routeID: String?) -> RouteTally {
        self.state.withLock { state in
            let index: Int
            if let known = state.routes.firstIndex(where: { $0.id == routeID }) {
                index = known
            } else {
                index = state.routes.count
                state.routes.append(RouteCounts(id: routeID, since: .now()))
            }
            let tally = RouteTally(concurrency: state.routes[index].concurrency)
            state.routes[index].tallies.append(tally)
            return tally
        }
    }

    /// Whether packets about connections may ever be wanted.
    var tellsConnections: Bool { self.output != nil && self.settings.sendsConnections }

    /// Whether packets about connections are wanted now.
    var wantsConnections: Bool { self.settings.sendsConnections && self.isWanted(.connection) }

    func isWanted(_ topic: StatisticsTopic) -> Bool {
        self.output?.isWanted(topic) ?? false
    }

    /// Sends a packet that somebody wants.
    func send(_ packet: StatisticsPacket) {
        self.output?.send(self.encoder.encode(packet))
    }

    // MARK: Numbers

    /// The values of Pushpin's metrics; those about publishing stay zero where `hasMessages` is false.
    package func metrics(hasMessages: Bool = true) -> PushpinMetrics {
        self.state.withLock { state in
            var metrics = PushpinMetrics()
            let totals = state.totals
            metrics.requestsReceived = totals[.requests]
            guard self.settings.reportInterval > .zero else { return metrics }
            metrics.connections = state.routes.reduce(0) { $0 + $1.concurrency.mostConnections }
            metrics.minutes = totals[.minutes]
            guard hasMessages else { return metrics }
            metrics.messagesReceived = self.received.load(ordering: .relaxed)
            metrics.messagesSent = totals[.sent]
            return metrics
        }
    }
}

extension StatisticsHub.RouteCounts {
    /// What all loops have counted.
    var totals: TrafficTotals {
        self.tallies.reduce(into: TrafficTotals()) { $0 += $1.totals }
    }
}

extension StatisticsHub.State {
    /// What all loops have counted for all routes.
    var totals: TrafficTotals {
        self.routes.reduce(into: TrafficTotals()) { $0 += $1.totals }
    }
}
