import NIOCore
import NIOEmbedded
import Testing

@testable import ZMTP

struct PeerConnectionTests {
    private let messages = Recorded<[String]>()

    private var pull: PullPattern {
        let messages = self.messages
        return PullPattern { messages.append($0.texts) }
    }

    private static let push = PeerInfo(address: "tcp://127.0.0.1:1", socketType: .push, version: .current)

    @Test func bothSidesGreetAtOnceAndTheAcceptingOneAnswersReady() throws {
        let socket = try TestSocket(self.pull)
        #expect(try socket.sent() == Bytes.greeting)
        try socket.receive(Bytes.greeting)
        #expect(try socket.sent().isEmpty)
        try socket.receive(Bytes.ready("PUSH"))
        #expect(try socket.sent() == Bytes.ready("PULL"))
        #expect(socket.events.all == [.peerConnected(Self.push)])
    }

    @Test func messagesAreDeliveredWithTheHandshakeToo() throws {
        let socket = try TestSocket(self.pull)
        try socket.receive(Bytes.greeting + Bytes.ready("PUSH") + Bytes.message("a") + Bytes.message("b", "c"))
        #expect(self.messages.all == [["a"], ["b", "c"]])
    }

    @Test func aSocketThatDoesNotFitIsToldWhy() throws {
        let socket = try TestSocket(self.pull)
        try socket.receive(Bytes.greeting + Bytes.ready("SUB"))
        let error = ZMTPError.incompatibleSocket(peer: "SUB", own: .pull)
        let text = Array(error.description.utf8)
        #expect(try socket.sent() == Bytes.greeting + Bytes.command("ERROR", [UInt8(text.count)] + text))
        #expect(!socket.connection.isActive)
        #expect(socket.events.all == [.peerRefused(address: "tcp://127.0.0.1:1", reason: error)])
    }

    @Test(
        arguments: [
            (Array("GET / HTTP/1.1\r\n".utf8), ZMTPError.notZMTP),
            ([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1], .oldVersion("2.0")),
            (Bytes.greeting(mechanism: "CURVE"), .unsupportedMechanism("CURVE")),
            (Bytes.greeting + Bytes.message("early"), .notReady),
        ] as [([UInt8], ZMTPError)]
    )
    func failedHandshakesCloseTheConnection(bytes: [UInt8], error: ZMTPError) throws {
        let socket = try TestSocket(self.pull)
        try socket.receive(bytes)
        #expect(!socket.connection.isActive)
        #expect(socket.events.all == [.peerRefused(address: "tcp://127.0.0.1:1", reason: error)])
        #expect(self.messages.all.isEmpty)
    }

    @Test(arguments: [([], ZMTPError.closedAtOnce), (Bytes.greeting, .closedInHandshake)] as [([UInt8], ZMTPError)])
    func peersThatLeaveEarlyAreReported(bytes: [UInt8], error: ZMTPError) throws {
        let socket = try TestSocket(self.pull)
        try socket.receive(bytes)
        _ = try? socket.connection.finish()
        #expect(socket.events.all == [.peerRefused(address: "tcp://127.0.0.1:1", reason: error)])
    }

    @Test func theHandshakeMustNotTakeLong() throws {
        let socket = try TestSocket(self.pull)
        try socket.receive(Bytes.greeting)
        socket.eventLoop.advanceTime(by: socket.core.options.limits.handshakeTimeout)
        #expect(!socket.connection.isActive)
        #expect(socket.events.all == [.peerRefused(address: "tcp://127.0.0.1:1", reason: .handshakeTimeout)])
    }

    @Test func anOpenConnectionMayBeSilent() throws {
        let socket = try TestSocket(self.pull)
        try socket.shakeHands(as: "PUSH")
        socket.eventLoop.advanceTime(by: .hours(24))
        #expect(socket.connection.isActive)
    }

