/// When the clients of streams are asked to come back after the process has ended.
///
/// Each gets a time of its own by chance, so that they do not all come at once (WHATWG HTML section 9.2.6, `retry`).
package enum ReconnectTime {
    /// The earliest time in milliseconds: another process should be there by then.
    static let earliest = 1000
    /// The clients that may come back in a second, on average.
    static let clientsPerSecond = 1000
    /// The shortest and the longest span over which clients are spread, in milliseconds.
    static let spans = 2000...30_000

    /// The times to choose from, in milliseconds.
    package static func milliseconds(forClients count: Int) -> ClosedRange<Int> {
        let wanted = min(count, self.spans.upperBound * self.clientsPerSecond) * 1000 / self.clientsPerSecond
        let span = min(max(wanted, self.spans.lowerBound), self.spans.upperBound)
        return self.earliest...(self.earliest + span)
    }

    /// The end of an event stream that names the time.
    package static func event(milliseconds: Int) -> String {
        "retry: \(milliseconds)\n\n"
    }
}
