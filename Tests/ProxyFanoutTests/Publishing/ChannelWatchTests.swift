import NIOCore
import ProxySessions
import Synchronization
import Testing

@testable import ProxyFanout

/// Who watches hears of the first and the last subscription of a channel, once each.
struct ChannelWatchTests {
    /// Writes down what it is told.
    private final class Watcher: ChannelWatcher {
        private let entries = Mutex<[String]>([])

        var told: [String] { self.entries.withLock { $0 } }

        func subscriptionBegan(on channelName: ChannelName) {
            self.entries.withLock { $0.append("+\(channelName.text)") }
        }

        func subscriptionEnded(on channelName: ChannelName) {
            self.entries.withLock { $0.append("-\(channelName.text)") }
        }
    }

    private static func time(_ seconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(1_000_000_000_000) + .seconds(seconds)
    }

    private static func makeState(_ watcher: Watcher?) -> PublishState {
        var settings = PublishSettings()
        settings.subscriptionLinger = .seconds(60)
        var state = PublishState(settings, now: Self.time(0))
        if let watcher {
            state.watch(watcher)
        }
        return state
    }

    @Test func firstAndLastSubscriptionOfAllLoopsAreTold() {
        let watcher = Watcher()
        let fixture = HubFixture(loopCount: 2)
        fixture.hub.watchChannels(watcher)
        let first = fixture.loops[0].subscriber(of: "a", "b")
        let second = fixture.loops[1].subscriber(of: "a")
        #expect(watcher.told == ["+a", "+b"])
        fixture.loops[0].shard.unsubscribe(first)
        #expect(watcher.told == ["+a", "+b", "-b"])
        fixture.loops[1].shard.unsubscribe(second)
        #expect(watcher.told == ["+a", "+b", "-b", "-a"])
    }

    @Test func channelsThatAreSubscribedToAlreadyAreTold() {
        let watcher = Watcher()
        let fixture = HubFixture(loopCount: 2)
        let subscriber = fixture.loops[1].subscriber(of: "a")
        fixture.hub.watchChannels(watcher)
        #expect(watcher.told == ["+a"])
        fixture.loops[1].shard.unsubscribe(subscriber)
        #expect(watcher.told == ["+a", "-a"])
    }

    @Test func lingeringChannelEndsWhenItsTimeIsOver() {
        let watcher = Watcher()
        var state = Self.makeState(watcher)
        let name = ChannelName("a")
        _ = state.firstSubscribed(to: name, shard: 0, now: Self.time(0))
        _ = state.subscriptionEnded(on: name, lastOfShard: 0, lingers: true, now: Self.time(1))
        #expect(watcher.told == ["+a"])
        // The next poll within that time changes nothing.
        _ = state.firstSubscribed(to: name, shard: 1, now: Self.time(30))
        _ = state.subscriptionEnded(on: name, lastOfShard: 1, lingers: true, now: Self.time(40))
        _ = state.tick(now: Self.time(99))
        #expect(watcher.told == ["+a"])
        _ = state.tick(now: Self.time(100))
        #expect(watcher.told == ["+a", "-a"])
    }

    /// The time is over, but nobody has looked yet: the channel counts as subscribed throughout.
    @Test func subscriptionBeforeTheEndOfLingeringWasNoticedIsNotToldAgain() {
        let watcher = Watcher()
        var state = Self.makeState(watcher)
        let name = ChannelName("a")
        _ = state.firstSubscribed(to: name, shard: 0, now: Self.time(0))
        _ = state.subscriptionEnded(on: name, lastOfShard: 0, lingers: true, now: Self.time(0))
        _ = state.firstSubscribed(to: name, shard: 0, now: Self.time(61))
        _ = state.tick(now: Self.time(62))
        #expect(watcher.told == ["+a"])
        _ = state.subscriptionEnded(on: name, lastOfShard: 0, lingers: false, now: Self.time(63))
        #expect(watcher.told == ["+a", "-a"])
    }
}
