import NIOCore
import ProxySessions
import Testing

/// Reference: GRIP 2.2.
struct SubscriptionLingerTests {
    private static let start = NIODeadline.uptimeNanoseconds(0)
    private static let names = ["a", "b", "c"].map { ChannelName($0) }

    @Test func aChannelCountsAsSubscribedForAWhile() {
        var linger = SubscriptionLinger(duration: .seconds(60))
        #expect(linger.holdEnded(channelName: Self.names[0], now: Self.start) == nil)
        #expect(linger.isLingering(Self.names[0], now: Self.start + .milliseconds(59_999)))
        #expect(!linger.isLingering(Self.names[0], now: Self.start + .seconds(60)))
        #expect(!linger.isLingering(Self.names[1], now: Self.start))
        #expect(linger.nextDeadline == Self.start + .seconds(60))
        #expect(linger.expired(now: Self.start + .seconds(59)) == [])
        #expect(linger.expired(now: Self.start + .seconds(60)) == [Self.names[0]])
        #expect(linger.nextDeadline == nil)
    }

    @Test func everyPollProlongsIt() {
        var linger = SubscriptionLinger(duration: .seconds(60))
        for (position, second) in [(0, 0), (1, 10), (0, 20)] as [(Int, Int64)] {
            _ = linger.holdEnded(channelName: Self.names[position], now: Self.start + .seconds(second))
        }
        #expect(linger.expired(now: Self.start + .seconds(79)) == [Self.names[1]])
        #expect(linger.expired(now: Self.start + .seconds(80)) == [Self.names[0]])
    }

    @Test func withoutDurationNothingLingers() {
        var linger = SubscriptionLinger(duration: .zero)
        #expect(linger.holdEnded(channelName: Self.names[0], now: Self.start) == nil)
        #expect(!linger.isLingering(Self.names[0], now: Self.start))
        #expect(linger.count == 0)
    }

    @Test func ofTooManyChannelsTheOldestStops() {
        var linger = SubscriptionLinger(duration: .seconds(60), capacity: 2)
        let stopped = Self.names.map { linger.holdEnded(channelName: $0, now: Self.start) }
        #expect(stopped == [nil, nil, Self.names[0]])
        #expect(linger.count == 2)
    }
}
