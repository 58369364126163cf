import Logging
import Synchronization

/// How much a part of the process logs; may change while it runs.
final class LogThreshold: Sendable {
    private let rank: Atomic<Int>

    /// A threshold at a level of Pushpin's.
    init(_ level: LogLevels.Level = .info) {
        self.rank = Atomic(level.rawValue)
    }

    /// What is logged from now on.
    func set(_ level: LogLevels.Level) {
        self.rank.store(level.rawValue, ordering: .relaxed)
    }

    /// The least level that is logged.
    var level: Logger.Level {
        switch self.rank.load(ordering: .relaxed) {
        case ...0: .error
        case 1: .warning
        case 2: .info
        case 3: .debug
        default: .trace
        }
    }
}
