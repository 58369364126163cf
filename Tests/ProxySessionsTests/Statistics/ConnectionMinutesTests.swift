import ProxySessions
import Testing

/// Reference: ops 3, `minutes`: one at the start, which is not counted here, then one per full minute.
struct ConnectionMinutesTests {
    /// Lets seconds pass; gives those after which minutes were counted.
    private static func pass(_ minutes: inout ConnectionMinutes, seconds: Int) -> [Int: Int] {
        var counted: [Int: Int] = [:]
        for second in 1...seconds {
            let count = minutes.secondPassed()
            if count > 0 {
                counted[second] = count
            }
        }
        return counted
    }

    @Test func aConnectionBeginsAnotherMinuteAfterEverySixtySeconds() {
        var minutes = ConnectionMinutes()
        _ = minutes.began()
        #expect(Self.pass(&minutes, seconds: 185) == [60: 1, 120: 1, 180: 1])
    }

    @Test func connectionsKeepTheirOwnSeconds() {
        var minutes = ConnectionMinutes()
        _ = minutes.began()
        _ = minutes.began()
        _ = Self.pass(&minutes, seconds: 10)
        _ = minutes.began()
        #expect(Self.pass(&minutes, seconds: 60) == [50: 2, 60: 1])
    }

    @Test func aConnectionThatEndedBeginsNoMinute() {
        var minutes = ConnectionMinutes()
        let first = minutes.began()
        _ = Self.pass(&minutes, seconds: 59)
        minutes.ended(first)
        #expect(Self.pass(&minutes, seconds: 120) == [:])
    }
}
