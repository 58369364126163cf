import HTTP1
import NIOCore
import NIOEmbedded
import ProxyFanout
import ProxyListener
import Testing

/// Responses as the client sees them.
struct ResponseTests {
    let client: EmbeddedClient

    init() throws {
        self.client = try EmbeddedClient()
    }

    @Test func headAndShortBodyLeaveInOneWrite() throws {
        try self.client.request().answer()
        let bytes = try #require(try self.client.connection.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: bytes) == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(try self.client.received() == "")
    }

    @Test func nothingLeavesBeforeTheFlush() throws {
        let exchange = try self.client.request()
        exchange.sendHead()
        exchange.send("hello")
        #expect(try self.client.received() == "")
        exchange.responder.flush()
        #expect(try self.client.received() == "HTTP/1.1 200 OK\r\n\r\n5\r\nhello\r\n")
    }

    @Test func flushWithoutAWriteDoesNotReachTheSocket() throws {
        let exchange = try self.client.request()
        exchange.responder.flush()
        #expect(self.client.socket.flushCount == 0)
        exchange.sendHead()
        exchange.responder.flush()
        exchange.responder.flush()
        #expect(self.client.socket.flushCount == 1)
        exchange.responder.sendEnd()
        #expect(self.client.socket.flushCount == 2)
    }

    @Test func chunkedResponseLeavesTheConnectionUsable() throws {
        let exchange = try self.client.request()
        exchange.sendHead(fields: ["Transfer-Encoding": "chunked"])
        exchange.send("a")
        exchange.responder.sendFramed(ByteBuffer(string: "2\r\nbc\r\n"))
        exchange.responder.sendEnd()
        let expected = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"
        #expect(try self.client.received() == expected)
        #expect(!self.client.socket.isOutputClosed)
    }

    @Test func bodyUpToTheCloseEndsWithTheConnection() throws {
        let exchange = try self.client.request()
        exchange.sendHead(framing: .untilClose, isReusable: false)
        exchange.send("hel")
        exchange.send("lo")
        exchange.responder.sendEnd()
        #expect(try self.client.received() == "HTTP/1.1 200 OK\r\n\r\nhello")
        #expect(self.client.socket.isOutputClosed)
    }

    @Test func responseToHeadHasItsLengthAndNoBody() throws {
        try self.client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        let exchange = try self.client.exchange()
        exchange.sendHead(fields: ["Content-Length": "5"], framing: .none)
        exchange.send("hello")
        exchange.responder.sendEnd()
        #expect(try self.client.received() == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
        #expect(!self.client.socket.isOutputClosed)
    }

    /// The client must be able to tell that something is missing.
    @Test func bodyShorterThanAnnouncedBreaksTheConnectionOff() throws {
        let exchange = try self.client.request()
        exchange.sendHead(fields: ["Content-Length": "5"], framing: .length(5))
        exchange.send("hell")
        exchange.responder.sendEnd()
        #expect(try self.client.received().hasSuffix("\r\n\r\nhell"))
        #expect(!self.client.isOpen)
        #expect(exchange.events == [.end])
    }

    @Test func bytesBeyondTheAnnouncedLengthAreDropped() throws {
        let exchange = try self.client.request()
        exchange.sendHead(fields: ["Content-Length": "5"], framing: .length(5))
        exchange.send("hello, world")
        exchange.send("more")
        exchange.responder.sendEnd()
        #expect(try self.client.received().hasSuffix("\r\n\r\nhello"))
        #expect(!self.client.socket.isOutputClosed)
    }

    @Test func abortedResponseHasNoEnd() throws {
        let exchange = try self.client.request()
        exchange.sendHead(fields: ["Transfer-Encoding": "chunked"])
        exchange.send("part")
        exchange.responder.abort()
        let text = try self.client.received()
        #expect(text.hasSuffix("\r\n\r\n4\r\npart\r\n"))
        #expect(!self.client.isOpen)
        // Whoever breaks off is not told that the client left.
        #expect(exchange.events == [.end])
    }

    // MARK: 100 Continue

    @Test func clientThatWaitsIsToldToGoOn() throws {
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        let exchange = try self.client.exchange()
        exchange.responder.sendContinue()
        #expect(try self.client.received() == "HTTP/1.1 100 Continue\r\n\r\n")
        try self.client.send("hi")
        exchange.answer()
        #expect(try self.client.received() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    }

    @Test func clientIsNotToldToGoOnWithinAResponse() throws {
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        let exchange = try self.client.exchange()
        exchange.sendHead()
        exchange.responder.flush()
        _ = try self.client.received()
        exchange.responder.sendContinue()
        #expect(try self.client.received() == "")
    }

    // MARK: The end

    @Test func clientThatLeavesIsReportedOnce() throws {
        let exchange = try self.client.request()
        self.client.leave()
        #expect(exchange.events == [.end, .clientClosed])
        #expect(!exchange.responder.isWritable)
    }

    @Test func clientThatLeavesInMidResponseIsReportedOnce() throws {
        let exchange = try self.client.request()
        exchange.sendHead()
        exchange.responder.flush()
        self.client.leave()
        exchange.send("more")
        exchange.responder.flush()
        exchange.responder.sendEnd()
        exchange.responder.abort()
        #expect(exchange.events == [.end, .clientClosed])
    }

    @Test func clientThatLeavesBetweenRequestsConcernsNobody() throws {
        let exchange = try self.client.request()
        exchange.answer()
        self.client.leave()
        #expect(exchange.events == [.end])
    }

    @Test func brokenConnectionIsReportedOnce() throws {
        let exchange = try self.client.request()
        self.client.connection.pipeline.fireErrorCaught(ChannelError.ioOnClosedChannel)
        self.client.loop.run()
        #expect(exchange.events == [.end, .clientClosed])
        #expect(!self.client.isOpen)
    }

    /// An exchange that is over must not disturb the one that follows on the same connection.
    @Test func callsAfterTheEndAreDropped() throws {
        let first = try self.client.request("/1")
        first.answer()
        let second = try self.client.request("/2")
        _ = try self.client.received()
        first.responder.sendContinue()
        first.answer("again")
        first.send("more")
        first.responder.sendFramed(ByteBuffer(string: "more"))
        first.responder.pauseReading()
        first.responder.flush()
        first.responder.abort()
        #expect(try self.client.received() == "")
        #expect(self.client.isOpen)
        #expect(!first.responder.isWritable)
        #expect(first.responder.isRequestComplete)
        second.answer()
        #expect(try self.client.received().hasSuffix("ok"))
        #expect(second.events == [.end])
    }

    @Test func answerWithinTheDispatchIsSent() throws {
        self.client.dispatcher.onDispatch = { $0.answer("at once") }
        let exchange = try self.client.request()
        #expect(try self.client.received().hasSuffix("\r\n\r\nat once"))
        #expect(exchange.events == [])
        #expect(!self.client.socket.isOutputClosed)
        _ = try self.client.request("/next")
        #expect(self.client.exchanges.count == 2)
    }

    /// Only a request with a body can be answered too early.
    @Test(arguments: [("", true), ("Content-Length: 2\r\n", false), ("Transfer-Encoding: chunked\r\n", false)])
    func requestWithoutABodyIsCompleteWithItsHead(field: String, isComplete: Bool) throws {
        var wasComplete: Bool?
        self.client.dispatcher.onDispatch = { wasComplete = $0.responder.isRequestComplete }
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\n\(field)\r\n")
        #expect(wasComplete == isComplete)
        #expect(try self.client.exchange().events == (isComplete ? [.end] : []))
    }
}
