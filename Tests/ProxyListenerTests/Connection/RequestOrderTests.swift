import HTTP1
import NIOCore
import ProxyFanout
import ProxyListener
import Testing

/// Requests and responses on one connection: their order, and when it is over.
struct RequestOrderTests {
    let client: EmbeddedClient

    init() throws {
        self.client = try EmbeddedClient()
    }

    // MARK: Keep-alive

    @Test func connectionServesOneRequestAfterAnother() throws {
        for number in 1...3 {
            let exchange = try self.client.request("/\(number)")
            #expect(exchange.target == "/\(number)")
            #expect(exchange.events == [.end])
            exchange.answer("r\(number)")
            #expect(try self.client.received() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nr\(number)")
        }
        #expect(self.client.exchanges.count == 3)
        #expect(self.client.count(.clientRequests) == 3)
        #expect(!self.client.socket.isOutputClosed)
    }

    @Test func bodyIsHandedOverWithoutItsFraming() throws {
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel")
        let exchange = try self.client.exchange()
        #expect(exchange.framing == .length(5))
        #expect(exchange.events == [.body("hel")])
        #expect(!exchange.responder.isRequestComplete)
        try self.client.send("lo")
        #expect(exchange.events == [.body("hello"), .end])
        #expect(exchange.responder.isRequestComplete)
        exchange.answer()
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
        #expect(try self.client.exchange().framing == .chunked)
        #expect(try self.client.exchange().events == [.body("hi"), .end])
    }

    @Test func endOfEveryReadTurnIsTold() throws {
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
        try self.client.send("he")
        try self.client.send("llo")
        #expect(try self.client.exchange().readCompletes == 3)
    }

    @Test func requestMayComeByteByByte() throws {
        for byte in "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi" {
            try self.client.send(String(byte == "\r\n" ? "\r\n" : byte))
        }
        #expect(self.client.exchanges.count == 1)
        #expect(try self.client.exchange().events == [.body("hi"), .end])
    }

    // MARK: Pipelining

    @Test func pipelinedRequestWaitsForTheResponseBefore() throws {
        try self.client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HT")
        #expect(self.client.exchanges.map(\.target) == ["/1"])
        self.client.exchanges[0].answer("one")
        #expect(self.client.exchanges.map(\.target) == ["/1", "/2"])
        self.client.exchanges[1].answer("two")
        #expect(self.client.exchanges.count == 2)
        try self.client.send("TP/1.1\r\nHost: a\r\n\r\n")
        self.client.exchanges[2].answer("three")
        let bodies = try self.client.received().split(separator: "HTTP/1.1 200 OK\r\n")
        #expect(bodies.map { $0.split(separator: "\r\n").last } == ["one", "two", "three"])
    }

    /// Many requests answered within their dispatch must not go deeper and deeper into the stack.
    @Test func requestsAnsweredAtOnceAreServedInALoop() throws {
        self.client.dispatcher.onDispatch = { exchange in
            exchange.onEvent = { [unowned exchange] event in
                if event == .end {
                    exchange.answer(exchange.target)
                }
            }
        }
        let requests = (0..<500).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
        try self.client.send(requests)
        #expect(self.client.exchanges.map(\.target) == (0..<500).map { "/\($0)" })
        #expect(try self.client.received().hasSuffix("\r\n\r\n/499"))
    }

    @Test func bytesOfTheNextRequestAreNotTheBodyOfThisOne() throws {
        try self.client.send(
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhiGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        #expect(self.client.exchanges[0].events == [.body("hi"), .end])
        self.client.exchanges[0].answer()
        #expect(self.client.exchanges.map(\.target) == ["/1", "/2"])
    }

    // MARK: The last request

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", true),
        ("GET / HTTP/1.0\r\n\r\n", true),
        ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false),
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", false),
    ])
    func clientDecidesWhetherItsRequestIsTheLast(request: String, isLast: Bool) throws {
        try self.client.send(request)
        try self.client.exchange().answer()
        #expect(try self.client.received().hasSuffix("\r\n\r\nok"))
        #expect(self.client.socket.isOutputClosed == isLast)
        #expect(self.client.isOpen)
        try self.client.send(request)
        #expect(self.client.exchanges.count == (isLast ? 1 : 2))
    }

    @Test func responseMayBeTheLastAsWell() throws {
        let exchange = try self.client.request()
        exchange.answer(isReusable: false)
        #expect(self.client.socket.isOutputClosed)
        #expect(exchange.events == [.end])
    }

    /// The end of the request is not waited for, and what is left of it must not be taken for another.
    @Test func responseBeforeTheEndOfTheRequestIsTheLast() throws {
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nGET ")
        let exchange = try self.client.exchange()
        exchange.answer("early")
        #expect(try self.client.received().hasSuffix("\r\n\r\nearly"))
        #expect(self.client.socket.isOutputClosed)
        try self.client.send("/x HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(self.client.exchanges.count == 1)
        #expect(exchange.events == [.body("GET ")])
    }

    @Test func responseMayBeginBeforeTheEndOfTheRequest() throws {
        try self.client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
        let exchange = try self.client.exchange()
        exchange.sendHead()
        exchange.send("x")
        exchange.responder.flush()
        try self.client.send("cd")
        exchange.responder.sendEnd()
        #expect(exchange.events == [.body("abcd"), .end])
        #expect(try self.client.received().hasSuffix("\r\n\r\n1\r\nx\r\n0\r\n\r\n"))
        #expect(!self.client.socket.isOutputClosed)
    }

    // MARK: Lingering

    @Test func clientThatDoesNotCloseIsClosed() throws {
        try self.client.request(fields: "Connection: close\r\n").answer()
        self.client.advance(seconds: 1)
        #expect(self.client.isOpen)
        self.client.advance(seconds: 2)
        #expect(!self.client.isOpen)
    }

    /// Closing while the client still sends could destroy the response on its way.
    @Test func clientThatStillSendsGetsMoreTimeButNotForEver() throws {
        try self.client.request(fields: "Connection: close\r\n").answer()
        for _ in 0..<20 {
            self.client.advance(seconds: 1)
            try self.client.send("more")
        }
        #expect(self.client.isOpen)
        for _ in 0..<20 where self.client.isOpen {
            self.client.advance(seconds: 1)
            if self.client.isOpen {
                try self.client.send("more")
            }
        }
        #expect(!self.client.isOpen)
    }

    /// What a slow client has not taken yet must not be cut off.
    @Test func timeToCloseBeginsWhenTheLastByteHasLeft() throws {
        self.client.socket.holdsLastBytes = true
        try self.client.request(fields: "Connection: close\r\n").answer()
        self.client.advance(seconds: 600)
        #expect(self.client.isOpen)
        self.client.socket.takeLastBytes()
        self.client.advance(seconds: 1)
        #expect(self.client.isOpen)
        self.client.advance(seconds: 2)
        #expect(!self.client.isOpen)
    }

    @Test func clientThatNeverTakesTheLastBytesIsClosedAsIdle() throws {
        self.client.socket.holdsLastBytes = true
        try self.client.request(fields: "Connection: close\r\n").answer()
        self.client.advance(seconds: 1799)
        #expect(self.client.isOpen)
        self.client.advance(seconds: 2)
        #expect(!self.client.isOpen)
        #expect(self.client.count(.clientIdleClosed) == 1)
    }
}
