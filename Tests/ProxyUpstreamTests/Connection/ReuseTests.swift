import HTTP1
import NIOCore
import NIOEmbedded
import ProxyFanout
import Testing

@testable import ProxyUpstream

/// When a connection serves another request, and when it must not: RFC 9112, section 9.
struct ReuseTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func nextRequestUsesTheSameConnection() throws {
        let origin = EmbeddedOrigin()
        let first = origin.start()
        #expect(try origin.received() == "GET / HTTP/1.1\r\n\r\n")
        try origin.send(Self.answer)
        #expect(first.receiver.events == [.writable(true), .head(200, .length(2)), .body("ok"), .end])
        #expect(first.receiver.readCompletes == 1)

        let second = origin.start("HEAD")
        #expect(try origin.received() == "HEAD / HTTP/1.1\r\n\r\n")
        try origin.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
        #expect(second.receiver.events == [.head(200, .none), .end])
        #expect(origin.connections.count == 1)
        #expect(origin.count(.originConnections) == 1)
        #expect(origin.count(.originConnectionsReused) == 1)
    }

    @Test func requestsAtTheSameTimeUseTwoConnections() throws {
        let origin = EmbeddedOrigin()
        let first = origin.start()
        let second = origin.start()
        try origin.send(Self.answer, over: 1)
        try origin.send(Self.answer, over: 0)
        #expect(first.receiver.events.last == .end)
        #expect(second.receiver.events.last == .end)
        #expect(origin.connections.count == 2)
    }

    @Test func otherEndpointUsesAnotherConnection() throws {
        let origin = EmbeddedOrigin()
        _ = origin.start()
        try origin.send(Self.answer)
        _ = origin.start(endpoint: OriginEndpoint(host: "origin.test", port: 81))
        _ = origin.start(endpoint: OriginEndpoint(host: "origin.test", port: 80, addressPolicy: .publicOnly))
        #expect(origin.connections.count == 3)
    }

    @Test func freshConnectionIsMadeOnRequest() throws {
        let origin = EmbeddedOrigin()
        _ = origin.start()
        try origin.send(Self.answer)
        _ = origin.start(allowsReuse: false)
        #expect(origin.connections.count == 2)
    }

    /// Bytes, and whether the connection may be used again after them.
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true),
        ("HTTP/1.1 204 No Content\r\n\r\n", true),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n", true),
        ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", true),
        ("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true),
        ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", false),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", false),
        ("HTTP/1.1 200 OK\r\nConnection: Foo, CLOSE\r\nContent-Length: 2\r\n\r\nok", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok!", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok", false),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n", false),
        ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", false),
    ])
    func connectionIsUsedAgainOnlyAfterSoundFraming(response: String, isReused: Bool) throws {
        let origin = EmbeddedOrigin()
        let first = origin.start()
        try origin.send(response)
        #expect(first.receiver.events.last == .end)
        #expect(origin.isOpen(0) == isReused)
        _ = origin.start()
        #expect(origin.connections.count == (isReused ? 1 : 2))
    }

    @Test func responseIsUnderstoodByteByByte() throws {
        let origin = EmbeddedOrigin()
        let first = origin.start()
        let response =
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        for byte in response {
            try origin.send(String(byte))
        }
        let expected: [RecordingReceiver.Event] = [
            .writable(true), .informational(100), .head(200, .chunked), .body("abc"), .end,
        ]
        #expect(first.receiver.events == expected)
        #expect(origin.isOpen(0))
    }

    @Test func byteWithinTheSameReadTurnIsASurprise() throws {
        // Harm: the byte would be taken for the beginning of the answer to the next request.
        let origin = EmbeddedOrigin()
        _ = origin.start()
        let connection = origin.connections[0]
        connection.pipeline.fireChannelRead(ByteBuffer(string: Self.answer))
        connection.pipeline.fireChannelRead(ByteBuffer(string: "H"))
        connection.pipeline.fireChannelReadComplete()
        origin.loop.run()
        #expect(!origin.isOpen(0))
    }

    @Test func byteWhileIdleClosesTheConnection() throws {
        // Harm: as above, sent a moment later.
        let origin = EmbeddedOrigin()
        _ = origin.start()
        try origin.send(Self.answer)
        try origin.send("HTTP/1.1 408 Request Timeout\r\n\r\n")
        #expect(!origin.isOpen(0))
        #expect(origin.count(.originFramingSurprises) == 1)
        let next = origin.start()
        try origin.send(Self.answer)
        #expect(origin.connections.count == 2)
        #expect(next.receiver.events.last == .end)
    }

    @Test(arguments: [true, false])
    func idleConnectionThatTheOriginClosesIsForgotten(isClean: Bool) throws {
        let origin = EmbeddedOrigin()
        _ = origin.start()
        try origin.send(Self.answer)
        isClean ? origin.endInput() : origin.reset()
        #expect(!origin.isOpen(0))
        _ = origin.start()
        #expect(origin.connections.count == 2)
    }

    @Test func connectionClosedWithinThisTurnIsNotUsed() throws {
        let origin = EmbeddedOrigin()
        _ = origin.start()
        try origin.send(Self.answer)
        origin.connections[0].close(promise: nil)
        let next = origin.start()
        try origin.send(Self.answer)
        #expect(origin.connections.count == 2)
        #expect(next.receiver.events.last == .end)
    }

    @Test func idleConnectionIsClosedAfterItsTime() throws {
        let origin = EmbeddedOrigin()
        _ = origin.start()
        try origin.send(Self.answer)
        origin.watch(after: .seconds(54))
        #expect(origin.isOpen(0))
        origin.watch(after: .seconds(55))
        #expect(!origin.isOpen(0))
        #expect(origin.count(.originConnectionsIdleClosed) == 1)
        #expect(origin.pool.deadlineReached(now: .uptimeNanoseconds(0)) == nil)
    }

    @Test func watchingBeginsAndEndsWithTheConnections() throws {
        let origin = EmbeddedOrigin()
        _ = origin.start()
        try origin.send(Self.answer)
        origin.loop.advanceTime(by: .seconds(50))
        #expect(origin.isOpen(0))
        origin.loop.advanceTime(by: .seconds(10))
        #expect(!origin.isOpen(0))
        _ = origin.start()
        try origin.send(Self.answer)
        #expect(origin.isOpen(1))
        origin.loop.advanceTime(by: .seconds(60))
        #expect(!origin.isOpen(1))
    }

    @Test func surplusIdleConnectionsAreClosed() throws {
        var limits = Limits()
        limits.originIdleConnections = 2
        let origin = EmbeddedOrigin(limits: limits)
        for _ in 0..<3 {
            _ = origin.start()
        }
        for index in 0..<3 {
            try origin.send(Self.answer, over: index)
        }
        #expect([0, 1, 2].map(origin.isOpen) == [true, true, false])
    }

    @Test func requestOverTheConnectionLimitFails() throws {
        var limits = Limits()
        limits.originConnections = 1
        let origin = EmbeddedOrigin(limits: limits)
        _ = origin.start()
        let second = origin.start()
        #expect(second.receiver.events == [.failed(.poolExhausted, .nextTarget)])
        #expect(origin.count(.originConnectionsRefused) == 1)
    }

    @Test func refusedConnectionMakesRoomForAnother() {
        var limits = Limits()
        limits.originConnections = 1
        let origin = EmbeddedOrigin(limits: limits)
        origin.refusal = .connectionRefused
        #expect(origin.start().receiver.events == [.failed(.connectionRefused, .nextTarget)])
        #expect(origin.start().receiver.events == [.failed(.connectionRefused, .nextTarget)])
    }

    @Test func closedPoolLetsRequestsFinish() throws {
        let origin = EmbeddedOrigin()
        _ = origin.start()
        let running = origin.start()
        try origin.send(Self.answer, over: 0)
        origin.pool.close()
        origin.loop.run()
        #expect(!origin.isOpen(0))
        try origin.send(Self.answer, over: 1)
        #expect(running.receiver.events.last == .end)
        #expect(!origin.isOpen(1))
        #expect(origin.start().receiver.events == [.failed(.poolExhausted, .nextTarget)])
    }

    @Test func receiverMayStartTheNextRequestWhenTheTurnEnds() throws {
        let origin = EmbeddedOrigin()
        let first = origin.start()
        var second: (receiver: RecordingReceiver, exchange: UpstreamExchange)?
        first.receiver.onEvent = { event in
            guard event == .readComplete else { return }
            first.receiver.onEvent = { _ in }
            second = origin.start()
        }
        try origin.send(Self.answer)
        try origin.send(Self.answer)
        #expect(second?.receiver.events.last == .end)
        #expect(origin.connections.count == 1)
    }
}
