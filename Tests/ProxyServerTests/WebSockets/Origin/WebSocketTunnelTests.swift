import NIOCore
import ProxyFanout
import Testing
import WebSocket

@testable import ProxyServer

/// An origin that speaks WebSocket (reference: websocket 1.4, 1.5).
struct WebSocketTunnelTests {
    /// A tunnel and its other end.
    private struct Fixture {
        let handshake: HandshakeFixture
        let session = RecordingOriginOwner()
        let tunnel: any WebSocketOrigin

        init(followedBy frames: ByteBuffer = ByteBuffer()) throws {
            self.handshake = try HandshakeFixture.accepted(followedBy: frames)
            self.tunnel = try #require(self.handshake.delegate.acceptance).origin
        }

        static func open() throws -> Fixture {
            let fixture = try Fixture()
            fixture.begin()
            return fixture
        }

        var origins: EmbeddedOrigins { self.handshake.origins }

        func begin() {
            self.tunnel.owner = self.session
            self.handshake.embedded.run()
            _ = self.session.happened()
        }

        func received() throws -> [String] {
            try self.origins.received().parts(from: .client)
        }

        func advance(_ time: TimeAmount) {
            self.handshake.embedded.advance(time)
        }
    }

    // MARK: Frames

    @Test func framesThatCameWithTheAnswerWaitForTheSession() throws {
        let origin = try Fixture(followedBy: .originFrames(.text("early")))
        #expect(origin.session.happened().isEmpty)
        origin.tunnel.owner = origin.session
        #expect(origin.session.happened().isEmpty)
        origin.handshake.embedded.run()
        #expect(origin.session.happened() == ["text early", "read complete"])
    }

    @Test func framesOfTheOriginBecomeParts() throws {
        let origin = try Fixture.open()
        try origin.origins.send(.originFrames(.text("hello"), .ping("p"), .close(1000, "bye"), .text("late")))
        #expect(origin.session.happened() == ["text hello", "ping p", "close 1000 bye", "read complete"])
    }

    @Test func partsLeaveMaskedWithTheNextFlush() throws {
        let origin = try Fixture.open()
        origin.tunnel.send(.text("hello"))
        origin.tunnel.send(.binary("world"))
        #expect(try origin.received().isEmpty)
        origin.tunnel.flush()
        #expect(try origin.received() == ["text hello", "binary world"])
    }

    @Test func partsWaitWhileTheClientTakesNothing() throws {
        let origin = try Fixture.open()
        origin.tunnel.pauseReading()
        try origin.origins.send(.originFrames(.text("hello")))
        #expect(!origin.session.happened().contains("text hello"))
        origin.tunnel.resumeReading()
        origin.handshake.embedded.run()
        #expect(origin.session.happened().first == "text hello")
    }

    @Test func windowOfTheOriginIsPassedOn() throws {
        let origin = try Fixture.open()
        #expect(origin.tunnel.isWritable)
        origin.origins.setWritable(false)
        #expect(!origin.tunnel.isWritable)
        origin.origins.setWritable(true)
        #expect(origin.session.happened() == ["not writable", "writable"])
    }

    /// Without it a turn that inflates a lot would be kept whole before the window is looked at.
    @Test func muchIsHandedOnBeforeTheFlush() throws {
        let origin = try Fixture.open()
        let text = String(repeating: "x", count: 10_000)
        for _ in 0..<4 {
            origin.tunnel.send(.text(text))
        }
        origin.origins.flushSocket()
        #expect(try origin.received() == Array(repeating: "text \(text)", count: 4))
    }

    // MARK: The end

    /// The origin is the server: its half ends first (RFC 6455 section 7.1.1).
    @Test func ourHalfEndsAfterTheOrigins() throws {
        let origin = try Fixture.open()
        origin.tunnel.send(.close(1000))
        origin.tunnel.end()
        #expect(try origin.received() == ["close 1000 "])
        #expect(origin.origins.isOpen)
        origin.origins.endInput()
        #expect(!origin.origins.isOpen)
        #expect(origin.session.happened().isEmpty)
    }

    @Test func originThatDoesNotEndItsHalfIsCut() throws {
        let origin = try Fixture.open()
        origin.tunnel.end()
        origin.advance(.milliseconds(9900))
        #expect(origin.origins.isOpen)
        origin.advance(.milliseconds(300))
        #expect(!origin.origins.isOpen)
    }

    @Test func detachingIsAnEmptyClose() throws {
        let origin = try Fixture.open()
        origin.tunnel.send(.text("last"))
        origin.tunnel.detach()
        try origin.origins.send(.originFrames(.text("late"), .close(nil)))
        origin.tunnel.send(.text("late"))
        origin.tunnel.flush()
        #expect(try origin.received() == ["text last", "close"])
        #expect(origin.session.happened().isEmpty)
    }

    @Test func cancellingClosesAtOnce() throws {
        let origin = try Fixture.open()
        origin.tunnel.cancel()
        #expect(!origin.origins.isOpen)
        #expect(try origin.received().isEmpty)
        #expect(origin.session.happened().isEmpty)
    }

    /// It may close its half right behind its Close, and still want the answer.
    @Test func answerReachesAnOriginThatHasEndedItsHalf() throws {
        let origin = try Fixture.open()
        try origin.origins.send(.originFrames(.close(1000)))
        origin.origins.endInput()
        #expect(origin.session.happened().filter { $0 != "read complete" } == ["close 1000 "])
        origin.tunnel.send(.close(1000))
        origin.tunnel.end()
        #expect(try origin.received() == ["close 1000 "])
        #expect(!origin.origins.isOpen)
    }

    @Test func originThatEndsWithoutACloseIsLost() throws {
        let origin = try Fixture.open()
        origin.origins.endInput()
        let lost = "lost: the origin closed its connection without a Close"
        #expect(origin.session.happened().filter { $0 != "read complete" } == [lost])
        #expect(!origin.origins.isOpen)
    }

    @Test func originWhoseConnectionBreaksIsLost() throws {
        let origin = try Fixture.open()
        origin.origins.reset()
        #expect(origin.session.happened().first?.hasPrefix("lost: ") == true)
    }

    @Test(arguments: [[0x81, 0x80, 0, 0, 0, 0], [0x80, 0], [0xC1, 0]])
    func originThatBreaksTheProtocolIsLost(bytes: [UInt8]) throws {
        let origin = try Fixture.open()
        try origin.origins.send(ByteBuffer(bytes: bytes))
        let lost = "lost: the origin broke the WebSocket protocol: "
        #expect(origin.session.happened().first?.hasPrefix(lost) == true)
        #expect(!origin.origins.isOpen)
        #expect(origin.handshake.embedded.count(.originErrors) == 1)
    }

    @Test(arguments: ["end", "detach", "cancel", "lost"])
    func nothingIsLeftAfterTheEnd(_ way: String) throws {
        weak var tunnel: (any WebSocketOrigin)?
        do {
            let origin = try Fixture.open()
            tunnel = origin.tunnel
            switch way {
            case "end": origin.tunnel.end()
            case "detach": origin.tunnel.detach()
            case "cancel": origin.tunnel.cancel()
            default: origin.origins.reset()
            }
            #expect(tunnel != nil)
            origin.advance(.seconds(11))
        }
        #expect(tunnel == nil)
    }
}
