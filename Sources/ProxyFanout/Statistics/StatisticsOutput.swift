package import NIOCore
package import ProxySessions

/// Where packets go: the statistics socket, as seen from here.
///
/// Called from any thread.
package protocol StatisticsOutput: Sendable {
    /// Whether anybody wants packets of a kind; cheap.
    func isWanted(_ topic: StatisticsTopic) -> Bool

    /// Sends a packet to whoever wants it, without waiting.
    func send(_ packet: ByteBuffer)
}
