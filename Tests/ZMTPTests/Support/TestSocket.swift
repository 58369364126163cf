import NIOCore
import NIOEmbedded
import Synchronization

@testable import ZMTP

/// A socket with one connection that has no network below: what the peer sends is given in, and what it gets is read.
final class TestSocket {
    let eventLoop: EmbeddedEventLoop
    let core: SocketCore
    let connection: EmbeddedChannel
    let events = Recorded<ZMTPEvent>()

    /// - Parameters:
    ///   - pattern: what the socket does.
    ///   - limits: what it allows.
    ///   - others: how many peers there are already.
    ///   - eventLoop: where all of it happens.
    /// - Throws: what the channel's pipeline throws.
    init(
        _ pattern: any SocketPattern,
        limits: ZMTPLimits = ZMTPLimits(),
        others: Int = 0,
        on eventLoop: EmbeddedEventLoop = EmbeddedEventLoop()
    ) throws {
        self.eventLoop = eventLoop
        let events = self.events
        self.core = SocketCore(
            eventLoop: self.eventLoop,
            options: ZMTPOptions(limits: limits) { events.append($0) },
            pattern: pattern
        )
        for _ in 0..<others {
            _ = try Self.connect(self.core, on: self.eventLoop)
        }
        self.connection = try Self.connect(self.core, on: self.eventLoop)
    }

    private static func connect(_ core: SocketCore, on eventLoop: EmbeddedEventLoop) throws -> EmbeddedChannel {
        let connection = EmbeddedChannel(loop: eventLoop)
        let handler = PeerConnection(core, endpoint: .ipc(path: "/run/test"), dialer: nil)
        try connection.pipeline.syncOperations.addHandler(handler)
        connection.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        return connection
    }

    /// The peer sends this; then the loop runs.
    func receive(_ bytes: [UInt8]) throws {
        if !bytes.isEmpty {
            try self.connection.writeInbound(ByteBuffer(bytes: bytes))
        }
        self.eventLoop.run()
    }

    /// The peer does its part of the handshake.
    func shakeHands(as socketType: String, version: (UInt8, UInt8) = (3, 1)) throws {
        try self.receive(Bytes.greeting(version: version) + Bytes.ready(socketType))
        _ = try self.sent()
    }

    /// What was sent to the peer since the last call.
    func sent() throws -> [UInt8] {
        self.eventLoop.run()
        var bytes: [UInt8] = []
        while let buffer = try self.connection.readOutbound(as: ByteBuffer.self) {
            bytes += buffer.array
        }
        return bytes
    }
}

/// Values in the order they came, from any thread.
final class Recorded<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])

    func append(_ value: Value) {
        self.values.withLock { $0.append(value) }
    }

    var all: [Value] { self.values.withLock { $0 } }

    /// Takes what came since the last call.
    func take() -> [Value] {
        self.values.withLock { values in
            defer { values = [] }
            return values
        }
    }
}
