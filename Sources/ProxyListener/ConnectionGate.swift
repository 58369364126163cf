import Synchronization

/// Counts the client connections of all listeners and loops against a limit.
package final class ConnectionGate: Sendable {
    private let limit: Atomic<Int>
    private let count = Atomic<Int>(0)

    /// A gate for `limit` connections.
    package init(limit: Int) {
        self.limit = Atomic(limit)
    }

    /// Changes the limit; those who are inside stay.
    package func setLimit(_ limit: Int) {
        self.limit.store(limit, ordering: .relaxed)
    }

    /// How many connections are inside.
    package var connectionCount: Int { self.count.load(ordering: .relaxed) }

    /// Lets a connection in; returns false when the limit is reached.
    package func enter() -> Bool {
        if self.count.wrappingAdd(1, ordering: .relaxed).newValue <= self.limit.load(ordering: .relaxed) { return true }
        self.leave()
        return false
    }

    /// A connection that was let in is gone.
    package func leave() {
        self.count.wrappingSubtract(1, ordering: .relaxed)
    }
}
