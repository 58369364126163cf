package import NIOCore
package import ProxyFanout

/// What one loop has at a moment.
package struct LoopFigures: Sendable {
    /// Everything counted.
    package var counters: Counters
    /// Holds and WebSockets, by mode.
    package var holds: Receivers
    /// Holds that have left the loop's channels for the parking lot.
    package var parkedConnections: Int
    /// Bytes that wait for clients that read slowly.
    package var queuedBytes: Int
    /// How long publishing took.
    package var fanoutTimes: DurationHistogram

    package init(
        counters: Counters,
        holds: Receivers,
        parkedConnections: Int,
        queuedBytes: Int,
        fanoutTimes: DurationHistogram
    ) {
        self.counters = counters
        self.holds = holds
        self.parkedConnections = parkedConnections
        self.queuedBytes = queuedBytes
        self.fanoutTimes = fanoutTimes
    }
}

/// What the process has at a moment: the numbers of `/metrics`.
package struct MetricsSnapshot: Sendable {
    /// What each loop has.
    package var loops: [LoopFigures]
    /// Client connections.
    package var connections = 0
    /// Requests being proxied.
    package var openRequests = 0
    /// Channels with subscribers.
    package var channels = 0
    /// Packets that readers of the statistics socket did not take in time.
    package var droppedPackets = 0
    /// Where the process is in its life.
    package var phase = ServerState.Phase.starting
    /// What became of reloading.
    package var reloads = ServerState.Reloads()
    /// The program's version.
    package var version = ""

    /// What the loops have, and nothing else yet.
    package init(loops: [LoopFigures]) {
        self.loops = loops
    }

    /// The answer of `/metrics`.
    package var text: ByteBuffer {
        var text = ByteBuffer()
        for family in self.families {
            family.write(to: &text)
        }
        return text
    }
}
