import ProxySessions
import Synchronization

/// What one loop counts for one route.
///
/// Only the loop writes, so that an addition is a load and a store; anybody reads.
package final class RouteTally: Sendable {
    /// The connections of the route on all loops.
    let concurrency: RouteConcurrency
    private let values: InlineArray<20, Atomic<Int>> = InlineArray { _ in Atomic(0) }

    init(concurrency: RouteConcurrency) {
        self.concurrency = concurrency
    }

    /// Adds to a counter; on the loop only.
    func add(_ counter: TrafficCounter, _ amount: Int = 1) {
        let value = self.values[counter.rawValue].load(ordering: .relaxed)
        self.values[counter.rawValue].store(value &+ amount, ordering: .relaxed)
    }

    /// Everything counted so far.
    var totals: TrafficTotals {
        var totals = TrafficTotals()
        for counter in TrafficCounter.allCases {
            totals[counter] = self.values[counter.rawValue].load(ordering: .relaxed)
        }
        return totals
    }

    /// The value of a counter.
    func value(_ counter: TrafficCounter) -> Int {
        self.values[counter.rawValue].load(ordering: .relaxed)
    }
}

/// The connections of a route, on all loops together.
package final class RouteConcurrency: Sendable {
    private let present = Atomic(0)
    private let most = Atomic(0)

    init() {}

    func connectionBegan() {
        let count = self.present.wrappingAdd(1, ordering: .relaxed).newValue
        if count > self.most.load(ordering: .relaxed) {
            self.most.max(count, ordering: .relaxed)
        }
    }

    func connectionEnded() {
        self.present.wrappingSubtract(1, ordering: .relaxed)
    }

    /// The most there were at a time in the present interval.
    var mostConnections: Int { self.most.load(ordering: .relaxed) }

    /// Ends the interval; gives the most there were at a time in it.
    func takeMost() -> Int {
        self.most.exchange(self.present.load(ordering: .relaxed), ordering: .relaxed)
    }
}
