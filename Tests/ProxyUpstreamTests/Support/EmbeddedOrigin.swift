import HTTP1
import NIOCore
import NIOEmbedded
import ProxyFanout

@testable import ProxyUpstream

/// A pool without sockets: connections are embedded, and the test plays the origin.
final class EmbeddedOrigin: OriginConnector {
    /// Counts the reads and flushes that the connection asks for.
    final class SocketCalls: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        private(set) var reads = 0
        private(set) var flushes = 0

        func read(context: ChannelHandlerContext) {
            self.reads += 1
            context.read()
        }

        func flush(context: ChannelHandlerContext) {
            self.flushes += 1
            context.flush()
        }
    }

    static let endpoint = OriginEndpoint(host: "origin.test", port: 80)

    let loop = EmbeddedEventLoop()
    let context: LoopContext
    /// Every connection that was opened, in order.
    private(set) var connections: [EmbeddedChannel] = []
    private(set) var calls: [SocketCalls] = []
    private(set) lazy var pool = UpstreamPool(context: self.context, connector: self)
    /// Set to refuse the next connections.
    var refusal: UpstreamError.Kind?

    init(limits: Limits = Limits()) {
        self.context = LoopContext(eventLoop: self.loop, limits: limits)
    }

    func connect(to endpoint: OriginEndpoint, completion: @escaping (Result<any Channel, UpstreamError>) -> Void) {
        let open = NIOLoopBound(
            { [refusal] in
                if let refusal {
                    completion(.failure(UpstreamError(refusal, retry: .nextTarget, endpoint: endpoint)))
                    return
                }
                let calls = SocketCalls()
                let connection = EmbeddedChannel(handler: calls, loop: self.loop)
                if let address = try? SocketAddress(ipAddress: "192.0.2.1", port: endpoint.port) {
                    connection.connect(to: address, promise: nil)
                }
                self.connections.append(connection)
                self.calls.append(calls)
                completion(.success(connection))
            },
            eventLoop: self.loop
        )
        self.loop.execute { open.value() }
    }

    /// Starts a request and lets its connection be made.
    func start(
        _ method: String = "GET",
        fields: HeaderFields = [:],
        framing: BodyFraming = .none,
        endpoint: OriginEndpoint = EmbeddedOrigin.endpoint,
        allowsReuse: Bool = true
    ) -> (receiver: RecordingReceiver, exchange: UpstreamExchange) {
        let receiver = RecordingReceiver()
        let head = RequestHead(method: method, target: Array("/".utf8), fields: fields)
        let exchange = self.pool.start(
            head,
            framing: framing,
            to: endpoint,
            allowsReuse: allowsReuse,
            receiver: receiver
        )
        exchange.flush()
        self.loop.run()
        return (receiver, exchange)
    }

    /// The origin sends something over its latest connection, in one read turn.
    func send(_ text: String, over index: Int? = nil) throws {
        try self.connections[index ?? self.connections.count - 1].writeInbound(ByteBuffer(string: text))
        self.loop.run()
    }

    /// The origin closes its sending half.
    func endInput(of index: Int? = nil) {
        let connection = self.connections[index ?? self.connections.count - 1]
        connection.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        self.loop.run()
    }

    /// The connection is reset.
    func reset(_ index: Int? = nil) {
        self.connections[index ?? self.connections.count - 1].close(promise: nil)
        self.loop.run()
    }

    /// What the origin has received since it was last asked.
    func received(over index: Int? = nil) throws -> String {
        var text = ""
        while let bytes = try self.connections[index ?? self.connections.count - 1].readOutbound(as: ByteBuffer.self) {
            text += String(buffer: bytes)
        }
        return text
    }

    /// Lets the pool look at its connections at this time, twice, as the first look after traffic only notes it.
    func watch(after time: TimeAmount) {
        _ = self.pool.deadlineReached(now: .uptimeNanoseconds(0))
        _ = self.pool.deadlineReached(now: .uptimeNanoseconds(0) + time)
        self.loop.run()
    }

    func isOpen(_ index: Int) -> Bool {
        self.connections[index].isActive
    }

    func count(_ counter: Counter) -> Int {
        self.context.counters.value(counter)
    }
}
