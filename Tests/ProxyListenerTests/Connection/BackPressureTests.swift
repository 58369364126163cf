import NIOCore
import ProxyFanout
import ProxyListener
import Testing

/// Reads are held back while nobody takes what would be read.
struct BackPressureTests {
    let client: EmbeddedClient

    init() throws {
        var limits = Limits()
        limits.clientHeadBytes = 100
        self.client = try EmbeddedClient(limits: limits)
    }

    /// Asks for more bytes as the event loop does after each turn; whether they would have been read.
    private func reads() -> Bool {
        let before = self.client.socket.readCount
        self.client.connection.read()
        return self.client.socket.readCount > before
    }

    private static let small = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func readsPassWhileTheyAreWanted() throws {
        #expect(self.reads())
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        #expect(self.reads())
        _ = try self.client.send(String(repeating: "x", count: 500))
        #expect(self.reads())
    }

    @Test func pipelinedBytesAreBounded() throws {
        _ = try self.client.request("/1")
        try self.client.send(Self.small)
        #expect(self.reads())
        try self.client.send(Self.small + Self.small + Self.small)
        #expect(!self.reads())
        #expect(!self.reads())
        let before = self.client.socket.readCount
        self.client.exchanges[0].answer()
        #expect(self.client.exchanges.count == 2)
        #expect(self.client.socket.readCount == before + 1)
        #expect(self.reads())
    }

    /// What waits is looked at before more is read.
    @Test func readsStayHeldBackWhileTooMuchWaitsStill() throws {
        _ = try self.client.request("/1")
        try self.client.send(String(repeating: Self.small, count: 6))
        #expect(!self.reads())
        let before = self.client.socket.readCount
        self.client.exchanges[0].answer()
        #expect(self.client.socket.readCount == before)
        self.client.exchanges[1].answer()
        self.client.exchanges[2].answer()
        #expect(self.client.socket.readCount == before + 1)
    }

    @Test func receiverCanStopAndGoOnReading() throws {
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        let exchange = try self.client.exchange()
        exchange.responder.pauseReading()
        #expect(!self.reads())
        let before = self.client.socket.readCount
        exchange.responder.resumeReading()
        #expect(self.client.socket.readCount == before + 1)
        #expect(self.reads())
    }

    @Test func readingThatWasNotAskedForIsNotCaughtUp() throws {
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        let exchange = try self.client.exchange()
        let before = self.client.socket.readCount
        exchange.responder.pauseReading()
        exchange.responder.resumeReading()
        #expect(self.client.socket.readCount == before)
    }

    @Test func nextRequestIsReadAlthoughThisOneWasPaused() throws {
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
        let exchange = try self.client.exchange()
        exchange.responder.pauseReading()
        #expect(!self.reads())
        exchange.answer()
        #expect(self.reads())
    }

    /// The client's close must be seen.
    @Test func readingGoesOnWhileTheConnectionLingers() throws {
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        let exchange = try self.client.exchange()
        exchange.responder.pauseReading()
        #expect(!self.reads())
        exchange.answer()
        #expect(self.client.socket.isOutputClosed)
        try self.client.send(String(repeating: "x", count: 500))
        #expect(self.reads())
    }

    @Test func writabilityIsForwarded() throws {
        let exchange = try self.client.request()
        #expect(exchange.responder.isWritable)
        self.client.setWritable(false)
        #expect(!exchange.responder.isWritable)
        self.client.setWritable(true)
        #expect(exchange.events == [.end, .writable(false), .writable(true)])
    }

    @Test func writabilityBetweenRequestsConcernsNobody() throws {
        let exchange = try self.client.request()
        exchange.answer()
        self.client.setWritable(false)
        #expect(exchange.events == [.end])
        self.client.setWritable(true)
        #expect(try self.client.request().events == [.end])
    }
}
