import HTTP1
import Logging
import NIOCore
import NIOEmbedded
import ProxyFanout
import Testing

@testable import ProxyListener

/// A client connection without a socket: the test is the client, and through `dispatcher` the rest of the proxy.
final class EmbeddedClient {
    let loop = EmbeddedEventLoop()
    let context: LoopContext
    let dispatcher = RecordingDispatcher()
    let socket = SocketHandler()
    let connection: EmbeddedChannel
    let service: ConnectionService

    init(limits: Limits = Limits()) throws {
        self.context = LoopContext(eventLoop: self.loop, limits: limits)
        let gate = ConnectionGate(limit: 1)
        let service = ConnectionService(
            context: self.context,
            dispatcher: self.dispatcher,
            parked: ParkedConnections(context: self.context, lot: nil),
            gate: gate,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        self.service = service
        let handler = ClientConnectionHandler(
            service,
            pass: ConnectionPass(gate),
            info: ConnectionInfo(peer: nil, transport: .tcp, isTLS: false)
        )
        self.connection = EmbeddedChannel(handlers: [self.socket, handler], loop: self.loop)
        let address = try SocketAddress(ipAddress: "192.0.2.1", port: 80)
        self.connection.connect(to: address, promise: nil)
    }

    var exchanges: [RecordingExchange] { self.dispatcher.exchanges }

    /// The exchange begun last.
    func exchange() throws -> RecordingExchange {
        try #require(self.exchanges.last)
    }

    /// Sends a request without a body; the exchange it began.
    func request(_ target: String = "/", fields: String = "") throws -> RecordingExchange {
        try self.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        return try self.exchange()
    }

    /// Sends bytes in one read turn.
    func send(_ text: String) throws {
        try self.connection.writeInbound(ByteBuffer(string: text))
    }

    /// What was sent to the client since this was last asked.
    func received() throws -> String {
        var text = ""
        while let bytes = try self.connection.readOutbound(as: ByteBuffer.self) {
            text += String(buffer: bytes)
        }
        return text
    }

    /// The client closes, or its connection breaks.
    func leave() {
        self.connection.close(promise: nil)
        self.loop.run()
    }

    /// The client stops or begins to take what is written.
    func setWritable(_ isWritable: Bool) {
        self.connection.isWritable = isWritable
        self.connection.pipeline.fireChannelWritabilityChanged()
    }

    var isOpen: Bool { self.connection.isActive }

    func advance(seconds: Int64) {
        self.loop.advanceTime(by: .seconds(seconds))
    }

    func count(_ counter: Counter) -> Int {
        self.context.counters.value(counter)
    }
}
