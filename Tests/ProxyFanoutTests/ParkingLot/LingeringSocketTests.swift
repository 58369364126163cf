#if canImport(Glibc)
import NIOCore
import NIOEmbedded
import NIOPosix
import Testing

@testable import ProxyFanout

/// The end of a connection that still has something to say; time is the test's.
final class LingeringSocketTests {
    let lot: ParkingLot
    let eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

    init() throws {
        self.lot = try ParkingLot()
    }

    deinit {
        self.lot.shutDown()
    }

    /// A connection that is being closed, and the clock of its deadlines.
    private struct Closing: Sendable {
        let connection: ParkedConnection
        private let clock: NIOLoopBoundBox<EmbeddedEventLoop?>
        private let closed: EventLoopFuture<Void>

        init(_ connection: ParkedConnection) async throws {
            let eventLoop = connection.eventLoop
            let closed = eventLoop.makePromise(of: Void.self)
            self.connection = connection
            self.closed = closed.futureResult
            self.clock = try await connection.perform { socket, _ in
                let clock = EmbeddedEventLoop()
                let context = LoopContext(eventLoop: clock, limits: Limits())
                socket.closeAfterWrites(context: context) { closed.succeed() }
                return NIOLoopBoundBox(clock, eventLoop: eventLoop)
            }
        }

        /// Returns when the connection was closed.
        func end() async throws {
            try await self.closed.get()
            // The clock may go only where it came from.
            let clock = self.clock
            try await self.connection.perform { socket, _ in
                #expect(!socket.isParked)
                clock.value = nil
            }
        }

        /// Lets time pass; whether the connection is still there afterwards.
        func isParked(after time: TimeAmount) async throws -> Bool {
            let clock = self.clock
            return try await self.connection.perform { socket, _ in
                clock.value?.advanceTime(by: time)
                return socket.isParked
            }
        }
    }

    private func connect(
        _ connection: () throws -> (server: CInt, client: Peer) = Peer.loopback
    ) async throws -> ParkedConnection {
        try await ParkedConnection(connection, in: self.lot, on: self.eventLoop)
    }

    @Test func clientGetsTheRestAndItsCloseIsTheEnd() async throws {
        let connection = try await self.connect()
        try await connection.perform { socket, _ in socket.write(ByteBuffer(string: "last words")) }
        let closing = try await Closing(connection)
        #expect(try connection.client.receiveText(100) == "last words")
        connection.client.close()
        try await closing.end()
        #expect(try await connection.remainingEvents() == [])
    }

    @Test func clientThatEndedBeforeIsClosedAtOnce() async throws {
        let connection = try await self.connect()
        try connection.client.endOutput()
        #expect(try await connection.nextEvent() == .readable)
        let closing = try await Closing(connection)
        try await closing.end()
        #expect(try connection.client.isAtEnd())
    }

    /// Unread bytes would make the kernel answer with a reset.
    @Test func whatTheClientSentBeforeIsThrownAway() async throws {
        let connection = try await self.connect()
        try connection.client.send(String(repeating: "x", count: 100_000))
        #expect(try await connection.nextEvent() == .readable)
        try await connection.perform { socket, _ in socket.write(ByteBuffer(string: "answer")) }
        try connection.client.endOutput()
        let closing = try await Closing(connection)
        #expect(try connection.client.receiveText(100) == "answer")
        try await closing.end()
        #expect(try connection.client.isAtEnd())
    }

    @Test func silentClientIsClosedAfterTwoSeconds() async throws {
        let connection = try await self.connect()
        let closing = try await Closing(connection)
        #expect(try await closing.isParked(after: .milliseconds(1_900)))
        #expect(try await !closing.isParked(after: .milliseconds(300)))
        try await closing.end()
        #expect(try connection.client.isAtEnd())
    }

    @Test func clientThatGoesOnSendingIsClosedAfterThirtySeconds() async throws {
        let connection = try await self.connect(Peer.pair)
        let closing = try await Closing(connection)
        for _ in 0..<19 {
            try connection.client.send("more")
            // Read in the same turn, so that no event has to be waited for.
            try await connection.perform { socket, _ in socket.received(.readable) }
            #expect(try await closing.isParked(after: .milliseconds(1_500)))
        }
        try connection.client.send("more")
        try await connection.perform { socket, _ in socket.received(.readable) }
        #expect(try await !closing.isParked(after: .milliseconds(1_700)))
        try await closing.end()
    }

    @Test func clientThatTakesNothingIsClosedAfterTheIdleTime() async throws {
        let connection = try await self.connect(Peer.pair)
        _ = try await connection.fill(with: ByteBuffer(repeating: 1, count: 8_000_000))
        let closing = try await Closing(connection)
        let idleTime = Limits().clientIdleTimeout
        #expect(try await closing.isParked(after: idleTime - .seconds(1)))
        #expect(try await !closing.isParked(after: .seconds(2)))
        try await closing.end()
    }

    @Test func slowClientThatTakesSomethingGetsMoreTime() async throws {
        let connection = try await self.connect(Peer.pair)
        let byteCount = try await connection.fill(with: ByteBuffer(repeating: 1, count: 1_000_000))
        let closing = try await Closing(connection)
        let idleTime = Limits().clientIdleTimeout
        #expect(try await closing.isParked(after: idleTime - .seconds(1)))
        let part = try connection.client.receive(byteCount - 500_000).count
        try await connection.perform { socket, _ in socket.received(.writable) }
        #expect(try await closing.isParked(after: .seconds(2)))
        // Everything that is left, and then the end.
        #expect(try connection.client.receive(byteCount).count == byteCount - part)
        connection.client.close()
        try await closing.end()
    }

    @Test func resetEndsIt() async throws {
        let connection = try await self.connect()
        _ = try await connection.fill(with: ByteBuffer(repeating: 1, count: 8_000_000))
        let closing = try await Closing(connection)
        try connection.client.reset()
        try await closing.end()
        #expect(try await connection.remainingEvents() == [])
    }

    @Test(arguments: [false, true])
    func socketThatIsGoneIsDoneAtOnce(failed: Bool) async throws {
        let connection = try await self.connect(Peer.pair)
        try await connection.perform { socket, _ in
            if failed {
                connection.client.close()
                socket.write(ByteBuffer(string: "a"))
                socket.flush()
            } else {
                socket.close()
            }
            var isClosed = false
            let context = LoopContext(eventLoop: EmbeddedEventLoop(), limits: Limits())
            socket.closeAfterWrites(context: context) { isClosed = true }
            #expect(isClosed)
        }
        #expect(try await connection.remainingEvents() == [])
    }
}
#endif
