import Logging

/// Writes log records as lines.
struct LineLogHandler: LogHandler {
    private let output: LogOutput
    private let threshold: LogThreshold
    /// The level of this logger alone, where it was set.
    private var ownLevel: Logger.Level?
    var metadata: Logger.Metadata = [:]

    init(output: LogOutput, threshold: LogThreshold) {
        self.output = output
        self.threshold = threshold
    }

    var logLevel: Logger.Level {
        get { self.ownLevel ?? self.threshold.level }
        set { self.ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = event.metadata.map { self.metadata.merging($0) { _, own in own } } ?? self.metadata
        self.output.write(event.level, event.message.description, metadata)
    }
}
