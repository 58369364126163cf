import GRIP
import NIOCore
import ProxySessions
import Testing

@testable import ProxyFanout

struct ShardTests {
    let directory = RecordingDirectory()
    let loop: EmbeddedLoop

    init() {
        self.loop = EmbeddedLoop(position: 2, directory: self.directory)
    }

    // MARK: Delivery

    @Test func itemReachesEverySubscriberOfItsChannelOnly() {
        let first = self.loop.subscriber(of: "a")
        let both = self.loop.subscriber(of: "a", "b")
        let other = self.loop.subscriber(of: "b")
        #expect(self.loop.deliver("a", id: "1") == 2)
        #expect(first.received == ["1"])
        #expect(both.received == ["1"])
        #expect(other.received.isEmpty)
        #expect(self.loop.context.counters.value(.deliveries) == 2)
    }

    @Test func itemOfAChannelWithoutSubscribersReachesNobody() {
        _ = self.loop.subscriber(of: "a")
        #expect(self.loop.deliver("b") == 0)
        #expect(self.loop.context.counters.value(.deliveries) == 0)
    }

    @Test func onlyThoseThatTookTheItemAreCounted() {
        let taking = self.loop.subscriber(of: "a")
        let refusing = self.loop.subscriber(of: "a")
        refusing.takesItems = false
        #expect(self.loop.deliver("a", id: "1") == 1)
        #expect(taking.received == refusing.received)
    }

    @Test func itemsComeInTheOrderOfDeliveryWithTheTimeOfTheirTurn() {
        let subscriber = self.loop.subscriber(of: "a", "b")
        for number in 1...4 {
            let time = NIODeadline.uptimeNanoseconds(UInt64(number))
            _ = self.loop.deliver(number.isMultiple(of: 2) ? "a" : "b", id: "\(number)", now: time)
        }
        #expect(subscriber.received == ["1", "2", "3", "4"])
        #expect(subscriber.channelNames == ["b", "a", "b", "a"])
        #expect(subscriber.times == [1, 2, 3, 4].map { .uptimeNanoseconds($0) })
    }

    // MARK: Membership

    @Test func namesThatRepeatCountOnce() {
        let subscriber = self.loop.subscriber(of: "a", "b", "a")
        self.loop.shard.subscribe(subscriber, to: [ChannelName("b")])
        #expect(subscriber.memberships.map(\.channelName.text) == ["a", "b"])
        #expect(self.loop.deliver("a") == 1)
        #expect(self.loop.deliver("b") == 1)
    }

    @Test func subscriptionsAreAddedToThoseThatExist() {
        let subscriber = self.loop.subscriber(of: "a")
        self.loop.shard.subscribe(subscriber, to: [ChannelName("b")])
        #expect(self.loop.deliver("a") == 1)
        #expect(self.loop.deliver("b") == 1)
    }

    @Test func unsubscribedReceivesNothingAnyMore() {
        let subscribers = (0..<4).map { _ in self.loop.subscriber(of: "a", "b") }
        self.loop.shard.unsubscribe(subscribers[1])
        self.loop.shard.unsubscribe(subscribers[1])
        #expect(self.loop.deliver("a", id: "1") == 3)
        #expect(self.loop.deliver("b", id: "2") == 3)
        #expect(subscribers.map { $0.received.count } == [2, 0, 2, 2])
        #expect(subscribers[1].memberships.isEmpty)
    }

    @Test func someChannelsCanBeLeft() {
        let subscriber = self.loop.subscriber(of: "a", "b", "c", "d")
        let other = self.loop.subscriber(of: "b", "d")
        self.loop.shard.unsubscribe(subscriber, from: ["b", "x", "b", "a"].map { ChannelName($0) })
        #expect(Set(subscriber.memberships.map(\.channelName.text)) == ["c", "d"])
        for name in ["a", "b", "c", "d"] {
            _ = self.loop.deliver(name, id: name)
        }
        #expect(subscriber.received == ["c", "d"])
        #expect(subscriber.channelNames == ["c", "d"])
        #expect(other.received == ["b", "d"])
        #expect(self.directory.shards == ["b": [2], "c": [2], "d": [2]])
    }

