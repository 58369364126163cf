import NIOCore
import ProxyFanout
import ProxyListener
import Testing

/// What is closed or answered when a client keeps the proxy waiting.
struct TimeoutTests {
    private static let timeOut = "HTTP/1.1 408 Request Timeout\r\n"

    private static func makeClient(head: Int64 = 60, body: Int64 = 60, idle: Int64 = 1800) throws -> EmbeddedClient {
        var limits = Limits()
        limits.clientHeaderTimeout = .seconds(head)
        limits.clientBodyTimeout = .seconds(body)
        limits.clientIdleTimeout = .seconds(idle)
        return try EmbeddedClient(limits: limits)
    }

    // MARK: Heads

    @Test func headThatDoesNotArriveInTimeIsAnswered() throws {
        let client = try Self.makeClient(head: 10)
        client.advance(seconds: 100)
        try client.send("GET / HTTP/1.1\r\n")
        // Further bytes do not extend the time.
        for _ in 0..<9 {
            client.advance(seconds: 1)
            try client.send("X: y\r\n")
        }
        #expect(try client.received() == "")
        client.advance(seconds: 2)
        #expect(try client.received().hasPrefix(Self.timeOut))
        #expect(client.socket.isOutputClosed)
        #expect(client.count(.clientTimeouts) == 1)
        client.advance(seconds: 3)
        #expect(!client.isOpen)
    }

    @Test func headThatArrivesInTimeIsServed() throws {
        let client = try Self.makeClient(head: 10)
        try client.send("GET / HTTP/1.1\r\n")
        client.advance(seconds: 9)
        try client.send("Host: a\r\n\r\n")
        client.advance(seconds: 9)
        #expect(client.exchanges.count == 1)
        try client.exchange().answer()
        client.advance(seconds: 9)
        #expect(try client.received().hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func timeOfAPipelinedHeadBeginsWhenItsTurnHasCome() throws {
        let client = try Self.makeClient(head: 10)
        try client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\n")
        client.advance(seconds: 100)
        try client.exchange().answer()
        _ = try client.received()
        client.advance(seconds: 9)
        #expect(try client.received() == "")
        client.advance(seconds: 2)
        #expect(try client.received().hasPrefix(Self.timeOut))
    }

    /// A head in two parts, then its answer and the beginning of the next head in one turn.
    @Test func everyHeadHasItsOwnTime() throws {
        let client = try Self.makeClient(head: 10)
        client.dispatcher.onDispatch = { exchange in
            exchange.onEvent = { [unowned exchange] _ in exchange.answer() }
        }
        try client.send("GET /1 HTTP/1.1\r\n")
        client.advance(seconds: 8)
        try client.send("Host: a\r\n\r\nGET /2 HTTP/1.1\r\n")
        _ = try client.received()
        client.advance(seconds: 8)
        #expect(try client.received() == "")
        try client.send("Host: a\r\n\r\n")
        #expect(client.exchanges.map(\.target) == ["/1", "/2"])
    }

    // MARK: Bodies

    @Test func bodyThatStopsIsAnswered() throws {
        let client = try Self.makeClient(body: 10)
        try client.request().answer()
        _ = try client.received()
        // The connection is no longer new, and nothing else looks at it in time.
        client.advance(seconds: 500)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n")
        for _ in 0..<5 {
            client.advance(seconds: 9)
            try client.send("x")
        }
        #expect(try client.received() == "")
        client.advance(seconds: 11)
        #expect(try client.received().hasPrefix(Self.timeOut))
        let exchange = try client.exchange()
        #expect(exchange.events == [.body("xxxxx"), .clientClosed])
        #expect(client.count(.clientTimeouts) == 1)
    }

    @Test func bodyThatIsNotReadHasNoTimeOut() throws {
        let client = try Self.makeClient(body: 10)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx")
        let exchange = try client.exchange()
        exchange.responder.pauseReading()
        client.advance(seconds: 500)
        #expect(try client.received() == "")
        exchange.responder.resumeReading()
        client.advance(seconds: 25)
        #expect(try client.received().hasPrefix(Self.timeOut))
    }

    @Test func bodyThatStopsAfterTheResponseBeganBreaksTheConnectionOff() throws {
        let client = try Self.makeClient(body: 10)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n")
        let exchange = try client.exchange()
        exchange.sendHead()
        exchange.responder.flush()
        client.advance(seconds: 11)
        #expect(exchange.events == [.clientClosed])
        #expect(!client.isOpen)
    }

    // MARK: Silence

    @Test func connectionWithoutARequestIsClosedAsIdle() throws {
        let client = try Self.makeClient(idle: 100)
        client.advance(seconds: 99)
        #expect(client.isOpen)
        client.advance(seconds: 2)
        #expect(!client.isOpen)
        #expect(try client.received() == "")
        #expect(client.count(.clientIdleClosed) == 1)
    }

    @Test func idleTimeShorterThanTheHeadsCounts() throws {
        let client = try Self.makeClient(head: 60, body: 60, idle: 5)
        client.advance(seconds: 6)
        #expect(!client.isOpen)
    }

    @Test func connectionIsClosedAsIdleAfterItsLastResponse() throws {
        let client = try Self.makeClient(idle: 100)
        client.advance(seconds: 90)
        try client.request().answer()
        client.advance(seconds: 99)
        #expect(client.isOpen)
        client.advance(seconds: 2)
        #expect(!client.isOpen)
    }

    @Test func silenceWhileAResponseIsAwaitedEndsItsExchange() throws {
        let client = try Self.makeClient(idle: 100)
        let exchange = try client.request()
        client.advance(seconds: 99)
        #expect(client.isOpen)
        client.advance(seconds: 2)
        #expect(exchange.events == [.end, .clientClosed])
        #expect(!client.isOpen)
        #expect(client.count(.clientIdleClosed) == 1)
    }

    /// A stream whose client only listens is not idle: the client takes what is sent.
    @Test func whatIsSentKeepsAConnectionOpen() throws {
        let client = try Self.makeClient(idle: 100)
        let exchange = try client.request()
        exchange.sendHead()
        for _ in 0..<10 {
            exchange.send("x")
            exchange.responder.flush()
            client.advance(seconds: 90)
        }
        #expect(client.isOpen)
        client.advance(seconds: 11)
        #expect(!client.isOpen)
    }

    @Test func closedConnectionHasNoTimeOuts() throws {
        let client = try Self.makeClient()
        try client.send("GET / HTTP/1.1\r\n")
        client.leave()
        client.advance(seconds: 10_000)
        #expect(client.count(.clientTimeouts) == 0)
        #expect(client.count(.clientIdleClosed) == 0)
    }
}
