import Synchronization

/// The counters of one event loop.
///
/// Each loop writes its own instance, so additions never contend; whoever shows the numbers adds the instances up.
package final class Counters: Sendable {
    private let values: InlineArray<128, Atomic<Int>>

    /// All counters at zero.
    package init() {
        self.values = InlineArray { _ in Atomic(0) }
    }

    /// Adds to a counter.
    package func add(_ counter: Counter, _ amount: Int = 1) {
        self.values[counter.rawValue].wrappingAdd(amount, ordering: .relaxed)
    }

    /// The present value of a counter.
    package func value(_ counter: Counter) -> Int {
        self.values[counter.rawValue].load(ordering: .relaxed)
    }

    /// Adds the counters of several loops, leaving out those that are zero.
    package static func sum(_ parts: [Counters]) -> [(counter: Counter, value: Int)] {
        Counter.allCases.compactMap { counter in
            let total = parts.reduce(0) { $0 + $1.value(counter) }
            return total == 0 ? nil : (counter, total)
        }
    }
}
