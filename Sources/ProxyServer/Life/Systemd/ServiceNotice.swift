/// What the process tells the manager that started it, in the form of `sd_notify`.
enum ServiceNotice: Equatable, Sendable {
    /// Every port is open, or a reload has ended.
    case ready(status: String)
    /// Settings are being read anew, since so many microseconds of the monotonic clock.
    case reloading(microseconds: Int)
    /// The process is about to end.
    case stopping(status: String)
    /// What it does at present.
    case status(String)
    /// The event loops turn.
    case alive

    /// The datagram: assignments, each on a line of its own.
    var text: String {
        switch self {
        case .ready(let status): "READY=1\n\(Self.line(status))"
        case .reloading(let microseconds): "RELOADING=1\nMONOTONIC_USEC=\(microseconds)\n"
        case .stopping(let status): "STOPPING=1\n\(Self.line(status))"
        case .status(let status): Self.line(status)
        case .alive: "WATCHDOG=1\n"
        }
    }

    private static func line(_ status: String) -> String {
        // A line break would begin an assignment of its own.
        "STATUS=\(status.split(whereSeparator: \.isNewline).joined(separator: " "))\n"
    }
}
