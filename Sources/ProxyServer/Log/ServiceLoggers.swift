import Logging

/// The loggers of the parts of the process that can have a level of their own (`log_level`).
struct ServiceLoggers: Sendable {
    /// Requests and origins, and whatever belongs to no other part.
    let proxy: Logger
    /// Holds and publishing.
    let handler: Logger
    /// Client connections.
    let connectionManager: Logger
    private let thresholds: [LogLevels.Service: LogThreshold]

    /// Loggers that write to `output`.
    init(_ output: LogOutput, levels: LogLevels) {
        var thresholds: [LogLevels.Service: LogThreshold] = [:]
        func logger(_ service: LogLevels.Service) -> Logger {
            let threshold = LogThreshold(levels.level(of: service))
            thresholds[service] = threshold
            return Logger(label: "holdfast") { _ in LineLogHandler(output: output, threshold: threshold) }
        }
        self.proxy = logger(.proxy)
        self.handler = logger(.handler)
        self.connectionManager = logger(.connectionManager)
        self.thresholds = thresholds
    }

    /// Puts other levels into force.
    func set(_ levels: LogLevels) {
        for (service, threshold) in self.thresholds {
            threshold.set(levels.level(of: service))
        }
    }
}