    /// A channel lingers after every long poll, not only after the last.
    @Test func directoryHearsOfEveryEndThatLingers() {
        let subscribers = (0..<2).map { _ in self.loop.subscriber(of: "a") }
        let streaming = self.loop.subscriber(of: "a")
        subscribers[0].lingers = true
        subscribers[1].lingers = true
        self.loop.shard.unsubscribe(subscribers[0])
        #expect(self.directory.lingering == ["a"])
        #expect(self.directory.shards == ["a": [2]])
        self.loop.shard.unsubscribe(streaming)
        self.loop.shard.unsubscribe(subscribers[1])
        #expect(self.directory.lingering == ["a", "a"])
        #expect(self.directory.shards.isEmpty)
    }

    @Test func subscriberCanComeBack() {
        let subscriber = self.loop.subscriber(of: "a")
        self.loop.shard.unsubscribe(subscriber)
        self.loop.shard.subscribe(subscriber, to: [ChannelName("a")])
        #expect(self.loop.deliver("a") == 1)
    }

    @Test func directoryHearsOfFirstAndLastSubscribersOnly() {
        let first = self.loop.subscriber(of: "a")
        let second = self.loop.subscriber(of: "a")
        #expect(self.directory.shards == ["a": [2]])
        self.loop.shard.unsubscribe(first)
        #expect(self.directory.shards == ["a": [2]])
        self.loop.shard.unsubscribe(second)
        #expect(self.directory.shards.isEmpty)
    }

    @Test func subscriberIsReleasedWhenItUnsubscribes() {
        weak var released: RecordingSubscriber?
        do {
            let subscriber = self.loop.subscriber(of: "a", "b")
            released = subscriber
            self.loop.shard.unsubscribe(subscriber)
        }
        #expect(released == nil)
    }

    // MARK: Leaving while receiving

    @Test func subscribersMayLeaveWhileTheyReceive() {
        let subscribers = (0..<5).map { _ in self.loop.subscriber(of: "a", "b") }
        for subscriber in subscribers {
            subscriber.onReceive = { [shard = self.loop.shard, unowned subscriber] in shard.unsubscribe(subscriber) }
        }
        #expect(self.loop.deliver("a", id: "1") == 5)
        #expect(subscribers.allSatisfy { $0.received == ["1"] })
        #expect(self.loop.deliver("b") == 0)
        #expect(self.directory.shards.isEmpty)
    }

    @Test func subscriberMaySendOthersAwayWhileItReceives() {
        let subscribers = (0..<5).map { _ in self.loop.subscriber(of: "a") }
        subscribers[0].onReceive = { [shard = self.loop.shard] in
            for subscriber in subscribers[1...] {
                shard.unsubscribe(subscriber)
            }
        }
        #expect(self.loop.deliver("a", id: "1") == 1)
        #expect(self.loop.deliver("a", id: "2") == 1)
        #expect(subscribers[0].received == ["1", "2"])
        #expect(subscribers[1...].allSatisfy { $0.received.isEmpty })
        subscribers[0].onReceive = {}
    }

    /// The channel an item came on is named by its place among the subscriber's channels, which may change meanwhile.
    @Test func channelsThatChangeWhileAnItemIsDeliveredAreNotMixedUp() {
        let first = self.loop.subscriber(of: "a")
        let second = self.loop.subscriber(of: "b", "c", "a")
        first.onReceive = { [shard = self.loop.shard] in shard.unsubscribe(second, from: [ChannelName("b")]) }
        #expect(self.loop.deliver("a", id: "1") == 2)
        #expect(second.channelNames == ["a"])
    }

    @Test func subscriberThatComesWhileAnItemIsDeliveredGetsTheNext() {
        let late = RecordingSubscriber()
        let subscriber = self.loop.subscriber(of: "a")
        subscriber.onReceive = { [shard = self.loop.shard] in shard.subscribe(late, to: [ChannelName("a")]) }
        #expect(self.loop.deliver("a", id: "1") == 1)
        #expect(self.loop.deliver("a", id: "2") == 2)
        #expect(late.received == ["2"])
    }

    // MARK: Ends of turns

    @Test(arguments: [["a", "a"], ["a", "b"], ["a", "b", "a"]])
    func turnEndsOnceForAllItems(names: [String]) {
        let subscriber = self.loop.subscriber(of: "a", "b")
        _ = self.loop.deliver(names.map { .stream($0, id: $0) })
        #expect(subscriber.received == names)
        #expect(subscriber.turns == [names.count])
        _ = self.loop.deliver("a", id: "more")
        #expect(subscriber.turns == [names.count, names.count + 1])
    }

