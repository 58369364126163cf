package import NIOCore
import ProxySessions

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
    /// Counts for the statistics; `nil` while nobody may ask for them.
    package let statistics: LoopStatistics?
    /// The limits in force; a reload may change them.
    package var limits: Limits
    /// Whether the process is about to end: connections serve their present request and no further one.
    package var isDraining = false
    /// Sockets that are done with, and wait for their clients.
    package var lingering = LingeringSockets()
    /// How long publishing took on this loop.
    package let fanoutTimes = DurationHistogram()
    /// Bytes of items that wait for clients that read slowly.
    package var queuedBytes = 0
    /// Allocates the buffers of this loop.
    package let allocator = ByteBufferAllocator()
    /// Whether the loop's last turn of delivery was over at once, so that others can wait for the next one.
    package internal(set) var deliversQuickly = false
    /// Content of holds that is mostly the same.
    private var content = SharedValues<FramedContent>()

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

    /// The same content, if some other hold of the loop has it, in memory that both share.
    package func share(_ content: FramedContent) -> FramedContent {
        self.content.shared(content)
    }
}
