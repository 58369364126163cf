import NIOCore
import NIOEmbedded
import Testing

@testable import ZMTP

struct PublisherPatternTests {
    /// A publisher with one peer that subscribes to `topics`.
    private struct Publisher {
        let outbox: PublisherOutbox
        let pattern: PublisherPattern
        let socket: TestSocket
        let events = Recorded<ZMTPEvent>()

        init(_ topics: String..., limits: ZMTPLimits = ZMTPLimits()) throws {
            let events = self.events
            self.outbox = PublisherOutbox(options: ZMTPOptions(limits: limits) { events.append($0) })
            self.pattern = PublisherPattern(self.outbox)
            self.socket = try TestSocket(self.pattern, limits: limits)
            try self.socket.shakeHands(as: "SUB")
            for topic in topics {
                try self.subscribe(topic)
            }
        }

        func subscribe(_ topic: String) throws {
            try self.socket.receive(Bytes.command("SUBSCRIBE", Array(topic.utf8)))
        }

        func cancel(_ topic: String) throws {
            try self.socket.receive(Bytes.command("CANCEL", Array(topic.utf8)))
        }

        func send(_ parts: String...) {
            let parts = parts.map { ByteBuffer(string: $0) }
            if let topic = parts.first {
                _ = self.outbox.put(.init(topic: topic, frames: WireEncoder.message(parts)))
            }
        }
    }

    @Test func aPeerGetsWhatBeginsWithOneOfItsTopics() throws {
        let publisher = try Publisher("conn ", "sub J")
        publisher.send("conn 1")
        publisher.send("message 1")
        publisher.send("sub T")
        publisher.send("sub J", "second part")
        publisher.pattern.sendAll()
        #expect(try publisher.socket.sent() == Bytes.message("conn 1") + Bytes.message("sub J", "second part"))
        try publisher.cancel("conn ")
        publisher.send("conn 2")
        publisher.pattern.sendAll()
        #expect(try publisher.socket.sent().isEmpty)
    }

    @Test func interestFollowsTheSubscriptions() throws {
        let publisher = try Publisher()
        let interest = TopicInterest(beginning: Array("sub ".utf8))
        publisher.pattern.add(interest)
        #expect(!interest.isWanted)
        #expect(!publisher.outbox.hasSubscribers)
        try publisher.subscribe("conn ")
        #expect(!interest.isWanted)
        #expect(publisher.outbox.hasSubscribers)
        try publisher.subscribe("sub J")
        #expect(interest.isWanted)
        try publisher.cancel("sub J")
        #expect(!interest.isWanted)
        try publisher.subscribe("")
        #expect(interest.isWanted)
        _ = try? publisher.socket.connection.finish()
        #expect(!interest.isWanted)
        #expect(!publisher.outbox.hasSubscribers)
    }

    @Test func interestIsKnownToThoseWhoAskLate() throws {
        let publisher = try Publisher("s")
        let interest = TopicInterest(beginning: Array("sub ".utf8))
        publisher.pattern.add(interest)
        #expect(interest.isWanted)
    }

    @Test func aPeerThatDoesNotReadLosesMessagesAndOneLineSaysSo() throws {
        var limits = ZMTPLimits()
        limits.queuedMessages = 2
        let publisher = try Publisher("", limits: limits)
        publisher.socket.connection.isWritable = false
        _ = publisher.socket.events.take()
        for number in 1...5 {
            publisher.send("\(number)")
            publisher.pattern.sendAll()
        }
        let peer = PeerInfo(address: "tcp://127.0.0.1:1", socketType: .sub, version: .current)
        #expect(publisher.socket.events.take() == [.queueFull(peer, messages: 2, bytes: 6)])
        #expect(publisher.outbox.droppedMessages == 3)
        publisher.socket.connection.isWritable = true
        publisher.socket.connection.pipeline.fireChannelWritabilityChanged()
        #expect(try publisher.socket.sent() == Bytes.message("1") + Bytes.message("2"))
        #expect(publisher.socket.events.take() == [.queueDrained(peer, dropped: 3)])
    }

    @Test func whatComesFasterThanTheLoopTakesItIsDropped() throws {
        var limits = ZMTPLimits()
        limits.queuedMessages = 2
        let publisher = try Publisher("", limits: limits)
        for number in 1...5 {
            publisher.send("\(number)")
        }
        #expect(publisher.outbox.droppedMessages == 3)
        #expect(publisher.events.all == [.publisherFull(messages: 2, bytes: limits.queuedBytes)])
        publisher.pattern.sendAll()
        #expect(try publisher.socket.sent() == Bytes.message("1") + Bytes.message("2"))
    }

    @Test func subscriptionsAreLimited() throws {
        var limits = ZMTPLimits()
        limits.subscriptions = 2
        let publisher = try Publisher("a", "b", "a", limits: limits)
        #expect(publisher.socket.connection.isActive)
        try publisher.subscribe("c")
        #expect(!publisher.socket.connection.isActive)
        limits.subscriptionBytes = 4
        let other = try Publisher("ab", "cd", limits: limits)
        #expect(other.socket.connection.isActive)
        try other.cancel("cd")
        try other.subscribe("cde")
        #expect(!other.socket.connection.isActive)
    }
}
