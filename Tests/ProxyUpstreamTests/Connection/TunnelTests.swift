import HTTP1
import NIOCore
import NIOEmbedded
import ProxyFanout
import Testing

@testable import ProxyUpstream

/// Upgrades: after status 101 the connection carries another protocol (RFC 9110, section 7.8).
struct TunnelTests {
    private static let upgrade: HeaderFields = ["Connection": "Upgrade", "Upgrade": "test"]
    private static let switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: test\r\n\r\n"

    @Test func bytesFlowBothWays() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start(fields: Self.upgrade)
        _ = try origin.received()
        try origin.send(Self.switching + "first")
        #expect(request.receiver.events == [.writable(true), .head(101, .tunnel), .body("first")])
        request.exchange.sendBody(ByteBuffer(string: "GET / HTTP/1.1\r\n"))
        request.exchange.flush()
        #expect(try origin.received() == "GET / HTTP/1.1\r\n")
        try origin.send(" HTTP/1.1 200 OK\r\n\r\n")
        #expect(request.receiver.events.last == .body("first HTTP/1.1 200 OK\r\n\r\n"))
    }

    @Test func originMayEndFirst() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start(fields: Self.upgrade)
        _ = try origin.received()
        try origin.send(Self.switching + "bye")
        origin.endInput()
        #expect(request.receiver.events.suffix(2) == [.body("bye"), .end])
        #expect(origin.isOpen(0))
        request.exchange.sendBody(ByteBuffer(string: "last words"))
        request.exchange.sendEnd()
        origin.loop.run()
        #expect(try origin.received() == "last words")
        #expect(!origin.isOpen(0))
        #expect(request.receiver.events.last == .end)
    }

    @Test func resetAfterTheEndOfTheOriginsHalfFails() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start(fields: Self.upgrade)
        try origin.send(Self.switching)
        origin.endInput()
        origin.reset()
        #expect(request.receiver.events.suffix(2) == [.end, .failed(.closedMidBody, .never)])
    }

    @Test func resetFails() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start(fields: Self.upgrade)
        try origin.send(Self.switching)
        origin.reset()
        #expect(request.receiver.events.last == .failed(.closedMidBody, .never))
    }

    @Test func refusedUpgradeIsAnOrdinaryResponse() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start(fields: Self.upgrade)
        try origin.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
        #expect(request.receiver.events.suffix(3) == [.head(403, .length(2)), .body("no"), .end])
        #expect(origin.isOpen(0))
    }

    @Test func upgradeNobodyAskedForFails() throws {
        // Harm: what follows would be taken for a tunnel here and for a response by the client.
        let origin = EmbeddedOrigin()
        let request = origin.start()
        try origin.send(Self.switching)
        #expect(request.receiver.events.last == .failed(.unexpectedUpgrade, .never))
        #expect(!origin.isOpen(0))
    }

    @Test func silentTunnelTimesOut() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start(fields: Self.upgrade)
        try origin.send(Self.switching)
        origin.watch(after: .seconds(1800))
        #expect(request.receiver.events.last == .failed(.idleTimeout, .never))
    }
}
