import Logging

/// Writes log records as Pushpin's lines, with the metadata after the message as `key=value`.
struct TextLogHandler: LogHandler {
    private let output: LogOutput
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(output: LogOutput, level: Logger.Level) {
        self.output = output
        self.logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = event.message.description
        let metadata = event.metadata.map { self.metadata.merging($0) { _, own in own } } ?? self.metadata
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(value)"
        }
        self.output.write(level: event.level.shortName, message: line.escapingControls())
    }
}

extension Logger.Level {
    /// The level as it stands in a line.
    fileprivate var shortName: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error, .critical: "ERR"
        }
    }
}

extension String {
    /// With control characters written as `\xHH`, so that nothing a peer sends can begin a line of its own.
    fileprivate func escapingControls() -> String {
        guard self.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return self }
        var escaped = ""
        for scalar in self.unicodeScalars {
            if scalar.value < 0x20 || scalar.value == 0x7f {
                let digits = String(scalar.value, radix: 16)
                escaped += digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)"
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
