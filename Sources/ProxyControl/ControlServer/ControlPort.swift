package import Logging
import NIOCore
package import ProxyFanout
import Synchronization

/// What all connections of a control port share.
package final class ControlPort: Sendable {
    /// The rules.
    package let policy: ControlPolicy
    /// How long things may take.
    package let timeouts: ControlTimeouts
    /// Where items go.
    package let sink: any PublishSink
    /// Counts and logs what was answered.
    package let journal: ControlJournal
    private let crowded = Atomic(false)

    /// The shared part of a port.
    package init(policy: ControlPolicy, timeouts: ControlTimeouts, sink: any PublishSink, logger: Logger) {
        self.policy = policy
        self.timeouts = timeouts
        self.sink = sink
        self.journal = ControlJournal(logger: logger)
    }

    /// Whether all connections are in use, so that others may be waiting; written by the accepting loop.
    package var isCrowded: Bool {
        get { self.crowded.load(ordering: .relaxed) }
        set { self.crowded.store(newValue, ordering: .relaxed) }
    }

    package var logger: Logger { self.journal.logger }
}
