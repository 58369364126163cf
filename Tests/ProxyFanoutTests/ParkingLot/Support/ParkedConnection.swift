#if canImport(Glibc)
import NIOCore
import NIOPosix

@testable import ProxyFanout

/// A parked socket with its client, on a loop with a thread.
struct ParkedConnection: Sendable {
    let eventLoop: any EventLoop
    let descriptor: CInt
    let client: Peer
    private let parts: NIOLoopBound<(socket: ParkedSocket, owner: RecordingOwner)>

    /// Parks the server's end of a new connection.
    init(
        _ connection: () throws -> (server: CInt, client: Peer) = Peer.pair,
        in lot: ParkingLot,
        on eventLoop: any EventLoop
    ) async throws {
        let (server, client) = try connection()
        self.eventLoop = eventLoop
        self.descriptor = server
        self.client = client
        self.parts = try await eventLoop.submit {
            let owner = RecordingOwner(eventLoop: eventLoop)
            let socket = try ParkedSocket(takingOwnershipOf: server, eventLoop: eventLoop, lot: lot, owner: owner)
            return NIOLoopBound((socket, owner), eventLoop: eventLoop)
        }.get()
    }

    /// Does something with the socket, on its loop.
    @discardableResult
    func perform<Result: Sendable>(
        _ body: @escaping @Sendable (ParkedSocket, RecordingOwner) throws -> Result
    ) async throws -> Result {
        let parts = self.parts
        return try await self.eventLoop.submit { try body(parts.value.socket, parts.value.owner) }.get()
    }

    /// The next thing the owner is told, or was told and nobody has asked for.
    func nextEvent() async throws -> RecordingOwner.Event {
        let parts = self.parts
        return try await self.eventLoop.flatSubmit { parts.value.owner.nextEvent() }.get()
    }

    /// What the owner was told and nobody has asked for, when everything that waits on the loop was done.
    func remainingEvents() async throws -> [RecordingOwner.Event] {
        try await self.perform { _, owner in owner.events }
    }

    func write(_ texts: String...) async throws {
        try await self.perform { socket, _ in
            for text in texts {
                socket.write(ByteBuffer(string: text))
            }
            socket.flush()
        }
    }

    /// Reads once; what came, and what the call said.
    func receive(limit: Int = 1024) async throws -> (text: String, result: ParkedSocket.ReceiveResult) {
        try await self.perform { socket, _ in
            var buffer = ByteBuffer()
            let result = socket.receive(into: &buffer, limit: limit)
            return (String(buffer: buffer), result)
        }
    }

    /// Writes this again and again until the kernel has no room; how many bytes that were.
    func fill(with piece: ByteBuffer) async throws -> Int {
        try await self.perform { socket, _ in
            var count = 0
            while socket.isWritable {
                socket.write(piece)
                socket.flush()
                count += piece.readableBytes
            }
            return count
        }
    }
}
#endif