    @Test func malformedInputClosesTheConnectionAndIsReported() throws {
        let socket = try TestSocket(self.pull)
        try socket.shakeHands(as: "PUSH")
        try socket.receive(Bytes.message("good") + [0xFF, 0])
        #expect(!socket.connection.isActive)
        #expect(self.messages.all == [["good"]])
        #expect(
            socket.events.all == [
                .peerConnected(Self.push), .peerFailed(Self.push, reason: .reservedFlags(0xFF)),
                .peerDisconnected(Self.push),
            ]
        )
    }

    @Test func thePeersOfASocketAreLimited() throws {
        var limits = ZMTPLimits()
        limits.peers = 2
        let last = try TestSocket(self.pull, limits: limits, others: 1)
        #expect(last.connection.isActive)
        let more = try TestSocket(self.pull, limits: limits, others: 2)
        #expect(!more.connection.isActive)
        #expect(more.events.all == [.peerRefused(address: "tcp://127.0.0.1:1", reason: .tooManyPeers(limit: 2))])
    }

    @Test func nothingIsDeliveredWhilePaused() throws {
        let socket = try TestSocket(self.pull)
        try socket.shakeHands(as: "PUSH")
        socket.core.pause()
        try socket.receive(Bytes.message("a") + Bytes.message("b"))
        #expect(self.messages.all.isEmpty)
        socket.core.resume()
        #expect(self.messages.all == [["a"], ["b"]])
    }

    @Test func aReceiverMayPauseBetweenTwoMessages() throws {
        let messages = self.messages
        let loop = EmbeddedEventLoop()
        let core = NIOLoopBoundBox<SocketCore?>.makeEmptyBox(eventLoop: loop)
        let pattern = PullPattern { message in
            messages.append(message.texts)
            core.value?.pause()
        }
        let socket = try TestSocket(pattern, on: loop)
        core.value = socket.core
        try socket.shakeHands(as: "PUSH")
        try socket.receive(Bytes.message("a") + Bytes.message("b") + Bytes.message("c"))
        #expect(messages.all == [["a"]])
        socket.core.resume()
        #expect(messages.all == [["a"], ["b"]])
    }

    @Test func whatCameBeforeThePeerLeftIsDeliveredAfterAPause() throws {
        let socket = try TestSocket(self.pull)
        try socket.shakeHands(as: "PUSH")
        socket.core.pause()
        try socket.receive(Bytes.message("last"))
        _ = try? socket.connection.finish()
        #expect(socket.events.take() == [.peerConnected(Self.push)])
        socket.core.resume()
        #expect(self.messages.all == [["last"]])
        #expect(socket.events.all == [.peerDisconnected(Self.push)])
    }

    @Test func pingsAreAnsweredWithTheirContext() throws {
        let socket = try TestSocket(self.pull)
        try socket.shakeHands(as: "PUSH")
        try socket.receive(Bytes.command("PING", [0, 0, 1, 2, 3]))
        #expect(try socket.sent() == Bytes.command("PONG", [1, 2, 3]))
    }

    @Test func aPeerMustKeepItsPromiseToSendSomething() throws {
        let socket = try TestSocket(self.pull)
        try socket.shakeHands(as: "PUSH")
        try socket.receive(Bytes.command("PING", [0, 10]))
        socket.eventLoop.advanceTime(by: .milliseconds(900))
        try socket.receive(Bytes.message("here"))
        socket.eventLoop.advanceTime(by: .milliseconds(900))
        #expect(socket.connection.isActive)
        socket.eventLoop.advanceTime(by: .milliseconds(100))
        #expect(!socket.connection.isActive)
        #expect(socket.events.all.contains(.peerFailed(Self.push, reason: .silent)))
    }

    @Test func aPromiseIsWaitedForWhileNothingIsRead() throws {
        let socket = try TestSocket(self.pull)
        try socket.shakeHands(as: "PUSH")
        try socket.receive(Bytes.command("PING", [0, 10]))
        socket.core.pause()
        socket.eventLoop.advanceTime(by: .seconds(5))
        #expect(socket.connection.isActive)
    }

    @Test func closingTheSocketClosesItsConnectionsWithoutAWord() throws {
        let socket = try TestSocket(self.pull)
        try socket.shakeHands(as: "PUSH")
        _ = socket.events.take()
        _ = socket.core.close()
        #expect(!socket.connection.isActive)
        #expect(socket.events.all.isEmpty)
    }
}
