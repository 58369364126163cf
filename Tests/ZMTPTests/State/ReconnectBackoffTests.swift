import NIOCore
import Testing

@testable import ZMTP

struct ReconnectBackoffTests {
    @Test func theWaitIsDoubledUpToFiveSeconds() {
        var backoff = ReconnectBackoff()
        let waits = (0..<8).map { _ in backoff.failed(jitter: 0) }
        #expect(waits == [100, 200, 400, 800, 1600, 3200, 5000, 5000].map { .milliseconds($0) })
        backoff.succeeded()
        #expect(backoff.failed(jitter: 0) == .milliseconds(100))
    }

    @Test(arguments: [(0.0, 100), (0.5, 87), (1.0, 75), (7.0, 75), (-1.0, 100)] as [(Double, Int64)])
    func jitterTakesUpToAQuarterOff(jitter: Double, milliseconds: Int64) {
        var backoff = ReconnectBackoff()
        #expect(backoff.failed(jitter: jitter).nanoseconds / 1_000_000 == milliseconds)
    }
}
