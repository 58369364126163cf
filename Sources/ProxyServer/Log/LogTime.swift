import Glibc

/// A moment in local time, as log lines show it.
struct LogTime: Equatable, Sendable {
    /// The second, as `yyyy-mm-dd`, `HH:MM:SS` and `+hh:mm`; made once for all lines of the second.
    struct Second: Equatable, Sendable {
        let date: String
        let time: String
        let zone: String

        /// The texts of a second since 1970.
        init(_ seconds: Int) {
            var seconds = seconds
            var parts = unsafe tm()
            unsafe localtime_r(&seconds, &parts)
            unsafe self.init(
                date: "\(parts.tm_year + 1900)-\(Self.two(parts.tm_mon + 1))-\(Self.two(parts.tm_mday))",
                time: "\(Self.two(parts.tm_hour)):\(Self.two(parts.tm_min)):\(Self.two(parts.tm_sec))",
                zone: Self.zone(offset: parts.tm_gmtoff)
            )
        }

        init(date: String, time: String, zone: String) {
            self.date = date
            self.time = time
            self.zone = zone
        }

        /// The zone, by its seconds east of Greenwich.
        static func zone(offset: Int) -> String {
            let minutes = abs(offset) / 60
            return "\(offset < 0 ? "-" : "+")\(Self.two(Int32(minutes / 60))):\(Self.two(Int32(minutes % 60)))"
        }

        private static func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    }

    let second: Second
    let milliseconds: Int

    /// `yyyy-mm-dd HH:MM:SS.mmm` (reference: ops 5.1).
    var pushpin: String { "\(self.second.date) \(self.second.time).\(self.fraction)" }

    /// `yyyy-mm-ddTHH:MM:SS.mmm+hh:mm` (RFC 3339).
    var standard: String { "\(self.second.date)T\(self.second.time).\(self.fraction)\(self.second.zone)" }

    private var fraction: Substring { String(1000 + self.milliseconds).dropFirst() }
}
