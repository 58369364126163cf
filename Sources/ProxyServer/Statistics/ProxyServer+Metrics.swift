import NIOCore
import ProxyAdmin
import ProxyFanout
import ProxyListener

/// The numbers of the admin port.
struct ProcessMetrics: Sendable {
    let loops: EventLoops
    let hub: PublishHub
    let state: ServerState
    let socket: StatisticsSocket?

    /// The answer of `/metrics`.
    func text() async throws -> ByteBuffer {
        let figures = try await self.loops.onEach(\.figures)
        var snapshot = MetricsSnapshot(loops: figures.map(\.own))
        // These are of all loops, whichever is asked; a loop that has had no connection yet knows of none.
        snapshot.connections = figures.map(\.connections).max() ?? 0
        snapshot.openRequests = figures.first?.openRequests ?? 0
        snapshot.channels = self.hub.channelCount
        snapshot.droppedPackets = self.socket?.droppedPackets ?? 0
        snapshot.phase = self.state.phase
        snapshot.reloads = self.state.reloadState
        snapshot.version = ProxyServer.version
        return snapshot.text
    }
}

extension LoopServices {
    /// What the loop has, and what it knows of all loops.
    fileprivate var figures: (own: LoopFigures, connections: Int, openRequests: Int) {
        let own = LoopFigures(
            counters: self.context.counters,
            holds: self.shard.holds,
            parkedConnections: self.parked.count,
            queuedBytes: self.context.queuedBytes,
            fanoutTimes: self.context.fanoutTimes
        )
        return (own, self.connectionCount, self.openRequests.connectionCount)
    }
}
