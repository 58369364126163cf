import HTTP1
import NIOCore
import ProxyFanout
import ProxySessions
import Testing
import WebSocket

@testable import ProxyServer

/// The handshake with an origin (reference: websocket 1.2, 1.3).
struct WebSocketHandshakeTests {
    // MARK: The request

    @Test func originGetsAHandshakeOfOurOwn() throws {
        let handshake = try HandshakeFixture()
        #expect(handshake.head.hasPrefix("GET /chat?x=1 HTTP/1.1\r\n"))
        #expect(handshake.field("Upgrade") == "websocket")
        #expect(handshake.field("Connection") == "Upgrade")
        #expect(handshake.field("Sec-WebSocket-Version") == "13")
        #expect(handshake.field("Sec-WebSocket-Extensions") == "grip")
        #expect(handshake.field("Sec-WebSocket-Protocol") == "chat")
        #expect(handshake.field("Grip-Feature") != nil)
        #expect(handshake.field("Sec-WebSocket-Key") != "of the client")
    }

    @Test func originThatMustNotKnowOfGripDoesNot() throws {
        let handshake = try HandshakeFixture(route: "*,no_grip app:80")
        #expect(handshake.field("Sec-WebSocket-Extensions") == nil)
        #expect(handshake.field("Grip-Feature") == nil)
    }

    // MARK: Acceptance

    @Test(
        arguments: [
            (nil, nil), ("grip", "m:"), (#"grip; message-prefix="""#, ""), ("grip; message-prefix=x", "x"),
            ("permessage-deflate", nil),
        ]
    )
    func extensionOfTheOriginTellsThePrefix(extensions: String?, messagePrefix: String?) throws {
        let handshake = try HandshakeFixture.accepted(extensions: extensions)
        #expect(handshake.delegate.happened() == ["accepted by app:80"])
        let acceptance = try #require(handshake.delegate.acceptance)
        #expect(acceptance.messagePrefix.map { String(decoding: $0, as: UTF8.self) } == messagePrefix)
        #expect(acceptance.head.status == 101)
        #expect(acceptance.head.fields.map(\.nameString) == ["X-Own"])
        #expect(acceptance.uri.target == Array("/chat?x=1".utf8))
    }

    @Test(arguments: ["*,no_grip app:80", "* app:80"])
    func extensionIsIgnoredWhereGripIsNotOurs(route: String) throws {
        let isTrusted = route == "* app:80"
        let handshake = try HandshakeFixture(route: route, isTrusted: isTrusted)
        try handshake.accept(extensions: "grip; message-prefix=x")
        let acceptance = try #require(handshake.delegate.acceptance)
        #expect(acceptance.messagePrefix == nil)
        let left = isTrusted ? "grip; message-prefix=x" : nil
        #expect(acceptance.head.fields.first("Sec-WebSocket-Extensions") == left)
    }

    @Test(
        arguments: [
            "Upgrade: websocket\r\n", "Upgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
            "Upgrade: h2c\r\n",
        ]
    )
    func answerToAnotherHandshakeIsAFailure(fields: String) throws {
        let handshake = try HandshakeFixture()
        try handshake.send("HTTP/1.1 101 Ok\r\n\(fields)\r\n")
        let happened = handshake.delegate.happened()
        #expect(happened.count == 1)
        #expect(happened.first?.hasPrefix("failed: ") == true)
        #expect(!handshake.origins.isOpen)
    }

    // MARK: Rejection

    @Test func otherAnswersAreRelayed() throws {
        let handshake = try HandshakeFixture()
        try handshake.send("HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\nsor")
        try handshake.send("ry.")
        #expect(
            handshake.delegate.happened() == [
                "rejected 403 length(6)", "body sor", "read complete", "body ry.", "ended",
            ]
        )
    }

    @Test func rejectionWaitsWhileTheClientTakesNothing() throws {
        let handshake = try HandshakeFixture()
        try handshake.send("HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\n")
        handshake.handshake.pauseReading()
        try handshake.send("sorry.")
        #expect(handshake.delegate.happened() == ["rejected 403 length(6)", "read complete"])
        handshake.handshake.resumeReading()
        handshake.embedded.run()
        #expect(handshake.delegate.happened().prefix(2) == ["body sorry.", "ended"])
    }

    @Test func rejectionThatBreaksOffIsReported() throws {
        let handshake = try HandshakeFixture()
        try handshake.send("HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\nsor")
        handshake.origins.reset()
        #expect(handshake.delegate.happened().last?.hasPrefix("broken: ") == true)
    }

    // MARK: Targets

    @Test func nextTargetIsAskedWhenOneCannotBeReached() throws {
        let handshake = try HandshakeFixture(route: "* one:80 two:80 three:80", refusedHosts: ["one", "two"])
        try handshake.accept()
        #expect(handshake.delegate.happened() == ["accepted by three:80"])
        #expect(handshake.handshake.targetPosition == 2)
        #expect(handshake.embedded.count(.originRetries) == 2)
    }

    @Test func failureIsReportedWhenNoTargetIsLeft() throws {
        let handshake = try HandshakeFixture(route: "* one:80 two:80", refusedHosts: ["one", "two"])
        let happened = handshake.delegate.happened()
        #expect(happened.count == 1)
        #expect(happened.first?.hasPrefix("failed: ") == true)
        #expect(happened.first?.contains("one:80") == true)
        #expect(happened.first?.contains("two:80") == true)
    }

    @Test func originThatHangsUpIsAFailure() throws {
        let handshake = try HandshakeFixture()
        handshake.origins.reset()
        #expect(handshake.delegate.happened().first?.hasPrefix("failed: ") == true)
    }

    @Test func builtInTargetAnswersByItself() throws {
        let handshake = try HandshakeFixture(route: "* test", target: "/ws?channel=a")
        #expect(handshake.delegate.happened() == ["accepted by test"])
        let acceptance = try #require(handshake.delegate.acceptance)
        #expect(acceptance.messagePrefix == Array("m:".utf8))
        #expect(acceptance.origin is WebSocketTestOrigin)
    }

    @Test func builtInTargetHasNoOtherWebSockets() throws {
        let handshake = try HandshakeFixture(route: "* test", target: "/other")
        #expect(
            handshake.delegate.happened() == ["rejected 404 length(22)", "body no such test resource\n", "ended"]
        )
    }

    // MARK: Giving up

    @Test func clientThatLeavesTakesTheRequestAlong() throws {
        let handshake = try HandshakeFixture()
        handshake.handshake.cancel()
        #expect(!handshake.origins.isOpen)
        #expect(handshake.delegate.happened().isEmpty)
    }

    @Test(arguments: ["accept", "reject", "fail", "cancel"])
    func nothingIsLeftAfterTheAnswer(_ way: String) throws {
        weak var handshake: WebSocketHandshake?
        do {
            let fixture = try HandshakeFixture()
            handshake = fixture.handshake
            switch way {
            case "accept": try fixture.accept()
            case "reject": try fixture.send("HTTP/1.1 204 No\r\n\r\n")
            case "fail": fixture.origins.reset()
            default: fixture.handshake.cancel()
            }
            #expect(handshake != nil)
        }
        #expect(handshake == nil)
    }
}
