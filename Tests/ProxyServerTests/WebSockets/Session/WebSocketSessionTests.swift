import GRIP
import NIOCore
import ProxyFanout
import Testing
import WebSocket

@testable import ProxyServer

/// What passes between both ends (reference: websocket 1.4).
struct WebSocketSessionTests {
    // MARK: Beginning

    @Test func handshakeIsAnsweredBeforeAnythingElse() throws {
        let web = try WebSocketFixture()
        web.originSends(.text("hello"))
        #expect(web.happened() == ["client gets 101", "client gets text hello"])
        #expect(web.count(.webSockets) == 1)
    }

    @Test func channelsOfTheTargetAreSubscribedWithoutGrip() throws {
        let web = try WebSocketFixture.open(target: ",sub=a,sub=b")
        #expect(web.embedded.directory.all == ["a", "b"])
        web.embedded.publish(.message("news"))
        #expect(web.happened() == ["client gets own text news"])
    }

    // MARK: Passing on

    static let parts: [MessagePart] = [
        .text("hello"), .text("c:{}"), .binary("m:"), .text(""), .ping("p"), .pong(""),
    ]

    @Test(arguments: parts)
    func partsOfTheOriginPassUntouchedWithoutGrip(part: MessagePart) throws {
        let web = try WebSocketFixture.open()
        web.originSends(part)
        #expect(web.happened() == ["client gets \(part.line)"])
    }

    @Test(arguments: parts, [nil, "m:"])
    func partsOfTheClientPassUntouchedWithAndWithoutGrip(part: MessagePart, messagePrefix: String?) throws {
        let web = try WebSocketFixture.open(messagePrefix: messagePrefix)
        web.clientSends(part)
        #expect(web.happened() == ["origin gets \(part.line)"])
    }

    @Test func piecesPassAsTheyCome() throws {
        let web = try WebSocketFixture.open()
        let pieces = MessagePart.fragments("a", "b", "c")
        web.originSends(pieces[0], .ping("between"), pieces[1])
        web.clientSends(pieces[0])
        web.originSends(pieces[2])
        #expect(
            web.happened() == [
                "client gets text a…", "client gets ping between", "client gets text …b…", "origin gets text a…",
                "client gets text …c",
            ]
        )
    }

    // MARK: Back-pressure

    @Test func originWaitsWhileTheClientTakesNothing() throws {
        let web = try WebSocketFixture.open()
        web.client.isWritable = false
        web.originSends(.text("one"))
        #expect(web.happened() == ["client gets text one", "origin waits"])
        web.setClientWritable(true)
        #expect(web.happened() == ["origin goes on"])
    }

    @Test func clientWaitsWhileTheOriginTakesNothing() throws {
        let web = try WebSocketFixture.open()
        web.origin.isWritable = false
        web.clientSends(.text("one"))
        #expect(web.happened() == ["origin gets text one", "client waits"])
        web.setOriginWritable(true)
        #expect(web.happened() == ["client goes on"])
    }

    @Test func eitherSideWaitsAsSoonAsTheOtherSaysSo() throws {
        let web = try WebSocketFixture.open()
        web.setClientWritable(false)
        web.setOriginWritable(false)
        #expect(web.happened() == ["origin waits", "client waits"])
        web.setOriginWritable(true)
        web.setClientWritable(true)
        #expect(web.happened() == ["client goes on", "origin goes on"])
    }

    @Test func publishedMessagesDoNotMakeTheOriginWait() throws {
        let web = try WebSocketFixture.open(target: ",sub=a")
        web.client.isWritable = false
        web.embedded.publish(.message("one"), .message("two"))
        #expect(web.happened() == ["client gets own text one", "client gets own text two"])
    }

    /// Who must still answer a Close is read, whatever its bytes were waiting for.
    @Test func sideWhoseBytesAreDiscardedIsReadOn() throws {
        let web = try WebSocketFixture.open(target: ",sub=a")
        web.setClientWritable(false)
        web.setOriginWritable(false)
        web.embedded.publish(.action(.close(CloseReason())))
        #expect(
            web.happened() == [
                "origin waits", "client waits", "client gets close 1000 ", "origin gets close", "client goes on",
                "origin goes on",
            ]
        )
        web.setClientWritable(false)
        web.setOriginWritable(false)
        #expect(web.happened().isEmpty)
    }
}
