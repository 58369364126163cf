import NIOCore
import ProxySessions
import Testing

/// Reference: GRIP 2.8, "First subscription".
struct FirstSubscriptionUpdatesTests {
    private static let start = NIODeadline.uptimeNanoseconds(0)
    private static let names = ["a", "b", "c"].map { ChannelName($0) }

    @Test func aChannelIsDueOneSecondAfterItsFirstSubscription() {
        var updates = FirstSubscriptionUpdates(isEnabled: true)
        let first = updates.firstSubscribed(channelName: Self.names[0], now: Self.start)
        #expect(first == .wait(until: Self.start + .seconds(1)))
        let second = updates.firstSubscribed(channelName: Self.names[1], now: Self.start + .milliseconds(500))
        #expect(second == .wait(until: Self.start + .milliseconds(1500)))
        #expect(updates.nextDeadline == Self.start + .seconds(1))
        #expect(updates.due(now: Self.start + .milliseconds(999)) == [])
        #expect(updates.due(now: Self.start + .seconds(1)) == [Self.names[0]])
        #expect(updates.due(now: Self.start + .seconds(9)) == [Self.names[1]])
        #expect(updates.nextDeadline == nil)
    }

    @Test func aChannelThatLostItsSubscriptionIsNotDue() {
        var updates = FirstSubscriptionUpdates(isEnabled: true)
        _ = updates.firstSubscribed(channelName: Self.names[0], now: Self.start)
        updates.subscriptionEnded(channelName: Self.names[0])
        #expect(updates.due(now: Self.start + .seconds(1)) == [])
        // It is first again, and waits its whole second.
        let again = updates.firstSubscribed(channelName: Self.names[0], now: Self.start + .milliseconds(900))
        #expect(again == .wait(until: Self.start + .milliseconds(1900)))
    }

    @Test func theSwitchTurnsItOff() {
        var updates = FirstSubscriptionUpdates(isEnabled: false)
        #expect(updates.firstSubscribed(channelName: Self.names[0], now: Self.start) == .ignore)
        #expect(updates.nextDeadline == nil)
    }

    @Test func channelsOverTheLimitAreDropped() {
        var updates = FirstSubscriptionUpdates(isEnabled: true, capacity: 2)
        let answers = Self.names.map { updates.firstSubscribed(channelName: $0, now: Self.start) }
        let due = Self.start + .seconds(1)
        #expect(answers == [.wait(until: due), .wait(until: due), .drop])
        #expect(updates.firstSubscribed(channelName: Self.names[0], now: Self.start) == .ignore)
    }
}
