import GRIP
import HTTP1
import NIOCore
import NIOEmbedded
import ProxyFanout
import ProxyListener
import ProxySessions
import Testing

/// Streams whose client is a channel.
struct StreamHoldTests {
    // MARK: Writing

    @Test(arguments: [
        (BodyFraming.chunked, "3\r\none\r\n3\r\ntwo\r\n"), (.untilClose, "onetwo"),
        // A response without a body, such as to HEAD: what is published is taken and dropped.
        (.none, ""),
    ])
    func itemsAreAppendedInTheStreamsWireForm(framing: BodyFraming, expected: String) throws {
        let held = try HeldClient.stream(framing: framing)
        #expect(held.publish(.stream("one"), .stream("two", on: "b")) == 2)
        #expect(try held.client.received() == expected)
    }

    @Test func itemsOfOneTurnLeaveInOneWrite() throws {
        let held = try HeldClient.stream()
        held.publish(.stream("one"), .stream("two"))
        let bytes = try #require(try held.client.connection.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: bytes) == "3\r\none\r\n3\r\ntwo\r\n")
    }

    @Test(arguments: [
        (BodyFraming.chunked, "3\r\none\r\n3\r\ntwo\r\n"), (.untilClose, "onetwo"), (.none, ""),
    ])
    func itemsOfOneChannelAreWrittenInOnePiece(framing: BodyFraming, expected: String) throws {
        let held = try HeldClient.stream(framing: framing)
        #expect(held.publish(.stream("one"), .stream(""), .stream("two")) == 3)
        #expect(try held.client.received() == expected)
    }

    @Test(arguments: [
        PublishItem.streamAction(.hint), .streamAction(.refresh), .response(), .responseAction(.hint),
        .responseAction(.close(CloseReason())), PublishItem(channel: "a"), .stream("x", on: "c"),
    ])
    func itemThatIsNotForTheStreamDoesNotReachIt(item: PublishItem) throws {
        let held = try HeldClient.stream()
        #expect(held.publish(item) == 0)
        #expect(try held.client.received() == "")
        #expect(held.isSubscribed)
        #expect(held.owner.events.isEmpty)
    }

    @Test func emptyContentWritesNothing() throws {
        let held = try HeldClient.stream()
        #expect(held.publish(.stream("")) == 1)
        #expect(try held.client.received() == "")
        held.send("more")
        #expect(try held.client.received() == "4\r\nmore\r\n")
    }

    @Test func contentThatIsNoItemIsAppendedAsWell() throws {
        let held = try HeldClient.stream()
        held.hold?.append(ByteBuffer(string: "linked"))
        held.hold?.append(ByteBuffer())
        held.exchange.responder.flush()
        #expect(try held.client.received() == "6\r\nlinked\r\n")
    }

    // MARK: Ends

    @Test func closeEndsTheBodyAndKeepsTheConnection() throws {
        let held = try HeldClient.stream()
        #expect(held.publish(.stream("last"), .streamAction(.close(CloseReason())), .stream("late")) == 2)
        #expect(try held.client.received() == "4\r\nlast\r\n0\r\n\r\n")
        #expect(held.owner.events == [.ended])
        #expect(!held.isSubscribed)
        #expect(!held.client.socket.isOutputClosed)
        try held.client.request("/next").answer()
        #expect(try held.client.received().hasSuffix("ok"))
    }

    @Test func pipelinedRequestIsServedAfterTheStream() throws {
        let held = try HeldClient.stream()
        try held.client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(held.client.exchanges.count == 1)
        held.publish(.streamAction(.close(CloseReason())))
        #expect(held.client.exchanges.map(\.target) == ["/", "/next"])
    }

    @Test func closeEndsAStreamOfTheOldVersionWithItsConnection() throws {
        let held = try HeldClient.stream(framing: .untilClose)
        held.publish(.stream("last"), .streamAction(.close(CloseReason())))
        #expect(try held.client.received() == "last")
        #expect(held.client.socket.isOutputClosed)
    }

    @Test func ownerCanEndTheStream() throws {
        let held = try HeldClient.stream()
        held.hold?.end()
        held.hold?.end()
        #expect(try held.client.received() == "0\r\n\r\n")
        #expect(held.owner.events == [.ended])
        #expect(!held.isSubscribed)
    }

    @Test func ownerCanTakeTheClientBack() throws {
        let held = try HeldClient.stream()
        held.hold?.cancel()
        #expect(held.publish(.stream("late")) == 0)
        #expect(held.owner.events.isEmpty)
        #expect(!held.isSubscribed)
        held.exchange.responder.sendEnd()
        #expect(try held.client.received() == "0\r\n\r\n")
    }

    @Test func clientThatLeavesReleasesTheHold() throws {
        let keepAlive = KeepAlive(data: ByteBuffer(string: "\n"), timeout: .seconds(20))
        let held = try HeldClient.stream(keepAlive: keepAlive)
        weak let released = held.hold
        held.client.leave()
        #expect(!held.isSubscribed)
        #expect(held.publish(.stream("late")) == 0)
        #expect(held.client.count(.holdsLeft) == 1)
        #expect(held.owner.events.isEmpty)
        held.letGo()
        #expect(released == nil)
        held.client.advance(seconds: 100)
        #expect(held.client.count(.keepAlives) == 0)
    }

    // MARK: Subscriptions

    @Test func subscriptionsCanBeChanged() throws {
        let held = try HeldClient.stream()
        held.hold?.subscribe(to: [ChannelName("c")], unsubscribingFrom: [ChannelName("a")])
        #expect(held.publish(.stream("x", on: "a"), .stream("y", on: "b"), .stream("z", on: "c")) == 2)
        #expect(try held.client.received() == "1\r\ny\r\n1\r\nz\r\n")
    }

    // MARK: Gates and filters

    @Test func gateGetsTheItemsInsteadOfTheClient() throws {
        let held = try HeldClient.stream()
        let gate = RecordingGate()
        held.setGate(gate)
        #expect(held.publish(.stream("one"), .stream("two", on: "b")) == 0)
        #expect(gate.channelNames == ["a", "b"])
        #expect(try held.client.received() == "")
        held.hold?.deliver(gate.items[1], now: held.client.loop.now)
        held.hold?.deliver(gate.items[0], replacement: ByteBuffer(string: "ONE!"), now: held.client.loop.now)
        held.hold?.deliver(gate.items[0], replacement: ByteBuffer(), now: held.client.loop.now)
        held.exchange.responder.flush()
        #expect(try held.client.received() == "3\r\ntwo\r\n4\r\nONE!\r\n")
    }

    @Test func updatesConcernOnlyStreamsWithAGate() throws {
        let held = try HeldClient.stream()
        held.update()
        #expect(held.owner.events.isEmpty)
        let gate = RecordingGate()
        held.setGate(gate)
        held.update()
        #expect(gate.updateCount == 1)
    }

    /// Content written for filters must not reach a subscription without them.
    @Test func contentThatWantsFiltersFailsAHoldWithoutThem() throws {
        let held = try HeldClient.stream()
        #expect(held.publish(.stream("x", filters: [])) == 1)
        #expect(held.publish(.stream("x", filters: ["skip-self"])) == 0)
        guard case .failed? = held.owner.events.first else {
            Issue.record("the hold did not fail: \(held.owner.events)")
            return
        }
        #expect(held.owner.events.count == 1)
    }
}
