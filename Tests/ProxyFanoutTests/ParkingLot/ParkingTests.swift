#if canImport(Glibc)
import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import ProxyFanout

/// Coming and going: who owns a descriptor when, and whom an event can reach.
final class ParkingTests {
    let lot: ParkingLot
    let eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

    init() throws {
        self.lot = try ParkingLot()
    }

    deinit {
        self.lot.shutDown()
    }

    @Test func unparkedDescriptorIsAnOrdinarySocketAgain() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let descriptor = try await connection.perform { socket, _ in
            let descriptor = socket.unpark()
            #expect(!socket.isParked)
            #expect(socket.unpark() == nil)
            socket.close()
            return descriptor
        }
        #expect(descriptor == connection.descriptor)
        try connection.client.send("abc")
        var block = [UInt8](repeating: 0, count: 8)
        #expect(unsafe recv(connection.descriptor, &block, 8, 0) == 3)
        #expect(unsafe send(connection.descriptor, "defg", 4, 0) == 4)
        #expect(try connection.client.receiveText(4) == "defg")
        // It can be parked again, and the first owner hears nothing.
        let lot = self.lot
        let eventLoop = self.eventLoop
        let second = try await eventLoop.submit {
            let owner = RecordingOwner(eventLoop: eventLoop)
            let server = connection.descriptor
            let socket = try ParkedSocket(takingOwnershipOf: server, eventLoop: eventLoop, lot: lot, owner: owner)
            return NIOLoopBound((socket: socket, owner: owner), eventLoop: eventLoop)
        }.get()
        try connection.client.send("h")
        let event = try await eventLoop.flatSubmit { second.value.owner.nextEvent() }.get()
        #expect(event == .readable)
        try await eventLoop.submit { second.value.socket.close() }.get()
        #expect(try await connection.remainingEvents() == [])
    }

    @Test func bytesThatWaitKeepASocketParked() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        try await connection.perform { socket, _ in
            socket.write(ByteBuffer(string: "a"))
            #expect(socket.unpark() == nil)
            #expect(socket.isParked)
            socket.flush()
            let descriptor = socket.unpark()
            #expect(descriptor == connection.descriptor)
            close(connection.descriptor)
        }
    }

    @Test func duplicateOutlivesItsOriginal() async throws {
        let (server, client) = try Peer.pair()
        let lot = self.lot
        let eventLoop = self.eventLoop
        try await eventLoop.submit {
            let owner = RecordingOwner(eventLoop: eventLoop)
            let socket = try ParkedSocket(duplicating: server, eventLoop: eventLoop, lot: lot, owner: owner)
            close(server)
            socket.write(ByteBuffer(string: "still here"))
            socket.flush()
            socket.close()
        }.get()
        #expect(try client.receiveText(10) == "still here")
        #expect(try client.isAtEnd())
    }

    /// Files cannot be watched; 1 << 20 is no descriptor.
    @Test(arguments: [(-1, EBADF), (1 << 20, EBADF), (nil, EPERM)] as [(CInt?, CInt)])
    func whatCannotBeWatchedIsNotParked(descriptor: CInt?, errorNumber: CInt) async throws {
        let file = unsafe open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        let lot = self.lot
        let eventLoop = self.eventLoop
        let taken = descriptor ?? file
        await #expect(throws: ParkingLotError.system(call: "epoll_ctl", errorNumber: errorNumber)) {
            try await eventLoop.submit {
                let owner = RecordingOwner(eventLoop: eventLoop)
                _ = try ParkedSocket(takingOwnershipOf: taken, eventLoop: eventLoop, lot: lot, owner: owner)
            }.get()
        }
        #expect(Peer.isOpen(file))
        let count = try await eventLoop.submit { try lot.lane(of: eventLoop).count }.get()
        #expect(count == 0)
    }

    @Test func afterItWasClosedEverythingDoesNothing() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        try await connection.perform { socket, _ in
            socket.close()
            socket.close()
            socket.write(ByteBuffer(string: "late"))
            socket.flush()
            var buffer = ByteBuffer()
            #expect(socket.receive(into: &buffer, limit: 10) == .nothing)
            #expect(socket.unpark() == nil)
            #expect(socket.queuedByteCount == 0)
            #expect(!socket.isWritable)
        }
        #expect(try connection.client.isAtEnd())
    }

    // MARK: Late events

    /// The slot is used again; so, as a rule, is the number of the descriptor, and often the memory.
    @Test(arguments: [Readiness.readable, .ended, .writable, .hungUp, .failed])
    func eventForAClosedSocketReachesNobody(readiness: Readiness) async throws {
        let old = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let token = try await old.perform { socket, _ in
            defer { socket.close() }
            return socket.token
        }
        let new = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let lot = self.lot
        let eventLoop = self.eventLoop
        try await new.perform { socket, owner in
            #expect(socket.token != token)
            #expect(socket.token.place.slot == token.place.slot)
            try lot.lane(of: eventLoop).received([ParkingEvent(token: token, readiness: readiness)])
            #expect(owner.events == [])
            #expect(socket.isParked)
            #expect(!socket.hasClientEnded)
            socket.close()
        }
        #expect(try await old.remainingEvents() == [])
    }

    @Test func socketClosedByAnotherSocketsOwnerIsNotToldAnything() async throws {
        let first = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let second = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let lot = self.lot
        let eventLoop = self.eventLoop
        let other = try await second.perform { socket, _ in NIOLoopBound(socket, eventLoop: eventLoop) }
        try await first.perform { socket, owner in
            owner.reaction = { _ in other.value.close() }
            let events = [socket.token, other.value.token].map { ParkingEvent(token: $0, readiness: .readable) }
            try lot.lane(of: eventLoop).received(events)
            #expect(owner.events == [.readable])
            socket.close()
        }
        #expect(try await second.remainingEvents() == [])
    }

    /// What an owner may do when it is told something.
    @Test(arguments: ["close", "unpark", "write", "finish"])
    func ownerMayActWithinItsCall(action: String) async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        let eventLoop = self.eventLoop
        try await connection.perform { socket, owner in
            let context = LoopContext(eventLoop: eventLoop, limits: Limits())
            owner.reaction = { _ in
                switch action {
                case "close": socket.close()
                case "unpark": close(socket.unpark() ?? -1)
                case "write":
                    socket.write(ByteBuffer(string: "x"))
                    socket.flush()
                    socket.close()
                default: socket.closeAfterWrites(context: context) {}
                }
            }
        }
        try connection.client.endOutput()
        #expect(try await connection.nextEvent() == .readable)
        #expect(try connection.client.receiveText(1) == (action == "write" ? "x" : ""))
        try await connection.perform { socket, owner in
            owner.reaction = nil
            #expect(!socket.isParked)
        }
        #expect(try await connection.remainingEvents() == [])
    }

    /// Many sockets come and go on both loops, while their clients send and leave.
    @Test func eventsOfManySocketsReachTheirOwnersOnly() async throws {
        let lot = self.lot
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
                group.addTask {
                    for round in 0..<50 {
                        let connection = try await ParkedConnection(in: lot, on: eventLoop)
                        let text = "\(number)-\(round)"
                        try connection.client.send(text)
                        if round.isMultiple(of: 3) {
                            // Closed while the event may be anywhere on its way; only before may it be told.
                            try await connection.perform { socket, owner in
                                socket.close()
                                owner.forget()
                            }
                        } else {
                            #expect(try await connection.nextEvent() == .readable)
                            #expect(try await connection.receive().text == text)
                            connection.client.close()
                            #expect(try await connection.nextEvent() == .readable)
                            try await connection.perform { socket, _ in socket.close() }
                        }
                        #expect(try await connection.remainingEvents() == [])
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    // MARK: The lot

    @Test func lotThatWasShutDownTakesNothing() async throws {
        let connection = try await ParkedConnection(in: self.lot, on: self.eventLoop)
        self.lot.shutDown()
        self.lot.shutDown()
        let (server, client) = try Peer.pair()
        let lot = self.lot
        let eventLoop = self.eventLoop
        await #expect(throws: ParkingLotError.shutDown) {
            try await eventLoop.submit {
                let owner = RecordingOwner(eventLoop: eventLoop)
                _ = try ParkedSocket(takingOwnershipOf: server, eventLoop: eventLoop, lot: lot, owner: owner)
            }.get()
        }
        close(server)
        #expect(try client.isAtEnd())
        // What was parked before can still be used.
        try await connection.write("bye")
        #expect(try connection.client.receiveText(3) == "bye")
        try await connection.perform { socket, _ in socket.close() }
    }

    @Test(
        arguments: [
            (.unavailable, "connections cannot be parked: this platform has no epoll"),
            (.shutDown, "connections cannot be parked: the parking lot was shut down"),
            (.full, "connections cannot be parked: the parking lot is full"),
            (
                .system(call: "epoll_ctl", errorNumber: ENOSPC),
                "connections cannot be parked: epoll_ctl: No space left on device"
            ),
        ] as [(ParkingLotError, String)]
    )
    func errorsSayWhatIsWrong(error: ParkingLotError, text: String) {
        #expect(error.description == text)
    }
}
#endif
