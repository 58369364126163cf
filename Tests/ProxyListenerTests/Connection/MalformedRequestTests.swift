import HTTP1
import NIOCore
import ProxyFanout
import ProxyListener
import Testing

/// What clients get for requests that break the rules or the limits (reference: behaviour 3.9).
struct MalformedRequestTests {
    private static func limits() -> Limits {
        var limits = Limits()
        limits.clientHeadBytes = 200
        limits.headerFieldCount = 4
        limits.targetBytes = 40
        return limits
    }

    @Test(arguments: [
        ("nonsense\r\n\r\n", "400 Bad Request", "Failed to parse request: invalid request line\n"),
        ("GET  / HTTP/1.1\r\n\r\n", "400 Bad Request", "Failed to parse request: invalid request line\n"),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400 Bad Request", "Failed to parse request: invalid header\n"),
        ("GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", "400 Bad Request", "Failed to parse request: invalid header\n"),
        (
            "POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", "400 Bad Request",
            "Failed to parse request: invalid content length\n"
        ),
        (
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400 Bad Request",
            "Failed to parse request: conflicting content lengths\n"
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "501 Not Implemented",
            "Failed to parse request: unsupported transfer encoding\n"
        ),
        (
            "GET / HTTP/2.0\r\n\r\n", "505 HTTP Version Not Supported",
            "Failed to parse request: unsupported HTTP version\n"
        ),
    ])
    func requestThatIsNoneIsAnsweredAndTheConnectionClosed(request: String, status: String, body: String) throws {
        let client = try EmbeddedClient(limits: Self.limits())
        try client.send(request)
        let expected =
            "HTTP/1.1 \(status)\r\nContent-Type: text/plain\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n\(body)"
        #expect(try client.received() == expected)
        #expect(client.socket.isOutputClosed)
        #expect(client.exchanges.isEmpty)
        #expect(client.count(.clientRequestsMalformed) == 1)
        #expect(client.count(.clientRequests) == 0)
    }

    @Test(arguments: [
        (
            "GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 300))", 431,
            "Request header size exceeded limit of 200 bytes."
        ),
        (
            "GET / HTTP/1.1\r\n\(String(repeating: "A: b\r\n", count: 5))\r\n", 431,
            "Number of request headers exceeded limit of 4."
        ),
        (
            "GET /\(String(repeating: "x", count: 40)) HTTP/1.1\r\n\r\n", 414,
            "Request target size exceeded limit of 40 bytes."
        ),
    ])
    func headOverALimitIsAnsweredWithTheLimit(request: String, status: Int, message: String) throws {
        let client = try EmbeddedClient(limits: Self.limits())
        try client.send(request)
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 \(status) "))
        #expect(text.contains("\r\nConnection: close\r\n"))
        #expect(text.hasSuffix("\r\n\r\n\(message)\n"))
        #expect(client.socket.isOutputClosed)
        #expect(client.count(.clientHeadsTooLarge) == 1)
        #expect(client.count(.clientRequestsMalformed) == 0)
    }

    @Test func nothingIsReadAfterTheFault() throws {
        let client = try EmbeddedClient()
        try client.send("nonsense\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try client.received()
        try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.exchanges.isEmpty)
        #expect(try client.received() == "")
        client.advance(seconds: 5)
        #expect(!client.isOpen)
    }

    @Test func faultInALaterRequestDoesNotHarmTheFirst() throws {
        let client = try EmbeddedClient()
        try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n")
        #expect(try client.received() == "")
        try client.exchange().answer("first")
        let text = try client.received()
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirstHTTP/1.1 400 Bad Request\r\n"))
        #expect(client.socket.isOutputClosed)
        #expect(try client.exchange().events == [.end])
    }

    @Test func faultInABodyEndsItsExchange() throws {
        let client = try EmbeddedClient()
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n")
        try client.send("nonsense\r\n")
        let exchange = try client.exchange()
        #expect(exchange.events == [.body("hi"), .clientClosed])
        #expect(try client.received().hasSuffix("\r\n\r\nFailed to parse request: invalid chunk\n"))
        exchange.answer("late")
        #expect(try client.received() == "")
    }

    /// The client can tell that its response is incomplete only when the connection breaks off.
    @Test func faultInABodyWhoseResponseHasBegunBreaksTheConnectionOff() throws {
        let client = try EmbeddedClient()
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n")
        let exchange = try client.exchange()
        exchange.sendHead()
        exchange.responder.flush()
        _ = try client.received()
        try client.send("nonsense\r\n")
        #expect(exchange.events == [.body("hi"), .clientClosed])
        #expect(try client.received() == "")
        #expect(!client.isOpen)
    }

    /// A request with two lengths is how requests are smuggled.
    @Test func requestWithTwoKindsOfLengthGetsNoAnswer() throws {
        let client = try EmbeddedClient()
        try client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        )
        #expect(client.exchanges.isEmpty)
        #expect(try client.received() == "")
        #expect(!client.isOpen)
        #expect(client.count(.clientRequestsMalformed) == 1)
    }
}
