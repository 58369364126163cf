/// Spreads the refreshing of many things over three quarters of their time to live.
///
/// Things are numbered, and those whose turn it is are every so-manieth: a second's work is a part of all of them.
package struct RefreshCycle: Sendable, Equatable {
    /// How many seconds it takes until everything was refreshed once.
    package let seconds: Int

    /// A cycle for things that live so many seconds without being refreshed.
    package init(lifetimeSeconds: Int) {
        self.seconds = max(1, lifetimeSeconds * 3 / 4)
    }

    /// The numbers below `count` that are refreshed in a second.
    package func turn(second: Int, count: Int) -> StrideTo<Int> {
        stride(from: second % self.seconds, to: count, by: self.seconds)
    }
}
