import HTTP1
import NIOCore
import NIOEmbedded
import ProxyFanout
import Testing

@testable import ProxyUpstream

/// How requests are written, and back-pressure both ways.
struct FlowTests {
    // MARK: Requests

    @Test func headKeepsItsBytes() throws {
        let origin = EmbeddedOrigin()
        _ = origin.start("PURGE", fields: ["hOST": "a.test", "X-Value": "1", "X-value": "2"])
        #expect(try origin.received() == "PURGE / HTTP/1.1\r\nhOST: a.test\r\nX-Value: 1\r\nX-value: 2\r\n\r\n")
    }

    @Test func nothingLeavesBeforeAFlush() throws {
        let origin = EmbeddedOrigin()
        _ = origin.start()
        _ = try origin.received()
        try origin.send("HTTP/1.1 204 No Content\r\n\r\n")
        let head = RequestHead(method: "GET", target: Array("/2".utf8))
        let exchange = origin.pool.start(
            head,
            framing: .none,
            to: EmbeddedOrigin.endpoint,
            receiver: RecordingReceiver()
        )
        #expect(try origin.received() == "")
        exchange.flush()
        #expect(try origin.received() == "GET /2 HTTP/1.1\r\n\r\n")
    }

    @Test func flushWithoutAWriteDoesNotReachTheSocket() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start("POST", framing: .length(2))
        let flushes = origin.calls[0].flushes
        request.exchange.flush()
        #expect(origin.calls[0].flushes == flushes)
        request.exchange.sendBody(ByteBuffer(string: "ok"))
        request.exchange.sendEnd()
        request.exchange.flush()
        #expect(origin.calls[0].flushes == flushes + 1)
    }

    @Test func chunksAreFramedWithoutCopyingTheirContent() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start("POST", framing: .chunked)
        _ = try origin.received()
        request.exchange.sendBody(ByteBuffer(string: String(repeating: "x", count: 26)))
        request.exchange.sendBody(ByteBuffer())
        request.exchange.sendBody(ByteBuffer(string: "ab"))
        request.exchange.sendEnd()
        let expected = "1a\r\n" + String(repeating: "x", count: 26) + "\r\n2\r\nab\r\n0\r\n\r\n"
        #expect(try origin.received() == expected)
    }

    @Test func trailersFollowTheLastChunk() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start("POST", framing: .chunked)
        _ = try origin.received()
        request.exchange.sendEnd(trailers: ["X-Sum": "1"])
        #expect(try origin.received() == "0\r\nX-Sum: 1\r\n\r\n")
    }

    @Test func bodySentBeforeTheConnectionIsMadeFollowsTheHead() throws {
        let origin = EmbeddedOrigin()
        let receiver = RecordingReceiver()
        let head = RequestHead(method: "POST", target: Array("/".utf8), fields: ["Content-Length": "4"])
        let exchange = origin.pool.start(head, framing: .length(4), to: EmbeddedOrigin.endpoint, receiver: receiver)
        #expect(!exchange.isWritable)
        exchange.sendBody(ByteBuffer(string: "ab"))
        exchange.sendBody(ByteBuffer(string: "cd"))
        exchange.sendEnd()
        origin.loop.run()
        #expect(try origin.received() == "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nabcd")
        #expect(exchange.isWritable)
        #expect(receiver.events == [.writable(true)])
    }

    @Test(arguments: [("abcdef", false), ("abc", true)])
    func bodyOfAnotherLengthThanAnnouncedIsNotPassedOff(body: String, ends: Bool) throws {
        // Harm: the origin would read what is too much as a second request, or wait for what is missing.
        let origin = EmbeddedOrigin()
        let request = origin.start("POST", framing: .length(4))
        _ = try origin.received()
        request.exchange.sendBody(ByteBuffer(string: body))
        if ends {
            request.exchange.sendEnd()
        }
        origin.loop.run()
        #expect(!origin.isOpen(0))
        #expect(request.receiver.events.last == .failed(.closedBeforeResponse, .never))
    }

    @Test func earlyResponseIsDeliveredAndEndsTheConnection() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start("POST", framing: .length(10))
        request.exchange.sendBody(ByteBuffer(string: "12345"))
        try origin.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno!")
        #expect(request.receiver.events.suffix(3) == [.head(413, .length(3)), .body("no!"), .end])
        #expect(!origin.isOpen(0))
        request.exchange.sendBody(ByteBuffer(string: "67890"))
        request.exchange.sendEnd()
    }

    @Test func writabilityIsReported() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start("POST", framing: .chunked)
        origin.connections[0].isWritable = false
        origin.connections[0].pipeline.fireChannelWritabilityChanged()
        #expect(!request.exchange.isWritable)
        origin.connections[0].isWritable = true
        origin.connections[0].pipeline.fireChannelWritabilityChanged()
        #expect(request.receiver.events == [.writable(true), .writable(false), .writable(true)])
    }

    // MARK: Responses

    @Test func pausedReceiverGetsNothingMore() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        request.receiver.onEvent = { event in
            if case .head = event {
                request.exchange.pauseReading()
            }
        }
        let readsBefore = origin.calls[0].reads
        try origin.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")
        #expect(request.receiver.events == [.writable(true), .head(200, .length(5))])
        #expect(origin.calls[0].reads == readsBefore)

        request.exchange.resumeReading()
        #expect(request.receiver.events == [.writable(true), .head(200, .length(5))])
        origin.loop.run()
        #expect(request.receiver.events.last == .body("hel"))
        #expect(origin.calls[0].reads == readsBefore + 1)
        try origin.send("lo")
        #expect(request.receiver.events.suffix(2) == [.body("hello"), .end])
        #expect(origin.isOpen(0))
        #expect(request.receiver.readCompletes == 3)
    }

    @Test func pauseAtTheLastByteHoldsOnlyTheEndBack() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        request.receiver.onEvent = { event in
            if case .body = event {
                request.exchange.pauseReading()
            }
        }
        try origin.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(request.receiver.events.last == .body("ok"))
        request.exchange.resumeReading()
        origin.loop.run()
        #expect(request.receiver.events.last == .end)
        #expect(origin.isOpen(0))
    }

    @Test func pauseBeforeTheConnectionIsMadeCounts() throws {
        let origin = EmbeddedOrigin()
        let receiver = RecordingReceiver()
        let head = RequestHead(method: "GET", target: Array("/".utf8))
        let exchange = origin.pool.start(head, framing: .none, to: EmbeddedOrigin.endpoint, receiver: receiver)
        exchange.pauseReading()
        origin.loop.run()
        try origin.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(receiver.events == [.writable(true)])
        exchange.resumeReading()
        origin.loop.run()
        #expect(receiver.events.last == .end)
    }

    @Test func resumeAfterPauseInTheSameTurnGoesOn() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        request.receiver.onEvent = { event in
            if case .head = event {
                request.exchange.pauseReading()
                request.exchange.resumeReading()
            }
        }
        try origin.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(request.receiver.events.suffix(2) == [.body("ok"), .end])
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true, RecordingReceiver.Event.end),
        ("HTTP/1.1 200 OK\r\n\r\nok", true, .end),
        ("HTTP/1.1 200 OK\r\n\r\nok", false, .failed(.closedMidBody, .never)),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", true, .failed(.closedMidBody, .never)),
    ])
    func endOfTheConnectionWaitsForAPausedReceiver(
        response: String,
        isClean: Bool,
        expected: RecordingReceiver.Event
    ) throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        request.receiver.onEvent = { event in
            if case .head = event {
                request.exchange.pauseReading()
            }
        }
        try origin.send(response)
        isClean ? origin.endInput() : origin.reset()
        #expect(request.receiver.events.count == 2)
        request.exchange.resumeReading()
        origin.loop.run()
        #expect(request.receiver.events.suffix(2) == [.body("ok"), expected])
        #expect(!origin.isOpen(0))
    }

    @Test func pausedExchangeCanBeCancelledAfterTheConnectionEnded() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        request.exchange.pauseReading()
        try origin.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        origin.reset()
        request.exchange.resumeReading()
        request.exchange.cancel()
        origin.loop.run()
        #expect(request.receiver.events == [.writable(true)])
        #expect(origin.pool.deadlineReached(now: .uptimeNanoseconds(0)) == nil)
    }
}
