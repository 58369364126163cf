import HTTP1
import NIOCore
import NIOPosix
import ProxyFanout
import Synchronization
import Testing

@testable import ProxyUpstream

/// The pool over real sockets of the loopback interface.
struct SocketTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    private static let answered: [RecordingReceiver.Event] = [.head(200, .length(2)), .body("ok"), .end]

    private func endpoint(_ origin: LoopbackOrigin, host: String = "127.0.0.1") -> OriginEndpoint {
        OriginEndpoint(host: host, port: origin.port)
    }

    @Test func requestsInARowShareAConnection() async throws {
        let origin = try await LoopbackOrigin { _ in .send(Self.answer) }
        let client = try await SocketClient()
        for _ in 0..<5 {
            #expect(try await client.request(to: self.endpoint(origin)) == Self.answered)
        }
        #expect(origin.connectionCount == 1)
        #expect(try await client.count(.originConnectionsReused) == 4)
        try await origin.stop()
    }

    @Test func hostNameIsLookedUp() async throws {
        let origin = try await LoopbackOrigin { _ in .send(Self.answer) }
        let client = try await SocketClient()
        #expect(try await client.request(to: self.endpoint(origin, host: "localhost")) == Self.answered)
        try await origin.stop()
    }

    @Test(arguments: ["::1", "[::1]"])
    func addressOfVersionSixIsConnectedTo(host: String) async throws {
        guard let origin = try? await LoopbackOrigin(host: "::1", answer: { _ in .send(Self.answer) }) else {
            return  // This machine has no IPv6.
        }
        let client = try await SocketClient()
        #expect(try await client.request(to: self.endpoint(origin, host: host)) == Self.answered)
        try await origin.stop()
    }

    @Test func originThatClosesAfterEachAnswerIsConnectedToAnew() async throws {
        let origin = try await LoopbackOrigin { _ in
            .finish("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
        }
        let client = try await SocketClient()
        for number in 0..<3 {
            #expect(try await client.request(to: self.endpoint(origin)) == Self.answered)
            #expect(await origin.nextClose() == number)
        }
        #expect(origin.connectionCount == 3)
        try await origin.stop()
    }

    @Test func staleConnectionAsksForAFreshOne() async throws {
        let origin = try await LoopbackOrigin { request in
            request.connection == 0 && request.answersBefore == 1 ? .close : .send(Self.answer)
        }
        let client = try await SocketClient()
        _ = try await client.request(to: self.endpoint(origin))
        let stale = try await client.request(to: self.endpoint(origin))
        #expect(stale == [.failed(.closedBeforeResponse, .sameTargetFresh)])
        let fresh = try await client.request(to: self.endpoint(origin), allowsReuse: false)
        #expect(fresh == Self.answered)
        try await origin.stop()
    }

    @Test func originThatClosesWithoutAnAnswerIsFinal() async throws {
        let origin = try await LoopbackOrigin { _ in .close }
        let client = try await SocketClient()
        let events = try await client.request(to: self.endpoint(origin))
        #expect(events == [.failed(.closedBeforeResponse, .never)])
        try await origin.stop()
    }

    @Test(arguments: ["POST", "GET"])
    func requestThatMustNotBeRepeatedTakesNoStaleConnection(method: String) async throws {
        let origin = try await LoopbackOrigin { request in
            request.connection == 0 ? .finish(Self.answer) : .send(Self.answer)
        }
        let client = try await SocketClient()
        let endpoint = self.endpoint(origin)
        let second = client.loop.makePromise(of: [RecordingReceiver.Event].self)
        _ = try await client.request(
            to: endpoint,
            onEvent: { _, event in
                guard event == .readComplete else { return }
                // Holds the loop up until the end of the connection has come, but not been noticed.
                while origin.finishedCount == 0 {}
                client.start(method, to: endpoint).cascade(to: second)
            }
        )
        let events = try await second.futureResult.get()
        #expect(events == (method == "POST" ? Self.answered : [.failed(.closedBeforeResponse, .sameTargetFresh)]))
        try await origin.stop()
    }

    // MARK: Connections that cannot be made

    @Test func refusedConnectionMovesOn() async throws {
        let client = try await SocketClient()
        for host in ["127.0.0.1", "localhost"] {
            let endpoint = OriginEndpoint(host: host, port: try await LoopbackOrigin.unusedPort())
            #expect(try await client.request(to: endpoint) == [.failed(.connectionRefused, .nextTarget)])
        }
    }

    @Test func unknownNameMovesOn() async throws {
        let client = try await SocketClient()
        // A label may have 63 bytes, so no name server is asked.
        let endpoint = OriginEndpoint(host: String(repeating: "x", count: 64) + ".invalid", port: 80)
        #expect(try await client.request(to: endpoint) == [.failed(.nameNotFound, .nextTarget)])
    }

    @Test(arguments: ["127.0.0.1", "localhost", "[::1]", "::ffff:127.0.0.1", "0.0.0.0"])
    func untrustedTargetCannotReachThisMachine(host: String) async throws {
        let origin = try await LoopbackOrigin { _ in .send(Self.answer) }
        let client = try await SocketClient()
        let endpoint = OriginEndpoint(host: host, port: origin.port, addressPolicy: .publicOnly)
        #expect(try await client.request(to: endpoint) == [.failed(.addressBlocked, .never)])
        #expect(origin.connectionCount == 0)
        #expect(try await client.count(.originAddressesBlocked) == 1)
        try await origin.stop()
    }

    @Test(arguments: [0, -1, 65_536, Int.max])
    func portThatIsNoneMovesOn(port: Int) async throws {
        let client = try await SocketClient()
        for host in ["127.0.0.1", "localhost"] {
            let events = try await client.request(to: OriginEndpoint(host: host, port: port))
            #expect(events == [.failed(.unreachable, .nextTarget)])
        }
    }

    // MARK: Bodies

    @Test func chunkedUploadArrives() async throws {
        let received = Mutex("")
        let origin = try await LoopbackOrigin { request in
            guard request.text.hasSuffix("0\r\n\r\n") else { return .wait }
            received.withLock { $0 = request.text }
            return .send(Self.answer)
        }
        let client = try await SocketClient()
        let events = try await client.request(
            "POST",
            to: self.endpoint(origin),
            fields: ["Transfer-Encoding": "chunked"],
            framing: .chunked,
            body: ByteBuffer(string: "hello")
        )
        #expect(events == Self.answered)
        let expected = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        #expect(received.withLock { $0 } == expected)
        try await origin.stop()
    }

    @Test func uploadStopsWhileTheOriginDoesNotTakeIt() async throws {
        let size = 24 << 20
        let head = "POST / HTTP/1.1\r\n\r\n"
        let origin = try await LoopbackOrigin { request in
            request.text.utf8.count == size + head.utf8.count ? .send(Self.answer) : .wait
        }
        let client = try await SocketClient()
        let block = ByteBuffer(repeating: 0x78, count: 65_536)
        let sent = Mutex(0)
        let send: @Sendable (SocketClient.Running) -> Void = { running in
            guard let exchange = running.exchange else { return }
            while exchange.isWritable, sent.withLock({ $0 }) < size {
                sent.withLock { $0 += block.readableBytes }
                exchange.sendBody(block)
                exchange.flush()
            }
        }
        let events = try await client.request(
            "POST",
            to: self.endpoint(origin),
            framing: .length(size),
            onEvent: { running, event in
                if event == .writable(true) {
                    send(running)
                }
            }
        )
        #expect(events == Self.answered)
        #expect(origin.receivedByteCount == size + head.utf8.count)
        try await origin.stop()
    }

    @Test func slowReceiverSlowsTheOriginDown() async throws {
        let size = 64 << 20
        let origin = try await LoopbackOrigin { request in
            request.connection == 0
                ? .stream(head: "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n", byteCount: size)
                : .send(Self.answer)
        }
        let client = try await SocketClient()
        let endpoint = self.endpoint(origin)
        let (pauses, paused) = AsyncStream<NIOLoopBound<SocketClient.Running>>.makeStream()
        async let download = client.request(
            to: endpoint,
            keepsBody: false,
            onEvent: { running, event in
                let bound = NIOLoopBound(running, eventLoop: client.loop)
                switch event {
                case .head:
                    running.exchange?.pauseReading()
                    paused.yield(bound)
                case .body:
                    running.exchange?.pauseReading()
                    client.loop.execute { bound.value.exchange?.resumeReading() }
                default:
                    break
                }
            }
        )
        var handles = pauses.makeAsyncIterator()
        let running = try #require(await handles.next())
        // Other requests are served meanwhile; each of them takes several turns of both loops.
        for _ in 0..<100 {
            #expect(try await client.request(to: endpoint) == Self.answered)
        }
        #expect(origin.streamedByteCount < size)
        let delivered = try await client.loop.submit { running.value.receiver.bodyByteCount }.get()
        #expect(delivered == 0)

        client.loop.execute { running.value.exchange?.resumeReading() }
        #expect(try await download == [.head(200, .length(size)), .end])
        let total = try await client.loop.submit { running.value.receiver.bodyByteCount }.get()
        #expect(total == size)
        try await origin.stop()
    }

    @Test(arguments: [true, false])
    func earlyAnswerArrivesThoughTheOriginEndsTheUpload(byReset: Bool) async throws {
        let answer = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno"
        let origin = try await LoopbackOrigin { _ in byReset ? .reject(answer) : .finish(answer) }
        let client = try await SocketClient()
        let size = 32 << 20
        let sent = Mutex(0)
        let events = try await client.request(
            "POST",
            to: self.endpoint(origin),
            framing: .length(size),
            onEvent: { running, event in
                guard event == .writable(true), sent.withLock({ $0 }) < size else { return }
                sent.withLock { $0 += 65_536 }
                running.exchange?.sendBody(ByteBuffer(repeating: 0x78, count: 65_536))
                running.exchange?.flush()
            }
        )
        #expect(events == [.head(413, .length(2)), .body("no"), .end])
        try await origin.stop()
    }

    // MARK: Ends

    @Test func originNoticesThatTheClientLeft() async throws {
        let origin = try await LoopbackOrigin { _ in .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart") }
        let client = try await SocketClient()
        let endpoint = self.endpoint(origin)
        async let request = client.request(
            to: endpoint,
            onEvent: { running, event in
                if case .body = event {
                    running.exchange?.cancel()
                    running.finish()
                }
            }
        )
        #expect(await origin.nextClose() == 0)
        #expect(try await request == [.head(200, .length(9)), .body("part")])
        try await origin.stop()
    }

    @Test func silentOriginTimesOut() async throws {
        var limits = Limits()
        limits.originResponseTimeout = .milliseconds(10)
        let origin = try await LoopbackOrigin { _ in .wait }
        let client = try await SocketClient(limits: limits)
        let events = try await client.request(to: self.endpoint(origin))
        #expect(events == [.failed(.responseTimeout, .nextTarget)])
        #expect(await origin.nextClose() == 0)
        try await origin.stop()
    }

    @Test func tunnelCarriesBytesBothWaysUntilBothEnd() async throws {
        let origin = try await LoopbackOrigin { request in
            switch request.answersBefore {
            case 0: .send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\nhello ")
            default: .finish(request.text)
            }
        }
        let client = try await SocketClient()
        let events = try await client.request(
            to: self.endpoint(origin),
            fields: ["Connection": "Upgrade", "Upgrade": "echo"],
            onEvent: { running, event in
                switch event {
                case .head:
                    running.exchange?.sendBody(ByteBuffer(string: "world"))
                    running.exchange?.flush()
                case .end:
                    running.exchange?.sendEnd()
                default:
                    break
                }
            }
        )
        #expect(events == [.head(101, .tunnel), .body("hello world"), .end])
        #expect(await origin.nextClose() == 0)
        try await origin.stop()
    }

    @Test func tunnelOutlivesTheEndOfTheClientsHalf() async throws {
        let origin = try await LoopbackOrigin { request in
            request.answersBefore == 0
                ? .send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\n")
                : .stream(head: "", byteCount: 4 << 20)
        }
        let client = try await SocketClient()
        let endpoint = self.endpoint(origin)
        let received = Mutex(0)
        let events = try await client.request(
            to: endpoint,
            fields: ["Upgrade": "echo"],
            keepsBody: false,
            onEvent: { running, event in
                received.withLock { $0 = running.receiver.bodyByteCount }
                if case .head = event {
                    running.exchange?.sendBody(ByteBuffer(string: "go"))
                    running.exchange?.sendEnd()
                }
            }
        )
        #expect(events == [.head(101, .tunnel), .end])
        #expect(received.withLock { $0 } == 4 << 20)
        try await origin.stop()
    }
}
