import NIOCore
import ProxyControl
import ProxyFanout
import Testing
import ZMTP

struct ZeroMQJournalTests {
    @Test(
        arguments: [
            (.peerRefused(address: "tcp://127.0.0.1:4", reason: .notZMTP), .zmqPeersRefused, "warning"),
            (.peerRefused(address: "tcp://127.0.0.1:4", reason: .closedAtOnce), nil, "debug"),
            (
                .connectFailed(.tcp(host: "h", port: 1), reason: "r", attempt: 1, retryAfter: .seconds(1)),
                .zmqConnectsFailed, "warning"
            ),
            (
                .connectFailed(.tcp(host: "h", port: 1), reason: "r", attempt: 2, retryAfter: .seconds(1)),
                .zmqConnectsFailed, "debug"
            ),
            (.acceptFailed(.tcp(host: "h", port: 1), reason: "r"), nil, "warning"),
        ] as [(ZMTPEvent, Counter?, String)]
    )
    func eventIsCountedAndLogged(event: ZMTPEvent, counter: Counter?, level: String) {
        let fixture = ZeroMQFixture(.pull)
        fixture.journal.record(event)
        #expect(fixture.counts == (counter.map { [$0: 1] } ?? [:]))
        #expect(fixture.lines.all == ["[\(level)] IN pull: \(event)"])
    }

    /// A peer that comes again and again is counted, but must not fill the log.
    @Test func equalWarningsAreHeldBack() {
        let fixture = ZeroMQFixture(.command)
        for _ in 0..<100 {
            fixture.journal.record(.peerRefused(address: "tcp://127.0.0.1:4", reason: .notZMTP))
        }
        #expect(fixture.counts == [.zmqPeersRefused: 100])
        #expect(fixture.lines.all.count < 100)
    }
}
