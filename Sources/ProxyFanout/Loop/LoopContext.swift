package import NIOCore

/// What the connections of one event loop share: its deadline wheel, its counters, and the limits in force.
///
/// Belongs to its event loop; `counters` may be read from anywhere.
package final class LoopContext {
    /// The loop everything here belongs to.
    package let eventLoop: any EventLoop
    /// The deadlines of this loop.
    package let wheel: DeadlineWheel
    /// The counters of this loop.
    package let counters: Counters
    /// The limits in force when the process started.
    package let limits: Limits
    /// Counts for the statistics; `nil` while nobody may ask for them.
    package let statistics: LoopStatistics?
    /// Allocates the buffers of this loop.
    package let allocator = ByteBufferAllocator()

    /// A context for `eventLoop`.
    package init(
        eventLoop: any EventLoop,
        limits: Limits,
        counters: Counters = Counters(),
        statistics: LoopStatistics? = nil
    ) {
        self.eventLoop = eventLoop
        self.wheel = DeadlineWheel(eventLoop: eventLoop)
        self.counters = counters
        self.limits = limits
        self.statistics = statistics
    }
}
