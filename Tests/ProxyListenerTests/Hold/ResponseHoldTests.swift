import GRIP
import NIOCore
import ProxyFanout
import ProxyListener
import Testing

/// Long polls whose client is a channel.
struct ResponseHoldTests {
    @Test func firstResponseEndsTheHold() throws {
        let held = try HeldClient.response()
        #expect(held.publish(.response(201), .response(202)) == 1)
        #expect(held.owner.events == [.answered(status: 201, replacement: nil)])
        #expect(!held.isSubscribed)
        // Nothing was sent: that is the owner's to do.
        #expect(try held.client.received() == "")
    }

    @Test(arguments: [
        PublishItem.stream("x"), .streamAction(.close(CloseReason())), .responseAction(.close(CloseReason())),
        .responseAction(.refresh), PublishItem(channel: "a"),
    ])
    func itemThatIsNotForTheHoldDoesNotReachIt(item: PublishItem) throws {
        let held = try HeldClient.response()
        #expect(held.publish(item) == 0)
        #expect(held.owner.events.isEmpty)
        #expect(held.isSubscribed)
    }

    @Test func timeOutEndsTheHold() throws {
        let held = try HeldClient.response(seconds: 30)
        held.client.advance(seconds: 29)
        #expect(held.owner.events.isEmpty)
        held.client.advance(seconds: 2)
        #expect(held.owner.events == [.timedOut])
        #expect(!held.isSubscribed)
        #expect(held.publish(.response()) == 0)
    }

    @Test func answeredHoldHasNoTimeOut() throws {
        let held = try HeldClient.response(seconds: 30)
        held.publish(.response())
        held.client.advance(seconds: 60)
        #expect(held.owner.events == [.answered(status: 200, replacement: nil)])
    }

    @Test func hintAsksTheOriginAgain() throws {
        let held = try HeldClient.response()
        #expect(held.publish(.responseAction(.hint), .response()) == 1)
        #expect(held.owner.events == [.asksAgain])
        #expect(!held.isSubscribed)
    }

    @Test func updateLeavesTheHoldInPlace() throws {
        let held = try HeldClient.response()
        held.update()
        #expect(held.owner.events == [.updates])
        #expect(held.isSubscribed)
    }

    @Test func gateMayReplaceTheBody() throws {
        let held = try HeldClient.response()
        let gate = RecordingGate()
        held.setGate(gate)
        #expect(held.publish(.response(203)) == 0)
        #expect(held.owner.events.isEmpty)
        held.hold?.deliver(gate.items[0], replacement: ByteBuffer(string: "new"), now: held.client.loop.now)
        #expect(held.owner.events == [.answered(status: 203, replacement: "new")])
    }

    @Test func responseThatWantsFiltersFailsAHoldWithoutThem() throws {
        let held = try HeldClient.response()
        #expect(held.publish(.response(filters: ["build-id"])) == 0)
        guard case .failed? = held.owner.events.first else {
            Issue.record("the hold did not fail: \(held.owner.events)")
            return
        }
    }

    @Test func clientThatLeavesReleasesTheHold() throws {
        let held = try HeldClient.response(seconds: 30)
        weak let released = held.hold
        held.client.leave()
        #expect(!held.isSubscribed)
        #expect(held.client.count(.holdsLeft) == 1)
        held.letGo()
        #expect(released == nil)
        held.client.advance(seconds: 60)
        #expect(held.owner.events.isEmpty)
    }

    @Test func ownerThatIsGoneIsNotKeptAlive() throws {
        let held = try HeldClient.response(seconds: 30)
        weak let hold = held.hold
        held.letGo()
        // The registry and the wheel keep it.
        #expect(hold != nil)
        held.publish(.response())
        #expect(hold == nil)
        #expect(held.owner.events == [.answered(status: 200, replacement: nil)])
    }

    /// A channel counts as subscribed for a while after a long poll, not after a stream.
    @Test func onlyLongPollsLinger() throws {
        #expect(try HeldClient.response().hold?.lingers == true)
        #expect(try HeldClient.stream().hold?.lingers == false)
    }
}
