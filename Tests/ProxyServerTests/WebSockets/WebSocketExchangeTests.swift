import GRIP
import NIOCore
import ProxyFanout
import ProxyListener
import Testing
import WebSocket

@testable import ProxyServer

/// WebSockets from the client's handshake to the origin's end, without sockets.
struct WebSocketExchangeTests {
    // MARK: The handshake

    @Test func clientIsAnsweredWhenTheOriginHasAnswered() throws {
        let web = ExchangeFixture(route: "* app:80")
        try web.open()
        #expect(try web.client.received().readableBytes == 0)
        #expect(
            try web.accept()
                == "HTTP/1.1 101 Ok\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
        )
    }

    @Test func originsAnswerIsRelayedWhenItIsNo() throws {
        let web = ExchangeFixture(route: "* app:80")
        try web.open()
        try web.origins.send(ByteBuffer(string: "HTTP/1.1 403 No\r\nX-Why: so\r\nContent-Length: 5\r\n\r\nsorry"))
        let received = String(buffer: try web.client.received())
        #expect(received.hasPrefix("HTTP/1.1 403 No\r\nX-Why: so\r\n"))
        #expect(received.hasSuffix("\r\n\r\nsorry"))
        #expect(web.client.isEnded)
        #expect(web.exchange == nil)
    }

    @Test(arguments: ["Upgrade: websocket\r\n", "Upgrade: websocket\r\nSec-WebSocket-Version: 8\r\n"])
    func handshakeThatIsNoneIsRefused(fields: String) throws {
        let web = ExchangeFixture(route: "* app:80")
        try web.client.send("GET / HTTP/1.1\r\nHost: here\r\n\(fields)\r\n")
        #expect(String(buffer: try web.client.received()).hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(web.client.isEnded)
    }

    @Test func originThatCannotBeReachedIsAnError() throws {
        let web = ExchangeFixture(route: "* app:80")
        web.origins.refusedHosts = ["app"]
        try web.open()
        #expect(String(buffer: try web.client.received()).hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
        #expect(web.client.isEnded)
    }

    @Test func clientThatLeavesBeforeTheAnswerTakesTheRequestAlong() throws {
        let web = ExchangeFixture(route: "* app:80")
        try web.open()
        web.client.leave()
        #expect(!web.origins.isOpen)
        #expect(web.exchange == nil)
    }

    // MARK: Passing on

    @Test func messagesPassBothWays() throws {
        let web = try ExchangeFixture.opened()
        try web.client.send(.clientFrames(.text("hello"), .ping("p")))
        #expect(try web.atOrigin() == ["text hello", "ping p"])
        try web.origins.send(.originFrames(.text("m:world"), .pong("p")))
        #expect(try web.atClient() == ["text world", "pong p"])
    }

    @Test func publishedMessagesReachTheClient() throws {
        let web = try ExchangeFixture.opened(route: "* app:80,sub=a")
        try web.origins.send(.originFrames(.text(#"c:{"type":"subscribe","channel":"b"}"#)))
        #expect(web.embedded.publish(.message("one"), .message("two", .binary, on: "b")) == 2)
        #expect(try web.atClient() == ["text one", "binary two"])
    }

    @Test func originIsNotReadWhileTheClientTakesNothing() throws {
        let web = try ExchangeFixture.opened()
        web.client.setWritable(false)
        try web.origins.send(.originFrames(.text("m:one")))
        #expect(try web.atClient().isEmpty)
        web.client.setWritable(true)
        #expect(try web.atClient() == ["text one"])
    }

    @Test func clientIsNotReadWhileTheOriginTakesNothing() throws {
        let web = try ExchangeFixture.opened()
        web.origins.setWritable(false)
        #expect(!web.client.isRead)
        web.origins.setWritable(true)
        #expect(web.client.isRead)
    }

    @Test func builtInTargetEchoesAndSubscribes() throws {
        let web = ExchangeFixture(route: "* test")
        try web.open("/ws?channel=a")
        var received = try web.client.received()
        #expect(received.takeHead().hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
        try web.client.send(.clientFrames(.text("hello")))
        web.embedded.publish(.message("news"))
        #expect(try web.atClient() == ["text hello", "text news"])
        try web.client.send(.clientFrames(.close(1000, "bye")))
        #expect(try web.atClient() == ["close 1000 bye"])
        #expect(web.client.isEnded)
        #expect(web.exchange == nil)
    }

    /// A client that only sends must not fill the memory with answers.
    @Test func echoIsNotReadOnWhileTheClientTakesNothing() throws {
        let web = ExchangeFixture(route: "* test")
        try web.open()
        _ = try web.client.received()
        web.client.setWritable(false)
        #expect(!web.client.isRead)
        web.client.setWritable(true)
        #expect(web.client.isRead)
    }

    // MARK: The end

    @Test func clientMayCloseFirst() throws {
        let web = try ExchangeFixture.opened()
        try web.client.send(.clientFrames(.close(4000, "bye")))
        #expect(try web.atOrigin() == ["close 4000 bye"])
        try web.origins.send(.originFrames(.close(4000, "bye")))
        #expect(try web.atClient() == ["close 4000 bye"])
        #expect(web.client.isEnded)
        #expect(web.origins.isOpen)
        web.origins.endInput()
        #expect(!web.origins.isOpen)
    }

    @Test func originMayCloseFirst() throws {
        let web = try ExchangeFixture.opened()
        try web.origins.send(.originFrames(.close(nil)))
        web.origins.endInput()
        #expect(try web.atClient() == ["close 1000 "])
        try web.client.send(.clientFrames(.close(1000)))
        #expect(try web.atOrigin() == ["close 1000 "])
        #expect(web.client.isEnded)
        #expect(!web.origins.isOpen)
    }

    @Test func brokenProtocolCutsTheOrigin() throws {
        let web = try ExchangeFixture.opened()
        try web.client.send(ByteBuffer(bytes: [0xFF, 0xFF]))
        #expect(try web.atClient().first?.hasPrefix("close 1002 ") == true)
        #expect(web.client.isEnded)
        #expect(!web.origins.isOpen)
        #expect(try web.atOrigin().isEmpty)
    }

    enum End: CaseIterable {
        case client, origin, published, clientLost, originLost, brokenByClient, brokenByOrigin, unanswered

        func happen(to web: ExchangeFixture) throws {
            switch self {
            case .client:
                try web.client.send(.clientFrames(.close(1000)))
                try web.origins.send(.originFrames(.close(1000)))
            case .origin:
                try web.origins.send(.originFrames(.close(1000)))
                try web.client.send(.clientFrames(.close(1000)))
            case .published:
                web.embedded.publish(.action(.close(CloseReason())))
                try web.client.send(.clientFrames(.close(1000)))
                try web.origins.send(.originFrames(.close(nil)))
            case .clientLost: web.client.leave()
            case .originLost: web.origins.reset()
            case .brokenByClient: try web.client.send(ByteBuffer(bytes: [0xFF, 0xFF]))
            case .brokenByOrigin: try web.origins.send(ByteBuffer(bytes: [0xFF, 0xFF]))
            case .unanswered:
                web.embedded.publish(.action(.close(CloseReason())))
                web.embedded.advance(.seconds(11))
            }
        }
    }

    @Test(arguments: End.allCases)
    func nothingIsLeftAfterTheEnd(end: End) throws {
        let web = try ExchangeFixture.opened(route: "* app:80,sub=a")
        // The exchange is over with the handshake; what took its place goes with the end.
        #expect(web.exchange == nil)
        weak let held = web.client.receiver
        #expect(held is HeldWebSocket)
        #expect(web.embedded.services.openRequests.connectionCount == 1)
        try end.happen(to: web)
        #expect(held == nil)
        #expect(web.embedded.directory.all.isEmpty)
        #expect(web.embedded.services.openRequests.connectionCount == 0)
        // All that is left is the time that an origin has to end its half.
        web.embedded.advance(.seconds(11))
        #expect(!web.origins.isOpen)
    }
}
