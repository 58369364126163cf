import NIOCore
import ProxySessions
import Testing

/// Reference: ops 3, `sub`.
struct SubscriptionLedgerTests {
    private static let start = NIODeadline.uptimeNanoseconds(0)
    private var ledger = SubscriptionLedger(lifetimeSeconds: 60, linger: .seconds(3))

    private mutating func change(
        _ difference: Int,
        _ mode: SubscriptionMode = .stream,
        _ name: String = "c",
        lingers: Bool = false,
        second: Int64 = 0
    ) -> StatisticsPacket? {
        self.ledger.changed(
            by: difference,
            mode: mode,
            channelName: ChannelName(name),
            lingers: lingers,
            now: Self.start + .seconds(second)
        )
    }

    private mutating func pass(_ second: Int) -> [StatisticsPacket] {
        self.ledger.secondPassed(second, now: Self.start + .seconds(Int64(second)))
    }

    private static func subscribed(_ mode: SubscriptionMode, _ count: Int) -> StatisticsPacket {
        .subscribed(SubscriptionStatistics(mode: mode, channel: "c", lifetimeSeconds: 60, subscribers: count))
    }

    @Test(arguments: SubscriptionMode.allCases)
    mutating func firstAndLastSubscriberAreToldAtOnce(mode: SubscriptionMode) {
        #expect(self.change(1, mode) == Self.subscribed(mode, 1))
        #expect(self.change(-1, mode) == .unsubscribed(mode: mode, channel: "c"))
        #expect(self.change(1, mode) == Self.subscribed(mode, 1))
    }

    @Test mutating func modesOfAChannelAreApart() {
        #expect(self.change(1, .stream) == Self.subscribed(.stream, 1))
        #expect(self.change(1, .webSocket) == Self.subscribed(.webSocket, 1))
        #expect(self.change(-1, .stream) == .unsubscribed(mode: .stream, channel: "c"))
    }

    @Test mutating func changedNumbersAreToldOnceASecond() {
        _ = self.change(1)
        #expect(self.change(1) == nil)
        #expect(self.change(3) == nil)
        #expect(self.change(-1) == nil)
        #expect(self.pass(1) == [Self.subscribed(.stream, 4)])
        #expect(self.pass(2) == [])
    }

    @Test mutating func aHeldResponseLingers() {
        _ = self.change(1, .response)
        #expect(self.change(-1, .response, lingers: true, second: 10) == nil)
        #expect(self.pass(11) == [])
        #expect(self.change(1, .response, second: 12) == Self.subscribed(.response, 1))
        #expect(self.change(-1, .response, lingers: true, second: 12) == nil)
        #expect(self.pass(14) == [])
        #expect(self.pass(15) == [.unsubscribed(mode: .response, channel: "c")])
        #expect(self.pass(16) == [])
    }

    @Test mutating func everythingIsRefreshedInThreeQuartersOfItsLife() {
        _ = self.change(1)
        _ = self.change(1, .stream, "d")
        let packets = (45..<90).flatMap { self.pass($0) }
        #expect(packets.count == 2)
    }

    @Test mutating func whoWasNotThereCannotLeave() {
        #expect(self.change(-1) == nil)
        #expect((0..<90).flatMap { self.pass($0) } == [])
    }
}
