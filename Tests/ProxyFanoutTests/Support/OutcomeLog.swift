import ProxyFanout
import Synchronization

/// Keeps what publishers and the log are told, from whatever thread.
final class OutcomeLog: Sendable {
    private struct Told {
        var completions: [[ItemOutcome]] = []
        var lines: [String] = []
    }

    private let told = Mutex(Told())

    /// The outcomes of each completed call.
    var completions: [[ItemOutcome]] { self.told.withLock { $0.completions } }

    /// `CHANNEL RECEIVERS` for each item of which the log was told.
    var lines: [String] { self.told.withLock { $0.lines } }

    func add(_ outcomes: [ItemOutcome]) {
        self.told.withLock { $0.completions.append(outcomes) }
    }

    func published(_ item: PublishedItem, _ receivers: Receivers) {
        self.told.withLock { $0.lines.append("\(item.channelName) \(receivers.total)") }
    }
}
