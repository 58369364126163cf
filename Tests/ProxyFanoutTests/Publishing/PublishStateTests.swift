import GRIP
import NIOCore
import ProxySessions
import Testing

@testable import ProxyFanout

struct PublishStateTests {
    private static func time(_ seconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(1_000_000_000_000) + .seconds(seconds)
    }

    private static let channelName = ChannelName("a")

    private static func makeState(updates: Bool = false) -> PublishState {
        var settings = PublishSettings()
        settings.updatesOnFirstSubscription = updates
        return PublishState(settings, now: self.time(0))
    }

    /// Publishes an item; the ids that are let through, or the outcome.
    private static func publish(
        _ id: String,
        after previous: String? = nil,
        to state: inout PublishState,
        at seconds: Int64 = 0
    ) -> String {
        var item = PublishItem.stream("a", id: id)
        item.previousID = previous
        switch state.itemPublished(PublishedItem(item), now: self.time(seconds)) {
        case .deliver(_, let released): return ([id] + released.map { $0.item.id ?? "" }).joined(separator: " ")
        case .park: return "park"
        case .duplicate: return "duplicate"
        case .refuse(let reason): return "refuse: \(reason)"
        }
    }

    private static func end(_ state: inout PublishState, lingers: Bool = false, at seconds: Int64 = 0) -> Int {
        state.subscriptionEnded(on: self.channelName, lastOfShard: 3, lingers: lingers, now: self.time(seconds))
    }

    @Test func shardsOfAChannelAreKnown() {
        var state = Self.makeState()
        #expect(state.shards(of: Self.channelName) == 0)
        _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(0))
        _ = state.firstSubscribed(to: Self.channelName, shard: 63, now: Self.time(0))
        let both: ShardSet = 1 << 3 | 1 << 63
        #expect(state.shards(of: Self.channelName) == both)
        #expect(Self.end(&state) == 0)
        let rest: ShardSet = 1 << 63
        #expect(state.shards(of: Self.channelName) == rest)
        #expect(state.shards(of: Self.channelName).contains(shard: 63))
        #expect(!state.shards(of: Self.channelName).contains(shard: 3))
    }

    @Test func itemThatWaitedTooLongIsDelivered() {
        var state = Self.makeState()
        _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(0))
        #expect(Self.publish("1", to: &state) == "1")
        #expect(Self.publish("3", after: "2", to: &state, at: 1) == "park")
        #expect(Self.publish("4", after: "3", to: &state, at: 2) == "park")
        #expect(Self.publish("4", after: "3", to: &state, at: 2) == "duplicate")
        #expect(state.nextDeadline == Self.time(6))
        #expect(state.tick(now: Self.time(5)).items.isEmpty)
        let due = state.tick(now: Self.time(6))
        #expect(due.items.map { $0.item.id } == ["3", "4"])
        #expect(state.nextDeadline == nil)
    }

    @Test func predecessorReleasesWhatWaitedForIt() {
        var state = Self.makeState()
        _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(0))
        _ = Self.publish("1", to: &state)
        _ = Self.publish("3", after: "2", to: &state)
        #expect(Self.publish("2", after: "1", to: &state) == "2 3")
    }

    /// Two items with the same predecessor: only one can be the next.
    @Test func secondItemWithTheSamePredecessorIsADuplicate() {
        var state = Self.makeState()
        _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(0))
        _ = Self.publish("1", to: &state)
        #expect(Self.publish("3", after: "2", to: &state) == "park")
        #expect(Self.publish("3b", after: "2", to: &state) == "duplicate")
    }

    @Test func tooManyParkedItemsAreRefused() {
        var state = Self.makeState()
        _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(0))
        _ = Self.publish("first", to: &state)
        for number in 0..<100 {
            #expect(Self.publish("\(number)", after: "before \(number)", to: &state) == "park")
        }
        let answer = Self.publish("one more", after: "before it", to: &state)
        #expect(answer == "refuse: too many items of the channel wait for their predecessors")
    }

    @Test func channelThatLingersIsStillPutInOrder() {
        var state = Self.makeState()
        _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(0))
        _ = Self.publish("1", to: &state)
        #expect(Self.end(&state, lingers: true) == 0)
        #expect(Self.publish("3", after: "2", to: &state, at: 59) == "park")
        #expect(state.tick(now: Self.time(60)).droppedCount == 1)
        #expect(Self.publish("5", after: "4", to: &state, at: 61) == "5")
    }

    @Test func channelWithoutALongPollIsForgottenAtOnce() {
        var state = Self.makeState()
        _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(0))
        _ = Self.publish("1", to: &state)
        _ = Self.publish("3", after: "2", to: &state)
        #expect(Self.end(&state) == 1)
        #expect(Self.publish("5", after: "4", to: &state) == "5")
    }

    @Test func holdsAreAskedAfterTheFirstSubscriptionWhereThatIsOn() {
        for isOn in [false, true] {
            var state = Self.makeState(updates: isOn)
            _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(0))
            _ = state.firstSubscribed(to: Self.channelName, shard: 4, now: Self.time(0))
            #expect(state.tick(now: Self.time(2)).updates == (isOn ? [Self.channelName] : []))
            #expect(state.tick(now: Self.time(4)).updates.isEmpty)
        }
    }

    @Test func channelThatLingersHasNoFirstSubscription() {
        var state = Self.makeState(updates: true)
        _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(0))
        _ = state.tick(now: Self.time(2))
        _ = Self.end(&state, lingers: true, at: 3)
        _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(4))
        #expect(state.tick(now: Self.time(6)).updates.isEmpty)
    }

    @Test func forgettingLetsTheNextItemThrough() {
        var state = Self.makeState()
        _ = state.firstSubscribed(to: Self.channelName, shard: 3, now: Self.time(0))
        _ = Self.publish("1", to: &state)
        state.forget(Self.channelName)
        #expect(Self.publish("3", after: "2", to: &state) == "3")
        state.forgetAll()
        #expect(Self.publish("5", after: "4", to: &state) == "5")
    }
}
