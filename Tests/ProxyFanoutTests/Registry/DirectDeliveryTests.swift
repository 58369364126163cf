#if canImport(Glibc)
import GRIP
import Glibc
import NIOCore
import NIOPosix
import ProxySessions
import Testing

@testable import ProxyFanout

/// Items that go to a socket without asking the subscriber.
final class DirectDeliveryTests {
    let lot: ParkingLot
    let eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

    init() throws {
        self.lot = try ParkingLot()
    }

    deinit {
        self.lot.shutDown()
    }

    /// What became of the items of a test.
    struct Outcome: Equatable, Sendable {
        /// How many subscribers took each item.
        var taken: [Int]
        /// The items that the subscriber was asked about.
        var asked: [String]
        /// What the client received, after `read` bytes.
        var sent = ""
    }

    /// Delivers items in one turn to a subscriber of two channels whose socket takes them directly.
    private func deliver(
        _ items: [PublishItem],
        form: ParkedSocket.DirectForm? = .chunked,
        read byteCount: Int = 0,
        before: @escaping @Sendable (Shard, RecordingSubscriber, ParkedSocket) -> Void = { _, _, _ in }
    ) async throws -> Outcome {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let eventLoop = self.eventLoop
        var outcome = try await connection.perform { socket, _ in
            let context = LoopContext(eventLoop: eventLoop, limits: Limits())
            let shard = Shard(context: context, position: 0, directory: RecordingDirectory())
            let subscriber = RecordingSubscriber()
            shard.subscribe(subscriber, to: [ChannelName("a"), ChannelName("b")])
            shard.setSocket(socket, of: subscriber)
            socket.directForm = form
            before(shard, subscriber, socket)
            let taken = shard.deliver(items.map { PublishedItem($0) }, now: .now())
            return Outcome(taken: taken.map(\.total), asked: subscriber.received)
        }
        outcome.sent = try connection.client.receiveText(byteCount)
        try await connection.perform { socket, _ in socket.close() }
        #expect(try connection.client.isAtEnd())
        return outcome
    }

    @Test(arguments: [
        (ParkedSocket.DirectForm.chunked, ["one"], "3\r\none\r\n"),
        (.raw, ["one"], "one"),
        (.chunked, ["one", "two"], "3\r\none\r\n3\r\ntwo\r\n"),
        (.raw, ["one", "two"], "onetwo"),
    ])
    func plainContentIsSentAtOnce(form: ParkedSocket.DirectForm, texts: [String], sent: String) async throws {
        let items = texts.map { PublishItem.stream("b", id: $0) }
        let outcome = try await self.deliver(items, form: form, read: sent.utf8.count)
        #expect(outcome == Outcome(taken: texts.map { _ in 1 }, asked: [], sent: sent))
    }

    @Test func frameIsSentToAWebSocket() async throws {
        let outcome = try await self.deliver([.message("a", text: "hello")], form: .webSocket, read: 7)
        #expect(outcome == Outcome(taken: [1], asked: [], sent: "\u{FFFD}\u{5}hello"))
    }

    /// What a socket has no form for is the subscriber's business.
    @Test(arguments: [
        (ParkedSocket.DirectForm.webSocket, PublishItem.stream("a", id: "")), (.chunked, .message("a", text: "")),
        (.webSocket, .message("a", text: "", filters: ["skip-self"])),
    ])
    func subscriberIsAskedAboutItemsOfAnotherForm(form: ParkedSocket.DirectForm, item: PublishItem) async throws {
        let outcome = try await self.deliver([item], form: form)
        #expect(outcome == Outcome(taken: [1], asked: [""]))
    }

    @Test(arguments: [
        [PublishItem.close("a", id: "1")], [.filtered("a", id: "1")], [.stream("a", id: "")],
        [.stream("a", id: "1"), .stream("b", id: "2")], [.stream("a", id: "1"), .close("a", id: "2")],
    ])
    func subscriberIsAskedAboutEverythingElse(items: [PublishItem]) async throws {
        let outcome = try await self.deliver(items)
        #expect(outcome == Outcome(taken: items.map { _ in 1 }, asked: items.map { $0.id ?? "" }))
    }

    @Test func subscriberIsAskedWhereTheSocketDoesNotAgree() async throws {
        let outcome = try await self.deliver([.stream("a", id: "1")], form: nil)
        #expect(outcome == Outcome(taken: [1], asked: ["1"]))
    }

    /// Whatever waits to be sent must not be overtaken.
    @Test func subscriberIsAskedWhileBytesWait() async throws {
        let outcome = try await self.deliver([.stream("a", id: "1")]) { _, _, socket in
            socket.write(ByteBuffer(string: "before"))
        }
        #expect(outcome == Outcome(taken: [1], asked: ["1"]))
    }

    @Test func subscriberIsAskedWhenTheSocketIsGone() async throws {
        let outcome = try await self.deliver([.stream("a", id: "1")]) { _, _, socket in socket.close() }
        #expect(outcome == Outcome(taken: [1], asked: ["1"]))
    }

    @Test func subscriberThatHasLeftGetsNothing() async throws {
        let outcome = try await self.deliver([.stream("a", id: "1")]) { shard, subscriber, _ in
            shard.unsubscribe(subscriber, from: [ChannelName("a")])
        }
        #expect(outcome == Outcome(taken: [0], asked: []))
    }

    @Test func subscriberThatIsSentAwayInTheTurnGetsNothing() async throws {
        let outcome = try await self.deliver([.stream("a", id: "1")]) { shard, subscriber, socket in
            // The subscriber of the socket moves behind one that sends it away.
            shard.unsubscribe(subscriber)
            let other = RecordingSubscriber()
            other.onReceive = { [unowned shard, unowned subscriber] in shard.unsubscribe(subscriber) }
            shard.subscribe(other, to: [ChannelName("a")])
            shard.subscribe(subscriber, to: [ChannelName("a")])
            shard.setSocket(socket, of: subscriber)
        }
        #expect(outcome == Outcome(taken: [1], asked: []))
    }

    @Test func socketKnowsOfWhatWasSentDirectly() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        try await connection.perform { socket, _ in
            #expect(!socket.takeDirectTraffic())
            #expect(socket.sendDirectly(ByteBuffer(string: "a"), now: .uptimeNanoseconds(7)))
            #expect(socket.lastDirectSend == .uptimeNanoseconds(7))
            #expect(socket.takeDirectTraffic())
            #expect(!socket.takeDirectTraffic())
            socket.close()
        }
    }

    /// A client that stops to read is found out, and gets the rest later.
    @Test func whatTheKernelDoesNotTakeFollows() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let piece = ByteBuffer(repeating: 1, count: 100_000)
        let sent = try await connection.perform { socket, _ in
            var count = 0
            while socket.sendDirectly(piece, now: .now()) {
                count += 1
            }
            #expect(!socket.isWritable)
            return count
        }
        #expect(try connection.client.receive(sent * 100_000).count == sent * 100_000)
        #expect(try await connection.nextEvent() == .writable)
        try await connection.perform { socket, _ in socket.close() }
    }

    @Test func permissionEndsWithTheSocket() async throws {
        for end in ["close", "unpark"] {
            let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
            let descriptor = try await connection.perform { socket, _ in
                socket.directForm = .chunked
                let descriptor = end == "close" ? nil : socket.unpark()
                socket.close()
                #expect(socket.directForm == nil)
                return descriptor
            }
            if let descriptor { close(descriptor) }
        }
    }
}
#endif
