import NIOCore
import NIOEmbedded
import ProxyUpstream

/// Origins without sockets: the test plays them.
final class EmbeddedOrigins: OriginConnector {
    private let loop: EmbeddedEventLoop
    /// Every connection that was opened, in order.
    private(set) var connections: [EmbeddedChannel] = []
    /// The hosts that refuse connections.
    var refusedHosts: Set<String> = []

    init(loop: EmbeddedEventLoop) {
        self.loop = loop
    }

    func connect(to endpoint: OriginEndpoint, completion: @escaping (Result<any Channel, UpstreamError>) -> Void) {
        let open = NIOLoopBound({ completion(self.open(endpoint)) }, eventLoop: self.loop)
        self.loop.execute { open.value() }
    }

    private func open(_ endpoint: OriginEndpoint) -> Result<any Channel, UpstreamError> {
        if self.refusedHosts.contains(endpoint.host) {
            return .failure(UpstreamError(.connectionRefused, retry: .nextTarget, endpoint: endpoint))
        }
        let connection = EmbeddedChannel(loop: self.loop)
        if let address = try? SocketAddress(ipAddress: "192.0.2.1", port: endpoint.port) {
            connection.connect(to: address, promise: nil)
        }
        self.connections.append(connection)
        return .success(connection)
    }

    /// The origin of the latest connection sends something.
    func send(_ bytes: ByteBuffer) throws {
        try self.connections.last?.writeInbound(bytes)
        self.loop.run()
    }

    /// What that origin has received since this was last asked.
    func received() throws -> ByteBuffer {
        var received = ByteBuffer()
        while let bytes = try self.connections.last?.readOutbound(as: ByteBuffer.self) {
            received.writeImmutableBuffer(bytes)
        }
        return received
    }

    /// Lets what was written to that connection leave it.
    func flushSocket() {
        self.connections.last?.flush()
    }

    /// That origin ends its half of the connection.
    func endInput() {
        self.connections.last?.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        self.loop.run()
    }

    /// That connection breaks.
    func reset() {
        self.connections.last?.close(promise: nil)
        self.loop.run()
    }

    /// That origin stops or begins to take what is written.
    func setWritable(_ isWritable: Bool) {
        self.connections.last?.isWritable = isWritable
        self.connections.last?.pipeline.fireChannelWritabilityChanged()
        self.loop.run()
    }

    var isOpen: Bool { self.connections.last?.isActive ?? false }
}
