package import Logging
import NIOCore
package import ProxyFanout
import Synchronization

/// What all connections of a control port share.
package final class ControlPort: Sendable {
    private let rules: Mutex<ControlPolicy>
    private let changes = Atomic(0)
    /// How long things may take.
    package let timeouts: ControlTimeouts
    /// Where items go.
    package let sink: any PublishSink
    /// Counts and logs what was answered.
    package let journal: ControlJournal
    private let crowded = Atomic(false)

    /// The shared part of a port.
    package init(policy: ControlPolicy, timeouts: ControlTimeouts, sink: any PublishSink, logger: Logger) {
        self.rules = Mutex(policy)
        self.timeouts = timeouts
        self.sink = sink
        self.journal = ControlJournal(logger: logger)
    }

    /// The rules in force.
    package var policy: ControlPolicy { self.rules.withLock { $0 } }

    /// How often the rules were changed: whoever has a copy sees whether it is old.
    package var policyVersion: Int { self.changes.load(ordering: .acquiring) }

    /// Puts other rules into force, for the next request of every connection.
    package func changePolicy(_ change: (inout ControlPolicy) -> Void) {
        self.rules.withLock { change(&$0) }
        self.changes.wrappingAdd(1, ordering: .releasing)
    }

    /// Whether all connections are in use, so that others may be waiting; written by the accepting loop.
    package var isCrowded: Bool {
        get { self.crowded.load(ordering: .relaxed) }
        set { self.crowded.store(newValue, ordering: .relaxed) }
    }

    package var logger: Logger { self.journal.logger }
}
