import Synchronization

/// Where the process is in its life, for those who ask from outside.
///
/// May be read and set from anywhere; one for the whole process.
package final class ServerState: Sendable {
    /// The parts of a process's life.
    package enum Phase: UInt8, Sendable {
        /// Not all ports are open yet.
        case starting
        /// Every port is open.
        case serving
        /// No new work is taken; what was begun is finished.
        case draining
    }

    /// What became of reloading.
    package struct Reloads: Sendable, Equatable {
        /// How often everything was read anew.
        package var succeeded = 0
        /// How often something could not be read, so that the old settings stayed.
        package var failed = 0
        /// Whether the last one succeeded; true before the first.
        package var isLastGood = true
        /// When what is in force was read, in seconds since 1970.
        package var lastSuccess = 0
    }

    private let rawPhase = Atomic(Phase.starting.rawValue)
    private let reloads = Mutex(Reloads())

    /// A process that starts.
    package init() {}

    /// Where the process is.
    package var phase: Phase { Phase(rawValue: self.rawPhase.load(ordering: .relaxed)) ?? .draining }

    /// The process has come to another part of its life; there is no way back.
    package func advance(to phase: Phase) {
        _ = self.rawPhase.max(phase.rawValue, ordering: .relaxed)
    }

    /// What became of reloading so far.
    package var reloadState: Reloads { self.reloads.withLock { $0 } }

    /// Settings were read anew, or the old ones stayed because they could not be.
    ///
    /// - Parameters:
    ///   - isGood: whether the new ones are in force.
    ///   - unixTime: the present time in seconds since 1970.
    package func reloaded(isGood: Bool, unixTime: Int) {
        self.reloads.withLock { reloads in
            reloads.isLastGood = isGood
            if isGood {
                reloads.succeeded += 1
                reloads.lastSuccess = unixTime
            } else {
                reloads.failed += 1
            }
        }
    }

    /// The settings the process started with were read.
    package func loaded(unixTime: Int) {
        self.reloads.withLock { $0.lastSuccess = unixTime }
    }
}
