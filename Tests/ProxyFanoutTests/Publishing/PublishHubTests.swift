import GRIP
import NIOCore
import ProxyFanout
import ProxySessions
import Testing

struct PublishHubTests {
    @Test func itemReachesTheSubscribersOfEveryLoop() {
        let fixture = HubFixture()
        let subscribers = [0, 1, 1, 2].map { fixture.loops[$0].subscriber(of: "a") }
        fixture.publish(.stream("a", id: "1"))
        for position in 0..<3 {
            #expect(fixture.log.completions.isEmpty)
            fixture.turn(position)
        }
        #expect(fixture.log.completions == [[.published(receivers: 4)]])
        #expect(fixture.log.lines == ["a 4"])
        #expect(subscribers.allSatisfy { $0.received == ["1"] })
        #expect(subscribers.allSatisfy { $0.turns == [1] })
    }

    /// The call completes although the other loops never run, so they were not asked.
    @Test func onlyLoopsWithASubscriberAreVisited() {
        let fixture = HubFixture()
        _ = fixture.loops[1].subscriber(of: "a")
        _ = fixture.loops[2].subscriber(of: "b")
        fixture.publish(.stream("a", id: "1"))
        fixture.turn(1)
        #expect(fixture.log.completions == [[.published(receivers: 1)]])
    }

    @Test func loopIsNotVisitedAfterItsLastSubscriberLeft() {
        let fixture = HubFixture()
        let subscriber = fixture.loops[1].subscriber(of: "a")
        fixture.loops[1].shard.unsubscribe(subscriber)
        fixture.publish(.stream("a", id: "1"))
        #expect(fixture.log.completions == [[.published(receivers: 0)]])
    }

    @Test func subscriberThatLeavesBeforeItsLoopTurnsIsNotCounted() {
        let fixture = HubFixture()
        let leaving = fixture.loops[1].subscriber(of: "a")
        let staying = fixture.loops[1].subscriber(of: "a")
        fixture.publish(.stream("a", id: "1"))
        fixture.loops[1].shard.unsubscribe(leaving)
        fixture.turn(1)
        #expect(fixture.log.completions == [[.published(receivers: 1)]])
        #expect(leaving.received.isEmpty)
        #expect(staying.received == ["1"])
    }

    @Test func itemsKeepTheirOrderWithinAndBetweenCalls() {
        let fixture = HubFixture()
        let subscribers = (0..<3).map { fixture.loops[$0].subscriber(of: "a", "b") }
        fixture.publish(.stream("a", id: "1"), .stream("b", id: "2"), .stream("a", id: "3"))
        fixture.publish(.stream("b", id: "4"))
        fixture.publish(.stream("a", id: "5"), .stream("c", id: "6"))
        for position in [2, 0, 1] {
            fixture.turn(position)
        }
        #expect(subscribers.allSatisfy { $0.received == ["1", "2", "3", "4", "5"] })
        #expect(subscribers.allSatisfy { $0.turns == [5] })
    }

    @Test func outcomesAreInTheOrderOfTheItems() {
        let fixture = HubFixture()
        _ = fixture.loops[0].subscriber(of: "a", "b")
        _ = fixture.loops[1].subscriber(of: "b")
        fixture.publish(
            .stream("b", id: "1"),
            .stream("a", id: "1"),
            .stream("b", id: "1"),
            .stream("nobody", id: "1"),
            .stream("a", id: "2")
        )
        fixture.turn(0)
        fixture.turn(1)
        let outcomes: [ItemOutcome] = [
            .published(receivers: 2), .published(receivers: 1), .duplicate, .published(receivers: 0),
            .published(receivers: 1),
        ]
        #expect(fixture.log.completions == [outcomes])
        #expect(fixture.log.lines == ["b 2", "a 1", "nobody 0", "a 1"])
        #expect(fixture.count(.itemsPublished) == 4)
        #expect(fixture.count(.itemsDuplicate) == 1)
    }

