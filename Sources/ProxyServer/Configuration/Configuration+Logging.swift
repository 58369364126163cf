extension Configuration {
    /// What is logged and where (reference: ops 5).
    package struct Logging: Sendable, Equatable {
        /// What is logged at all (`log_level`, `--loglevel`, `--verbose`).
        package var levels = LogLevels()
        /// The file lines are appended to; `nil` is standard output (`log_file`, `--logfile`).
        package var filePath: String?
        /// How lines look (`log_format`).
        package var format = LogFormat.pushpin
        /// Whether request lines tell the client's address (`log_from`).
        package var logsClientAddress = false
        /// Whether request lines tell the client's user agent (`log_user_agent`).
        package var logsUserAgent = false

        /// The defaults.
        package init() {}
    }
}
