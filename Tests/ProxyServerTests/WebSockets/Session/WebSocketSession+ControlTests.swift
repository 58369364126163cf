import GRIP
import NIOCore
import ProxyFanout
import Testing
import WebSocket

@testable import ProxyServer

/// What an origin asks for (reference: websocket 2.2, 2.3).
struct WebSocketSessionControlTests {
    private static func control(_ members: String) -> MessagePart {
        .text("c:{\(members)}")
    }

    // MARK: Messages

    @Test(
        arguments: [
            ("m:", MessagePart.text("m:hello"), "text hello"),
            ("m:", .binary("m:hello"), "binary hello"),
            ("m:", .text("m:"), "text "),
            ("m:", .ping("c:"), "ping c:"),
            ("", .text("hello"), "text hello"),
            ("", .binary("c:{}"), "binary c:{}"),
            ("c:c:", .binary("c:c:x"), "binary x"),
        ]
    )
    func prefixIsTakenOff(messagePrefix: String, part: MessagePart, line: String) throws {
        let web = try WebSocketFixture.open(messagePrefix: messagePrefix)
        web.originSends(part)
        #expect(web.happened() == ["client gets \(line)"])
    }

    @Test(
        arguments: [
            (MessagePart.text("hello"), 0), (.binary("c:{}"), 0), (.text(""), 0), (.text("c:"), 1), (.text("c:[]"), 1),
            (.text(#"c:{"type":"dance"}"#), 1), (.text(#"c:{"type":"subscribe"}"#), 1),
        ]
    )
    func messagesForNobodyAreDropped(part: MessagePart, ignored: Int) throws {
        let web = try WebSocketFixture.open(messagePrefix: "m:")
        web.originSends(part, .text("m:next"))
        #expect(web.happened() == ["client gets text next"])
        #expect(web.count(.controlMessagesIgnored) == ignored)
        #expect(web.embedded.lines.all.filter { $0.hasPrefix("[debug] message of the origin ignored") }.count == 1)
    }

    // MARK: Channels

    @Test func subscriptionsComeAndGo() throws {
        let web = try WebSocketFixture.open(messagePrefix: "m:", target: ",sub=own")
        web.originSends(Self.control(#""type":"subscribe","channel":"a""#))
        #expect(web.embedded.directory.all == ["own", "p-a"])
        web.originSends(
            Self.control(#""type":"unsubscribe","channel":"a""#),
            Self.control(#""type":"unsubscribe","channel":"own""#)
        )
        #expect(web.embedded.directory.all == ["own"])
    }

    @Test func channelsBeyondTheLimitAreRefused() throws {
        var limits = Limits()
        limits.subscriptionsPerConnection = 1
        let web = try WebSocketFixture.open(messagePrefix: "m:", limits: limits)
        for name in ["a", "b"] {
            web.originSends(Self.control(#""type":"subscribe","channel":"\#(name)""#))
        }
        #expect(web.embedded.directory.all == ["p-a"])
        #expect(web.count(.subscriptionsRefused) == 1)
    }

    @Test(arguments: [(false, "close 1011 "), (true, "close 1011 too many filters for channel 'a'")])
    func tooManyFiltersCloseTheConnection(isDebug: Bool, close: String) throws {
        let web = try WebSocketFixture.subscribed(filters: #"["1","2","3","4","5","6"]"#, isDebug: isDebug)
        #expect(web.happened() == ["client gets \(close)", "origin gets close"])
    }

    // MARK: Time

    @Test func keepAliveIsSentWhenNothingElseIs() throws {
        let web = try WebSocketFixture.open(messagePrefix: "m:")
        web.originSends(Self.control(#""type":"keep-alive","content":"still here","timeout":10"#))
        web.advance(.seconds(8))
        web.originSends(.text("m:news"))
        web.advance(.seconds(8))
        #expect(web.happened() == ["client gets text news"])
        web.advance(.milliseconds(2200))
        #expect(web.happened() == ["client gets own text still here"])
        #expect(web.count(.keepAlives) == 1)
        web.advance(.seconds(21))
        #expect(web.happened() == ["client gets own text still here", "client gets own text still here"])
    }

    @Test func intervalGoesOnWhateverIsSent() throws {
        let web = try WebSocketFixture.open(messagePrefix: "m:")
        web.originSends(
            Self.control(#""type":"keep-alive","content":"","message-type":"ping","timeout":10,"mode":"interval""#)
        )
        web.advance(.seconds(8))
        web.originSends(.text("m:news"))
        web.advance(.milliseconds(2200))
        #expect(web.happened() == ["client gets text news", "client gets own ping "])
    }

    @Test func keepAliveIsSwitchedOffWithoutContent() throws {
        let web = try WebSocketFixture.open(messagePrefix: "m:")
        web.originSends(
            Self.control(#""type":"keep-alive","content":"x","timeout":10"#),
            Self.control(#""type":"keep-alive""#)
        )
        web.advance(.seconds(60))
        #expect(web.happened().isEmpty)
    }

    @Test func keepAliveIsLeftOutWhileTheClientTakesNothing() throws {
        let web = try WebSocketFixture.open(messagePrefix: "m:")
        web.originSends(Self.control(#""type":"keep-alive","content":"x","timeout":10"#))
        web.client.isWritable = false
        web.advance(.seconds(11))
        #expect(web.happened().isEmpty)
        web.client.isWritable = true
        web.advance(.seconds(11))
        #expect(web.happened() == ["client gets own text x"])
    }

    @Test func delayedMessageIsSentInTime() throws {
        let web = try WebSocketFixture.open(messagePrefix: "m:")
        web.originSends(
            Self.control(#""type":"send-delayed","content-bin":"aGk=","message-type":"binary","timeout":3"#)
        )
        web.advance(.seconds(2))
        #expect(web.happened().isEmpty)
        web.advance(.milliseconds(1200))
        #expect(web.happened() == ["client gets own binary hi"])
    }

    @Test(arguments: [#""type":"flush-delayed""#, #""type":"send-delayed","content":"second","timeout":9"#])
    func delayedMessageIsSentAtOnce(members: String) throws {
        let web = try WebSocketFixture.open(messagePrefix: "m:")
        web.originSends(
            Self.control(#""type":"send-delayed","content":"first","timeout":3"#),
            Self.control(members)
        )
        #expect(web.happened() == ["client gets own text first"])
        web.advance(.seconds(5))
        #expect(web.happened().isEmpty)
    }

    @Test func nothingIsSentByTheClockAfterAClose() throws {
        let web = try WebSocketFixture.open(messagePrefix: "m:")
        web.originSends(
            Self.control(#""type":"keep-alive","content":"x","timeout":2"#),
            Self.control(#""type":"send-delayed","content":"y","timeout":2"#),
            .close(1000)
        )
        web.advance(.seconds(9))
        #expect(web.happened() == ["client gets close 1000 "])
    }

    // MARK: Detaching

    @Test func detachedClientKeepsWhatWasSetUp() throws {
        let web = try WebSocketFixture.subscribed()
        web.originSends(
            Self.control(#""type":"keep-alive","content":"x","timeout":10"#),
            Self.control(#""type":"detach""#),
            .text("m:too late")
        )
        web.clientSends(.text("to nobody"), .ping("either"))
        web.embedded.publish(.message("news", on: "p-a"))
        web.advance(.seconds(11))
        #expect(web.happened() == ["origin is let go", "client gets own text news", "client gets own text x"])
    }

    /// What the client sends is read and discarded, even if it waited for the origin before.
    @Test func clientThatWaitedForADetachedOriginGoesOn() throws {
        let web = try WebSocketFixture.subscribed()
        web.setOriginWritable(false)
        web.originSends(Self.control(#""type":"detach""#))
        #expect(web.happened() == ["client waits", "origin is let go", "client goes on"])
    }

    @Test func detachedClientIsAnsweredItsClose() throws {
        let web = try WebSocketFixture.subscribed()
        web.originSends(Self.control(#""type":"detach""#))
        _ = web.happened()
        web.clientSends(.close(4000, "bye"))
        #expect(web.happened() == ["client gets close 4000 bye", "client ends", "over"])
        #expect(web.embedded.directory.all.isEmpty)
    }

    @Test func publishedCloseReachesADetachedClient() throws {
        let web = try WebSocketFixture.subscribed()
        web.originSends(Self.control(#""type":"detach""#))
        _ = web.happened()
        web.embedded.publish(.action(.close(CloseReason(code: 4001, text: "bye")), on: "p-a"))
        #expect(web.happened() == ["client gets close 4001 bye"])
        web.clientSends(.close(4001))
        #expect(web.happened() == ["client ends", "over"])
    }
}