    @Test func duplicateReachesNobody() {
        let fixture = HubFixture()
        let subscriber = fixture.loops[0].subscriber(of: "a")
        fixture.publish(.stream("a", id: "1"))
        fixture.publish(.stream("a", id: "1"))
        fixture.turn(0)
        #expect(subscriber.received == ["1"])
        #expect(Set(fixture.log.completions.map(\.description)).count == 2)
        #expect(fixture.log.completions.contains([.duplicate]))
    }

    @Test func itemOverTheRateIsRefusedWithAReason() throws {
        var settings = PublishSettings()
        settings.itemsPerSecond = 2
        let fixture = HubFixture(settings)
        let subscriber = fixture.loops[0].subscriber(of: "a")
        fixture.publish(.stream("a", id: "1"), .stream("a", id: "2"), .stream("a", id: "3"))
        fixture.turn(0)
        let outcomes = try #require(fixture.log.completions.first)
        #expect(outcomes.prefix(2) == [.published(receivers: 1), .published(receivers: 1)])
        #expect(outcomes.last == .refused("message_rate of 2 items per second exceeded; try again in a second"))
        #expect(subscriber.received == ["1", "2"])
        #expect(fixture.count(.itemsRateLimited) == 1)
        #expect(fixture.log.lines.count == 2)
    }

    @Test func callWithoutItemsCompletes() {
        let fixture = HubFixture()
        fixture.publish()
        #expect(fixture.log.completions == [[]])
        #expect(fixture.log.lines.isEmpty)
    }

    @Test func hubWithoutLoopsPublishesToNobody() {
        let fixture = HubFixture()
        _ = fixture.loops[1].subscriber(of: "a")
        fixture.hub.start([])
        fixture.publish(.stream("b", id: "1"))
        #expect(fixture.log.completions == [[.published(receivers: 0)]])
    }

    // MARK: Publishers that do not wait

    @Test func publisherThatDoesNotWaitIsAnsweredAtOnce() {
        let fixture = HubFixture()
        let subscriber = fixture.loops[1].subscriber(of: "a")
        fixture.queue(.stream("a", id: "1"), .stream("a", id: "1"), .stream("nobody", id: "1"))
        #expect(fixture.log.completions == [[.queued, .duplicate, .queued]])
        #expect(fixture.count(.itemsPublished) == 2)
        fixture.turn(1)
        #expect(subscriber.received == ["1"])
        #expect(fixture.log.lines == ["a 1", "nobody 0"])
        #expect(fixture.log.completions.count == 1)
    }

    /// What waits for a loop that is behind is bounded by the number of publishers.
    @Test(arguments: [(size: 1, free: 256), (size: 1 << 19, free: 2), (size: 1 << 21, free: 1)])
    func publisherWaitsWhenALoopIsBehind(size: Int, free: Int) {
        let fixture = HubFixture()
        _ = fixture.loops[1].subscriber(of: "a")
        _ = fixture.loops[2].subscriber(of: "b")
        for number in 0...free {
            fixture.queue(.stream("a", id: "\(number)", size: size))
        }
        #expect(fixture.log.completions.count == free)
        // Another loop has room.
        fixture.queue(.stream("b", id: "1"))
        #expect(fixture.log.completions.count == free + 1)
        fixture.turn(1)
        #expect(fixture.log.completions.last == [.published(receivers: 1)])
        fixture.queue(.stream("a", id: "last"))
        #expect(fixture.log.completions.last == [.queued])
    }

