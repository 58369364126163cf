import HTTP1
import NIOCore
import NIOEmbedded
import ProxyFanout
import Testing

@testable import ProxyUpstream

/// What a broken, malformed or silent origin means: reference, behaviour 1.6 and 3.6.
struct FailureTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// What came before the connection ended, and what the receiver is told.
    @Test(arguments: [
        ("", UpstreamError.Kind.closedBeforeResponse),
        ("HTTP/1.1 200 OK\r\nContent-Ty", .closedBeforeResponse),
        ("HTTP/1.1 100 Continue\r\n\r\n", .closedBeforeResponse),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart", .closedMidBody),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n", .closedMidBody),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n0\r\n", .closedMidBody),
    ])
    func responseThatBreaksOffFails(bytes: String, kind: UpstreamError.Kind) throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        try origin.send(bytes)
        origin.endInput()
        #expect(request.receiver.events.last == .failed(kind, .never))
        #expect(!request.receiver.events.contains(.end))
        #expect(!origin.isOpen(0))
    }

    @Test func bodyUntilTheEndOfTheConnectionIsWhole() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        try origin.send("HTTP/1.1 200 OK\r\n\r\nall ")
        try origin.send("of it")
        origin.endInput()
        #expect(request.receiver.events == [.writable(true), .head(200, .untilClose), .body("all of it"), .end])
        #expect(request.receiver.readCompletes == 3)
        #expect(!origin.isOpen(0))
    }

    @Test func resetIsNotTheEndOfABody() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        try origin.send("HTTP/1.1 200 OK\r\n\r\npart")
        origin.reset()
        #expect(request.receiver.events.last == .failed(.closedMidBody, .never))
    }

    @Test(arguments: [
        ("SSH-2.0-OpenSSH_9\r\n\r\n", HTTPDecodingError.malformedStartLine),
        ("HTTP/1.1 200 OK\r\nBad\r\n\r\n", .malformedField),
        ("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", .invalidContentLength),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .conflictingContentLengths),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", .unsupportedTransferCoding),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .malformedChunk),
        ("HTTP/2.0 200 OK\r\n\r\n", .unsupportedVersion),
    ])
    func malformedResponseFails(bytes: String, error: HTTPDecodingError) throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        try origin.send(bytes)
        #expect(request.receiver.events.last == .failed(.malformedResponse(error), .never))
        #expect(!origin.isOpen(0))
    }

    @Test func headWithTooManyFieldsFails() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        let fields = (1...65).map { "X-\($0): v\r\n" }.joined()
        try origin.send("HTTP/1.1 200 OK\r\n" + fields + "\r\n")
        #expect(request.receiver.events.last == .failed(.malformedResponse(.tooManyFields(limit: 64)), .never))
    }

    @Test func endlessHeadFails() throws {
        var limits = Limits()
        limits.originHeadBytes = 100
        let origin = EmbeddedOrigin(limits: limits)
        let request = origin.start()
        try origin.send("HTTP/1.1 200 OK\r\nX: ")
        try origin.send(String(repeating: "x", count: 100))
        #expect(request.receiver.events.last == .failed(.malformedResponse(.headTooLarge(limit: 100)), .never))
    }

    @Test(arguments: [("GET", UpstreamError.Retry.sameTargetFresh), ("POST", .never)])
    func reusedConnectionThatDiesSilentlyIsReplaced(method: String, retry: UpstreamError.Retry) throws {
        let origin = EmbeddedOrigin()
        _ = origin.start()
        try origin.send(Self.answer)
        let request = origin.start(method)
        origin.reset()
        #expect(request.receiver.events == [.failed(.closedBeforeResponse, retry)])
    }

    @Test func reusedConnectionThatAnsweredIsNotReplaced() throws {
        let origin = EmbeddedOrigin()
        _ = origin.start()
        try origin.send(Self.answer)
        let request = origin.start()
        try origin.send("H")
        origin.reset()
        #expect(request.receiver.events == [.failed(.closedBeforeResponse, .never)])
    }

    // MARK: Time

    @Test func silentOriginTimesOutAndTheNextTargetIsTried() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        origin.watch(after: .seconds(1799))
        #expect(request.receiver.events == [.writable(true)])
        origin.watch(after: .seconds(1800))
        #expect(request.receiver.events.last == .failed(.responseTimeout, .nextTarget))
        #expect(!origin.isOpen(0))
        #expect(origin.count(.originTimeouts) == 1)
    }

    @Test func trafficBeginsTheTimeOutAnew() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start("POST", framing: .length(10))
        _ = origin.pool.deadlineReached(now: .uptimeNanoseconds(0))
        request.exchange.sendBody(ByteBuffer(string: "12345"))
        _ = origin.pool.deadlineReached(now: .uptimeNanoseconds(0) + .seconds(1800))
        #expect(origin.isOpen(0))
        _ = origin.pool.deadlineReached(now: .uptimeNanoseconds(0) + .seconds(3600))
        #expect(request.receiver.events.last == .failed(.responseTimeout, .nextTarget))
    }

    @Test func bodyThatStallsTimesOut() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        try origin.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")
        origin.watch(after: .seconds(1800))
        #expect(request.receiver.events.last == .failed(.idleTimeout, .never))
    }

    @Test func pausedBodyDoesNotTimeOut() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        try origin.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")
        request.exchange.pauseReading()
        origin.watch(after: .seconds(10_000))
        #expect(origin.isOpen(0))
    }

    // MARK: Cancelling

    @Test func cancelClosesTheConnection() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        request.exchange.cancel()
        origin.loop.run()
        #expect(!origin.isOpen(0))
        #expect(request.receiver.events == [.writable(true)])
        request.exchange.sendBody(ByteBuffer(string: "x"))
        request.exchange.sendEnd()
        request.exchange.flush()
        request.exchange.pauseReading()
        request.exchange.resumeReading()
        request.exchange.cancel()
        #expect(!request.exchange.isWritable)
    }

    @Test func cancelWithinADeliveryIsTheEndOfIt() throws {
        let origin = EmbeddedOrigin()
        let request = origin.start()
        request.receiver.onEvent = { event in
            if case .head = event {
                request.exchange.cancel()
            }
        }
        try origin.send(Self.answer)
        #expect(request.receiver.events == [.writable(true), .head(200, .length(2))])
        #expect(request.receiver.readCompletes == 0)
        #expect(!origin.isOpen(0))
    }

    @Test func connectionOfACancelledRequestServesTheNext() throws {
        let origin = EmbeddedOrigin()
        let receiver = RecordingReceiver()
        let head = RequestHead(method: "GET", target: Array("/".utf8))
        let exchange = origin.pool.start(head, framing: .none, to: EmbeddedOrigin.endpoint, receiver: receiver)
        exchange.cancel()
        origin.loop.run()
        #expect(receiver.events.isEmpty)
        _ = origin.start()
        #expect(origin.connections.count == 1)
        #expect(try origin.received() == "GET / HTTP/1.1\r\n\r\n")
    }
}
