import Logging
import NIOCore
import NIOEmbedded
import ProxyFanout

@testable import ProxyListener

/// A client connection without a socket: the test is the client.
final class ClientSocket {
    /// Stands where the socket would be: notices the end of our half, which an embedded connection does not have.
    private final class OutputEnd: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer

        private(set) var isClosed = false
        private(set) var readCount = 0

        func read(context: ChannelHandlerContext) {
            self.readCount += 1
            context.read()
        }

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            guard mode == .output else {
                context.close(mode: mode, promise: promise)
                return
            }
            self.isClosed = true
            promise?.succeed()
        }
    }

    private let output = OutputEnd()
    private let connection: EmbeddedChannel
    private let handler: ClientConnectionHandler

    init(_ dispatcher: any RequestDispatcher, loop: EmbeddedEventLoop, context: LoopContext) {
        let gate = ConnectionGate(limit: 1)
        let service = ConnectionService(
            context: context,
            dispatcher: dispatcher,
            parked: ParkedConnections(context: context, lot: nil),
            gate: gate,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        self.handler = ClientConnectionHandler(
            service,
            pass: ConnectionPass(gate),
            info: ConnectionInfo(peer: nil, transport: .tcp, isTLS: false)
        )
        self.connection = EmbeddedChannel(handlers: [self.output, self.handler], loop: loop)
        if let address = try? SocketAddress(ipAddress: "192.0.2.1", port: 80) {
            self.connection.connect(to: address, promise: nil)
        }
    }

    /// Who takes what the client sends.
    var receiver: (any RequestReceiver)? { self.handler.receiver }

    /// Sends bytes in one turn of reading.
    func send(_ bytes: ByteBuffer) throws {
        try self.connection.writeInbound(bytes)
        self.connection.embeddedEventLoop.run()
    }

    func send(_ text: String) throws {
        try self.send(ByteBuffer(string: text))
    }

    /// What was sent to the client since this was last asked.
    func received() throws -> ByteBuffer {
        var received = ByteBuffer()
        while let bytes = try self.connection.readOutbound(as: ByteBuffer.self) {
            received.writeImmutableBuffer(bytes)
        }
        return received
    }

    /// The client stops or begins to take what is written.
    func setWritable(_ isWritable: Bool) {
        self.connection.isWritable = isWritable
        self.connection.pipeline.fireChannelWritabilityChanged()
        self.connection.embeddedEventLoop.run()
    }

    /// The client closes, or its connection breaks.
    func leave() {
        self.connection.close(promise: nil)
        self.connection.embeddedEventLoop.run()
    }

    /// Whether more bytes would be read now.
    var isRead: Bool {
        let before = self.output.readCount
        self.connection.read()
        return self.output.readCount > before
    }

    var isOpen: Bool { self.connection.isActive }

    /// Whether our half was ended.
    var isEnded: Bool { self.output.isClosed }
}