    @Test func turnOfAnotherSubscriberDoesNotEnd() {
        let quiet = self.loop.subscriber(of: "b")
        _ = self.loop.subscriber(of: "a")
        _ = self.loop.deliver("a")
        #expect(quiet.turns.isEmpty)
    }

    @Test func deliveryAtTheEndOfATurnBeginsTheNext() {
        let subscriber = self.loop.subscriber(of: "a")
        subscriber.onTurnEnded = { [loop = self.loop, unowned subscriber] in
            guard subscriber.received.count < 2 else { return }
            _ = loop.deliver("a", id: "again")
        }
        _ = self.loop.deliver("a", id: "first")
        #expect(subscriber.received == ["first", "again"])
        #expect(subscriber.turns == [1, 2])
    }

    // MARK: Several items at once

    private static let plain = ["1", "2", "3"].map { PublishItem.stream("a", id: $0) }

    @Test func itemsOfOneChannelAreOfferedTogether() {
        let whole = self.loop.subscriber(of: "a")
        let single = self.loop.subscriber(of: "a")
        whole.takesRuns = true
        #expect(self.loop.deliver(Self.plain) == [2, 2, 2])
        #expect(whole.runs == ["1\r\n1\r\n1\r\n2\r\n1\r\n3\r\n|123"])
        #expect(whole.received.isEmpty)
        #expect(single.received == ["1", "2", "3"])
        #expect([whole, single].map(\.turns) == [[0], [3]])
    }

    @Test func subscriberThatLeavesInARunGetsNoMoreOfIt() {
        let leaving = self.loop.subscriber(of: "a")
        let staying = self.loop.subscriber(of: "a")
        leaving.onReceive = { [shard = self.loop.shard, unowned leaving] in
            if leaving.received.count == 2 { shard.unsubscribe(leaving) }
        }
        #expect(self.loop.deliver(Self.plain) == [2, 2, 1])
        #expect(leaving.received == ["1", "2"])
        #expect(staying.received == ["1", "2", "3"])
    }

    @Test(
        arguments: [
            ([PublishItem.stream("a", id: "1")], []),
            ([.stream("a", id: "1"), .stream("b", id: "2")], []),
            ([.stream("a", id: "1"), .close("a", id: "2"), .stream("a", id: "3")], []),
            ([.stream("a", id: "1"), .filtered("a", id: "2")], []),
            ([.stream("a", id: "1"), .stream("a", id: "2"), .close("a", id: "3"), .stream("a", id: "4")], [2]),
            ([.stream("b", id: "1"), .stream("a", id: "2"), .stream("a", id: "3")], [2]),
            ([.stream("a", id: "1", size: 4097), .stream("a", id: "2"), .stream("a", id: "3")], [2]),
            (Array(repeating: .stream("a", id: "1", size: 4096), count: 10), [8, 2]),
        ] as [([PublishItem], [Int])]
    )
    func onlyPlainItemsThatFollowEachOtherGoTogether(items: [PublishItem], runs: [Int]) {
        let subscriber = self.loop.subscriber(of: "a", "b")
        subscriber.takesRuns = true
        _ = self.loop.deliver(items)
        #expect(subscriber.runLengths == runs)
        #expect(subscriber.received.count == items.count - runs.reduce(0, +))
        #expect(subscriber.turns.count == 1)
    }

    // MARK: Updates

    @Test func updateConcernsTheSubscribersOfTheChannel() {
        let concerned = self.loop.subscriber(of: "b", "a")
        let other = self.loop.subscriber(of: "b")
        self.loop.shard.update(ChannelName("a"))
        self.loop.shard.update(ChannelName("nobody"))
        #expect(concerned.updateCount == 1)
        #expect(other.updateCount == 0)
    }

    @Test func everySubscriberIsUpdatedOnceHoweverManyChannelsItHas() {
        let subscribers = [self.loop.subscriber(of: "a", "b", "c"), self.loop.subscriber(of: "b")]
        self.loop.shard.unsubscribe(subscribers[0], from: [ChannelName("a")])
        self.loop.shard.updateAll()
        #expect(subscribers.map(\.updateCount) == [1, 1])
    }
}
