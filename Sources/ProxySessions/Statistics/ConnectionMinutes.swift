/// Counts the minutes of connections: one when a connection begins, another one for each minute it is there.
///
/// Knows how many connections began in which second of a minute, and not which. Reference: ops 3, `minutes`.
package struct ConnectionMinutes: Sendable {
    private static var secondsPerMinute: Int { 60 }

    private var begun: InlineArray<60, Int32> = InlineArray(repeating: 0)
    private var second = 0

    /// No connections.
    package init() {}

    /// A connection began.
    ///
    /// - Returns: to be given back when it ends.
    package mutating func began() -> UInt8 {
        let phase = self.second % Self.secondsPerMinute
        self.begun[phase] += 1
        return UInt8(truncatingIfNeeded: phase)
    }

    /// A connection ended.
    package mutating func ended(_ phase: UInt8) {
        self.begun[Int(phase) % Self.secondsPerMinute] -= 1
    }

    /// A second has passed.
    ///
    /// - Returns: how many connections have begun another minute.
    package mutating func secondPassed() -> Int {
        self.second = (self.second + 1) % Self.secondsPerMinute
        return Int(self.begun[self.second])
    }
}
