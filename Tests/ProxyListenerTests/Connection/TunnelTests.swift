import HTTP1
import NIOCore
import ProxyFanout
import ProxyListener
import Testing

/// Connections that were upgraded to another protocol.
struct TunnelTests {
    let client: EmbeddedClient

    init() throws {
        var limits = Limits()
        limits.clientHeadBytes = 100
        limits.clientBodyTimeout = .seconds(10)
        limits.clientIdleTimeout = .seconds(100)
        self.client = try EmbeddedClient(limits: limits)
    }

    private func upgrade(earlyBytes: String = "") throws -> RecordingExchange {
        try self.client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n\(earlyBytes)")
        let exchange = try self.client.exchange()
        exchange.sendHead(101, fields: ["Upgrade": "x"], framing: .tunnel)
        exchange.responder.flush()
        return exchange
    }

    @Test func bytesGoBothWaysUntouched() throws {
        let exchange = try self.upgrade()
        #expect(try self.client.received() == "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")
        try self.client.send("GET / HTTP/1.1\r\n\r\n")
        #expect(exchange.events == [.end, .body("GET / HTTP/1.1\r\n\r\n")])
        exchange.send("0\r\n\r\n")
        exchange.responder.flush()
        #expect(try self.client.received() == "0\r\n\r\n")
        #expect(self.client.exchanges.count == 1)
    }

    @Test func bytesThatCameEarlyAreHandedOverFirst() throws {
        let exchange = try self.upgrade(earlyBytes: "early ")
        try self.client.send("late")
        #expect(exchange.events == [.end, .body("early late")])
    }

    @Test func readingGoesOnAfterManyEarlyBytes() throws {
        try self.client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + String(repeating: "x", count: 200))
        self.client.connection.read()
        let before = self.client.socket.readCount
        let exchange = try self.client.exchange()
        exchange.sendHead(101, framing: .tunnel)
        #expect(self.client.socket.readCount == before + 1)
        #expect(exchange.events == [.end, .body(String(repeating: "x", count: 200))])
    }

    @Test func tunnelEndsWithTheConnection() throws {
        let exchange = try self.upgrade()
        exchange.send("bye")
        exchange.responder.sendEnd()
        #expect(try self.client.received().hasSuffix("bye"))
        #expect(self.client.socket.isOutputClosed)
        try self.client.send("more")
        #expect(exchange.events == [.end])
    }

    @Test func clientThatLeavesIsReportedOnce() throws {
        let exchange = try self.upgrade()
        self.client.leave()
        #expect(exchange.events == [.end, .clientClosed])
    }

    /// A tunnel has no body that could be late, but it can be idle.
    @Test func silentTunnelIsClosedAsIdle() throws {
        let exchange = try self.upgrade()
        self.client.advance(seconds: 99)
        #expect(self.client.isOpen)
        self.client.advance(seconds: 2)
        #expect(!self.client.isOpen)
        #expect(exchange.events == [.end, .clientClosed])
        #expect(self.client.count(.clientTimeouts) == 0)
    }

    @Test func tunnelCanBePaused() throws {
        let exchange = try self.upgrade()
        exchange.responder.pauseReading()
        let before = self.client.socket.readCount
        self.client.connection.read()
        #expect(self.client.socket.readCount == before)
        exchange.responder.resumeReading()
        #expect(self.client.socket.readCount == before + 1)
    }
}
