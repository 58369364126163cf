package import NIOCore
import Synchronization

/// How often something took how long, by one loop.
///
/// Only the loop writes, so that an addition is a load and a store; anybody reads.
package final class DurationHistogram: Sendable {
    /// What the buckets go up to.
    package struct Bound: Sendable {
        /// The time in seconds.
        package let seconds: Double
        fileprivate let nanoseconds: Int64

        fileprivate init(microseconds: Int64) {
            self.seconds = Double(microseconds) / 1e6
            self.nanoseconds = microseconds * 1000
        }
    }

    /// The bounds of the buckets; what takes longer than the last is only in the total.
    package static let bounds = [
        100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
        5_000_000, 10_000_000,
    ].map { Bound(microseconds: $0) }

    /// What was recorded.
    package struct Counts: Sendable, Equatable {
        /// By bound: what took no longer, and longer than the bound before.
        package var buckets = Array(repeating: 0, count: DurationHistogram.bounds.count)
        /// How much was recorded.
        package var total = 0
        /// How long all of it took.
        package var nanoseconds: Int = 0

        /// Nothing.
        package init() {}

        package static func += (left: inout Self, right: Self) {
            for index in left.buckets.indices {
                left.buckets[index] += right.buckets[index]
            }
            left.total += right.total
            left.nanoseconds += right.nanoseconds
        }
    }

    private let buckets: InlineArray<16, Atomic<Int>> = InlineArray { _ in Atomic(0) }
    private let total = Atomic(0)
    private let nanoseconds = Atomic(0)

    /// Nothing recorded.
    package init() {}

    /// Something took so long; on the loop only.
    package func record(_ duration: TimeAmount) {
        if let index = Self.bounds.firstIndex(where: { duration.nanoseconds <= $0.nanoseconds }) {
            Self.add(1, to: self.buckets[index])
        }
        Self.add(1, to: self.total)
        Self.add(Int(duration.nanoseconds), to: self.nanoseconds)
    }

    private static func add(_ amount: Int, to value: borrowing Atomic<Int>) {
        value.store(value.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }

    /// What was recorded so far.
    package var counts: Counts {
        var counts = Counts()
        for index in counts.buckets.indices {
            counts.buckets[index] = self.buckets[index].load(ordering: .relaxed)
        }
        counts.total = self.total.load(ordering: .relaxed)
        counts.nanoseconds = self.nanoseconds.load(ordering: .relaxed)
        return counts
    }
}
