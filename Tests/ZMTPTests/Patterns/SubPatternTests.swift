import NIOCore
import NIOEmbedded
import Testing

@testable import ZMTP

struct SubPatternTests {
    private static func subscribe(_ topic: String) -> [UInt8] { Bytes.command("SUBSCRIBE", Array(topic.utf8)) }
    private static func cancel(_ topic: String) -> [UInt8] { Bytes.command("CANCEL", Array(topic.utf8)) }

    @Test func topicsAreCounted() throws {
        let pattern = SubPattern { _ in }
        let socket = try TestSocket(pattern)
        try socket.shakeHands(as: "PUB")
        pattern.subscribe("a")
        pattern.subscribe("a")
        pattern.unsubscribe("a")
        #expect(try socket.sent() == Self.subscribe("a"))
        pattern.unsubscribe("a")
        pattern.unsubscribe("a")
        pattern.unsubscribe("never")
        #expect(try socket.sent() == Self.cancel("a"))
        pattern.subscribe("a")
        #expect(try socket.sent() == Self.subscribe("a"))
    }

    @Test(
        arguments: [
            (0, [0, 2, 1, 0x61], [0, 2, 0, 0x61]),
            (1, Bytes.command("SUBSCRIBE", [0x61]), Bytes.command("CANCEL", [0x61])),
        ] as [(UInt8, [UInt8], [UInt8])]
    )
    func aPublisherLearnsAllTopicsWhenItConnects(minor: UInt8, told: [UInt8], ended: [UInt8]) throws {
        let pattern = SubPattern { _ in }
        pattern.subscribe("a")
        pattern.subscribe("gone")
        pattern.unsubscribe("gone")
        let socket = try TestSocket(pattern)
        try socket.receive(Bytes.greeting(version: (3, minor)) + Bytes.ready("XPUB"))
        #expect(try socket.sent() == Bytes.greeting + Bytes.ready("SUB") + told)
        pattern.unsubscribe("a")
        #expect(try socket.sent() == ended)
    }

    @Test func messagesAreDeliveredWithAllTheirParts() throws {
        let messages = Recorded<[String]>()
        let socket = try TestSocket(SubPattern { messages.append($0.texts) })
        try socket.shakeHands(as: "PUB")
        try socket.receive(Bytes.message("topic", "payload"))
        #expect(messages.all == [["topic", "payload"]])
    }

    @Test func aPublisherThatDoesNotReadIsDisconnected() throws {
        var limits = ZMTPLimits()
        limits.queuedBytes = 30
        let pattern = SubPattern { _ in }
        // What is told at first does not count.
        for number in 10..<30 {
            pattern.subscribe("early \(number)")
        }
        let socket = try TestSocket(pattern, limits: limits)
        socket.connection.isWritable = false
        try socket.receive(Bytes.greeting + Bytes.ready("PUB"))
        pattern.subscribe("1234567890")
        #expect(socket.connection.isActive)
        pattern.subscribe("2345678901")
        #expect(!socket.connection.isActive)
        guard case .peerFailed(_, .notReading) = socket.events.all.dropFirst().first else {
            Issue.record("not reported: \(socket.events.all)")
            return
        }
    }
}
