import GRIP
import NIOCore
import ProxySessions
import Testing

struct KeepAliveTimerTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private static func timer(_ mode: KeepAlive.Mode, timeout: Duration = .seconds(20)) -> KeepAliveTimer {
        KeepAliveTimer(
            KeepAlive(data: ByteBuffer(string: "\n"), timeout: timeout, mode: mode),
            now: self.start,
            jitter: .milliseconds(100)
        )
    }

    @Test(arguments: [(KeepAlive.Mode.idle, 24_900), (.interval, 19_900)] as [(KeepAlive.Mode, Int64)])
    func contentPostponesOnlyAnIdleTimer(mode: KeepAlive.Mode, due: Int64) {
        var timer = Self.timer(mode)
        #expect(timer.due == Self.start + .milliseconds(19_900))
        timer.contentSent(now: Self.start + .seconds(5))
        #expect(timer.due == Self.start + .milliseconds(due))
    }

    @Test func jitterOfARestartHoldsUntilTheNext() {
        var timer = Self.timer(.idle)
        timer.restart(now: Self.start + .seconds(20), jitter: .milliseconds(700))
        #expect(timer.due == Self.start + .milliseconds(39_300))
        timer.contentSent(now: Self.start + .seconds(30))
        #expect(timer.due == Self.start + .milliseconds(49_300))
    }

    /// What was sent past the hold is told only when a keep-alive is due.
    @Test func contentToldLateTakesNothingBack() {
        var timer = Self.timer(.idle)
        timer.contentSent(now: Self.start + .seconds(10))
        timer.contentSent(now: Self.start + .seconds(5))
        #expect(timer.due == Self.start + .milliseconds(29_900))
    }

    /// An interval nobody lives to see must not overflow.
    @Test func longestIntervalIsTheEndOfTime() {
        let timer = Self.timer(.interval, timeout: .seconds(Int64.max))
        #expect(timer.due >= Self.start + .hours(24 * 365))
    }

    @Test(
        arguments: [
            (Duration.zero, 0), (.seconds(1), 1_000_000_000), (.milliseconds(1500), 1_500_000_000),
            (.nanoseconds(1), 1), (Duration(secondsComponent: 0, attosecondsComponent: 999_999_999), 0),
            (.seconds(9_223_372_036), 9_223_372_036_000_000_000), (.seconds(9_223_372_037), .max),
            (.seconds(9_223_372_036) + .milliseconds(900), .max), (.seconds(Int64.max), .max),
        ] as [(Duration, Int64)]
    )
    func durationIsCountedInNanosecondsAndSaturates(duration: Duration, nanoseconds: Int64) {
        #expect(duration.wholeNanoseconds == nanoseconds)
    }
}
