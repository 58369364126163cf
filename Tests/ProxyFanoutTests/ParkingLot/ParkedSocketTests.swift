#if canImport(Glibc)
import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import ProxyFanout

/// Writing, reading and leaving, over Unix sockets unless TCP does it differently.
final class ParkedSocketTests {
    let lot: ParkingLot
    let eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

    init() throws {
        self.lot = try ParkingLot()
    }

    deinit {
        self.lot.shutDown()
    }

    // MARK: Writing

    @Test(arguments: [["hello"], ["one ", "two ", "three"], ["", "a", "", "b"]])
    func whatIsWrittenLeavesWithTheFlush(texts: [String]) async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let whole = texts.joined()
        let counts = try await connection.perform { socket, _ in
            for text in texts {
                socket.write(ByteBuffer(string: text))
            }
            let before = socket.queuedByteCount
            socket.flush()
            return [before, socket.queuedByteCount]
        }
        #expect(counts == [whole.utf8.count, 0])
        #expect(try connection.client.receiveText(whole.utf8.count) == whole)
        try await connection.perform { socket, _ in socket.close() }
        #expect(try connection.client.isAtEnd())
    }

    /// More buffers than one call of the system takes, some of them shared.
    @Test func manyBuffersLeaveInOrder() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let texts = (0..<1_000).map { $0.isMultiple(of: 7) ? "again " : "\($0) " }
        let shared = ByteBuffer(string: "again ")
        let whole = texts.joined()
        try await connection.perform { socket, _ in
            for text in texts {
                socket.write(text == "again " ? shared : ByteBuffer(string: text))
            }
            socket.flush()
            #expect(socket.queuedByteCount == 0)
        }
        #expect(try connection.client.receiveText(whole.utf8.count) == whole)
        try await connection.perform { socket, _ in socket.close() }
    }

    @Test(arguments: [Peer.pair, Peer.loopback], [333, 3_333, 11_111])
    func whatTheKernelHasNoRoomForFollowsLater(
        connect: @Sendable () throws -> (server: CInt, client: Peer),
        pieceByteCount: Int
    ) async throws {
        let connection = try await ParkedConnection(connect, in: self.lot, on: self.eventLoop)
        let piece = ByteBuffer(bytes: (0..<pieceByteCount).map { UInt8(truncatingIfNeeded: $0 * 31) })
        let pieceCount = try await connection.perform { socket, _ in
            var count = 0
            while socket.isWritable {
                socket.write(piece)
                socket.flush()
                count += 1
            }
            #expect(socket.queuedByteCount > 0)
            // What is written now waits behind the piece that did not fit.
            for _ in 0..<200 {
                socket.write(piece)
                socket.flush()
            }
            #expect(socket.queuedByteCount > 200 * pieceByteCount)
            #expect(socket.unpark() == nil)
            return count + 200
        }
        let received = try connection.client.receive(pieceCount * pieceByteCount)
        var written = ByteBuffer()
        for _ in 0..<pieceCount {
            written.writeImmutableBuffer(piece)
        }
        let isAsWritten = ByteBuffer(bytes: received) == written
        #expect(isAsWritten)
        #expect(try await connection.nextEvent() == .writable)
        try await connection.perform { socket, _ in
            #expect(socket.isWritable)
            #expect(socket.queuedByteCount == 0)
            socket.close()
        }
    }

    @Test func socketThatWasFullCanBeFullAgain() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        for _ in 0..<3 {
            let byteCount = try await connection.fill(with: ByteBuffer(repeating: 1, count: 50_000))
            #expect(try connection.client.receive(byteCount).count == byteCount)
            #expect(try await connection.nextEvent() == .writable)
        }
        #expect(try await connection.remainingEvents() == [])
        try await connection.perform { socket, _ in socket.close() }
    }

    // MARK: Reading

    @Test(arguments: [Peer.pair, Peer.loopback])
    func bytesOfTheClientAreToldAndRead(
        connect: @Sendable () throws -> (server: CInt, client: Peer)
    ) async throws {
        let connection = try await ParkedConnection(connect, in: self.lot, on: self.eventLoop)
        #expect(try await connection.receive() == ("", .nothing))
        try connection.client.send("GET / ")
        #expect(try await connection.nextEvent() == .readable)
        #expect(try await connection.receive() == ("GET / ", .bytes(6)))
        #expect(try await connection.receive() == ("", .nothing))
        try connection.client.send("HTTP/1.1")
        #expect(try await connection.nextEvent() == .readable)
        #expect(try await connection.receive() == ("HTTP/1.1", .bytes(8)))
        try await connection.perform { socket, _ in
            #expect(!socket.hasClientEnded)
            socket.close()
        }
    }

    @Test func whatWasNotReadIsToldAgain() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        try connection.client.send("abcdef")
        for part in ["ab", "cd", "ef"] {
            #expect(try await connection.nextEvent() == .readable)
            #expect(try await connection.receive(limit: 2) == (part, .bytes(2)))
        }
        try await connection.perform { socket, _ in socket.close() }
    }

    @Test(arguments: [0, -1])
    func readingNothingSaysNothing(limit: Int) async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        try connection.client.send("a")
        #expect(try await connection.receive(limit: limit) == ("", .nothing))
        try await connection.perform { socket, _ in socket.close() }
    }

    /// A client must not be able to keep the loop busy with bytes that nobody wants.
    @Test func bytesThatNobodyReadsAreToldOnce() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        try connection.client.send("a")
        #expect(try await connection.nextEvent() == .readable)
        for _ in 0..<20 {
            try connection.client.send("b")
        }
        // The end is told nevertheless, and is the next thing that is.
        try connection.client.endOutput()
        #expect(try await connection.nextEvent() == .readable)
        try await connection.perform { socket, _ in #expect(socket.hasClientEnded) }
        #expect(try await connection.remainingEvents() == [])
        #expect(try await connection.receive() == ("a" + String(repeating: "b", count: 20), .bytes(21)))
        #expect(try await connection.nextEvent() == .readable)
        #expect(try await connection.receive() == ("", .ended))
        #expect(try await connection.receive() == ("", .ended))
        try await connection.perform { socket, _ in socket.close() }
    }

    // MARK: The client leaves

    @Test(arguments: [Peer.pair, Peer.loopback])
    func clientThatEndedItsHalfStillReceives(
        connect: @Sendable () throws -> (server: CInt, client: Peer)
    ) async throws {
        let connection = try await ParkedConnection(connect, in: self.lot, on: self.eventLoop)
        try connection.client.endOutput()
        #expect(try await connection.nextEvent() == .readable)
        try await connection.perform { socket, _ in #expect(socket.hasClientEnded) }
        #expect(try await connection.receive() == ("", .ended))
        try await connection.write("goodbye")
        #expect(try connection.client.receiveText(7) == "goodbye")
        try await connection.perform { socket, _ in socket.close() }
        #expect(try connection.client.isAtEnd())
    }

    @Test(arguments: [Peer.pair, Peer.loopback])
    func clientThatClosesIsToldAsReadable(
        connect: @Sendable () throws -> (server: CInt, client: Peer)
    ) async throws {
        let connection = try await ParkedConnection(connect, in: self.lot, on: self.eventLoop)
        connection.client.close()
        #expect(try await connection.nextEvent() == .readable)
        try await connection.perform { socket, _ in
            #expect(socket.hasClientEnded)
            socket.close()
        }
        #expect(try await connection.remainingEvents() == [])
    }

    @Test(arguments: [false, true])
    func resetIsToldAndHasClosed(afterItsEnd: Bool) async throws {
        let connection = try await ParkedConnection(Peer.loopback, in: self.lot, on: self.eventLoop)
        if afterItsEnd {
            try connection.client.endOutput()
            #expect(try await connection.nextEvent() == .readable)
            #expect(try await connection.receive() == ("", .ended))
        }
        try connection.client.reset()
        #expect(try await connection.nextEvent() == .failed(afterItsEnd ? EPIPE : ECONNRESET))
        try await connection.perform { socket, _ in
            #expect(!socket.isParked)
            #expect(!socket.isWritable)
        }
        #expect(try await connection.remainingEvents() == [])
    }

    /// SIGPIPE would end the process.
    @Test func writingToAClientThatIsGoneFailsAfterTheCall() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let events = try await connection.perform { socket, owner in
            connection.client.close()
            socket.write(ByteBuffer(string: "hello"))
            socket.flush()
            #expect(!socket.isParked)
            return owner.events
        }
        #expect(events == [])
        #expect(try await connection.nextEvent() == .failed(EPIPE))
        #expect(try await connection.remainingEvents() == [])
    }

    @Test func ownerThatClosesAfterAFailureIsNotToldAboutIt() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        try await connection.perform { socket, _ in
            connection.client.close()
            socket.write(ByteBuffer(string: "hello"))
            socket.flush()
            socket.close()
        }
        #expect(try await connection.remainingEvents() == [])
    }

    @Test func fullSocketWhoseClientLeavesFails() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        _ = try await connection.fill(with: ByteBuffer(repeating: 1, count: 50_000))
        connection.client.close()
        let event = try await connection.nextEvent()
        #expect([.failed(EPIPE), .failed(ECONNRESET)].contains(event))
        #expect(try await connection.remainingEvents() == [])
    }
}
#endif
