import NIOCore
import ProxyFanout
import ProxySessions
import Synchronization

/// Writes down the packets of statistics, as far as somebody wants them.
final class RecordingOutput: StatisticsOutput {
    private let state = Mutex((wanted: Set(StatisticsTopic.allCases), packets: [String]()))

    func isWanted(_ topic: StatisticsTopic) -> Bool {
        self.state.withLock { $0.wanted.contains(topic) }
    }

    func send(_ packet: ByteBuffer) {
        self.state.withLock { $0.packets.append(String(buffer: packet)) }
    }

    func want(_ topics: Set<StatisticsTopic>) {
        self.state.withLock { $0.wanted = topics }
    }

    /// The packets since the last call, without their sender.
    func take() -> [String] {
        self.state.withLock { state in
            defer { state.packets = [] }
            return state.packets.map { $0.replacing(#","from":"x""#, with: "").replacing(#""from":"x","#, with: "") }
        }
    }
}
