import Logging
import Synchronization

/// Keeps the lines that were logged, with their level and metadata.
struct RecordingLogHandler: LogHandler {
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { self.lines.withLock { $0 } }

        func add(_ line: String) {
            self.lines.withLock { $0.append(line) }
        }
    }

    let lines: Lines
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    init(_ lines: Lines) {
        self.lines = lines
    }

    /// A logger whose lines end in `lines`.
    static func logger(_ lines: Lines) -> Logger {
        Logger(label: "test") { _ in RecordingLogHandler(lines) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
        self.lines.add("[\(event.level)] \(event.message)\(metadata.joined())")
    }
}