    @Test func everythingThatWaitsForALoopIsOneTurn() {
        let fixture = HubFixture()
        let subscriber = fixture.loops[1].subscriber(of: "a", "b")
        fixture.publish(.stream("a", id: "1"))
        fixture.queue(.stream("b", id: "2"))
        fixture.publish(.stream("a", id: "3"), .stream("nobody", id: "4"))
        fixture.turn(1)
        #expect(subscriber.received == ["1", "2", "3"])
        #expect(subscriber.turns == [3])
        #expect(
            fixture.log.completions == [
                [.queued], [.published(receivers: 1)], [.published(receivers: 1), .published(receivers: 0)],
            ]
        )
    }

    @Test func itemsAreCountedOnTheLoopOfThePublisher() {
        let fixture = HubFixture()
        fixture.hub.publish([.stream("a", id: "1")], on: fixture.loops[2].eventLoop) { _ in }
        #expect((0..<3).map { fixture.count(.itemsPublished, on: $0) } == [0, 0, 1])
    }

    // MARK: Order

    private static func item(_ id: String, after previous: String?) -> PublishItem {
        var item = PublishItem.stream("a", id: id)
        item.previousID = previous
        return item
    }

    @Test func itemWaitsForTheOneBeforeIt() {
        let fixture = HubFixture()
        let subscriber = fixture.loops[1].subscriber(of: "a")
        fixture.publish(Self.item("1", after: nil))
        fixture.publish(Self.item("3", after: "2"), Self.item("4", after: "3"))
        fixture.turn(1)
        #expect(subscriber.received == ["1"])
        fixture.publish(Self.item("2", after: "1"))
        fixture.turn(1)
        #expect(subscriber.received == ["1", "2", "3", "4"])
        let outcomes: [[ItemOutcome]] = [
            [.waiting, .waiting], [.published(receivers: 1)], [.published(receivers: 1)],
        ]
        #expect(fixture.log.completions == outcomes)
        #expect(fixture.log.lines == ["a 1", "a 1", "a 1", "a 1"])
    }

    @Test func nothingWaitsOnAChannelWithoutSubscribers() {
        let fixture = HubFixture()
        fixture.publish(Self.item("1", after: nil), Self.item("3", after: "2"))
        #expect(fixture.log.completions == [[.published(receivers: 0), .published(receivers: 0)]])
    }

    @Test func parkedItemsAreDroppedWithTheLastSubscriber() {
        let fixture = HubFixture()
        let subscriber = fixture.loops[1].subscriber(of: "a")
        fixture.publish(Self.item("1", after: nil), Self.item("3", after: "2"))
        fixture.turn(1)
        fixture.loops[1].shard.unsubscribe(subscriber)
        #expect(fixture.count(.itemsDropped) == 1)
        let late = fixture.loops[1].subscriber(of: "a")
        fixture.publish(Self.item("2", after: "1"))
        fixture.turn(1)
        #expect(late.received == ["2"])
    }

    @Test func holdHearsThatItMissedAnItem() {
        let fixture = HubFixture()
        _ = fixture.loops[0].subscriber(of: "a")
        fixture.publish(Self.item("1", after: nil))
        let behind = ReliableChannels([GripChannel(name: "a", previousID: "0")])
        let upToDate = ReliableChannels([GripChannel(name: "a", previousID: "1")])
        #expect(fixture.hub.holdBegan(on: behind))
        #expect(!fixture.hub.holdBegan(on: upToDate))
        fixture.hub.forget(ChannelName("a"))
        #expect(!fixture.hub.holdBegan(on: behind))
    }

    @Test func recoveringForgetsWhatCameLastAndAsksEveryHold() {
        let fixture = HubFixture()
        let subscribers = [0, 1, 2].map { fixture.loops[$0].subscriber(of: "a", "b") }
        fixture.publish(Self.item("1", after: nil))
        fixture.hub.recover()
        for position in 0..<3 {
            fixture.turn(position)
        }
        #expect(subscribers.map(\.updateCount) == [1, 1, 1])
        // It does not follow on from the last item, but nobody remembers that one.
        fixture.publish(Self.item("9", after: "8"))
        fixture.turn(0)
        #expect(subscribers[0].received == ["1", "9"])
    }
}
