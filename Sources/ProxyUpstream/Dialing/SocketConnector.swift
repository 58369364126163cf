import NIOCore
import NIOPosix

/// Opens TCP connections with NIO's sockets: addresses directly, names by way of the system's resolver.
///
/// Of several addresses of a name, the first that answers is used (Happy Eyeballs, RFC 8305). Belongs to its loop.
final class SocketConnector: OriginConnector {
    private let eventLoop: any EventLoop
    private let toAnywhere: ClientBootstrap?
    private let toPublicAddresses: ClientBootstrap?

    init(eventLoop: any EventLoop, connectTimeout: TimeAmount) {
        self.eventLoop = eventLoop
        self.toAnywhere = Self.bootstrap(on: eventLoop, connectTimeout: connectTimeout)
        // The check stands between the resolver and the socket, so a name cannot change its address in between.
        self.toPublicAddresses = Self.bootstrap(on: eventLoop, connectTimeout: connectTimeout)?
            .channelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    try connection.pipeline.syncOperations.addHandler(AddressPolicyHandler(policy: .publicOnly))
                }
            }
    }

    private static func bootstrap(on eventLoop: any EventLoop, connectTimeout: TimeAmount) -> ClientBootstrap? {
        ClientBootstrap(validatingGroup: eventLoop)?
            .connectTimeout(connectTimeout)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
    }

    func connect(
        to endpoint: OriginEndpoint,
        completion: @escaping (Result<any Channel, UpstreamError>) -> Void
    ) {
        let bootstrap =
            switch endpoint.addressPolicy {
            case .any: self.toAnywhere
            case .publicOnly: self.toPublicAddresses
            }
        let connected: EventLoopFuture<any Channel>
        // NIO converts the port without looking.
        if let bootstrap, (1...65_535).contains(endpoint.port) {
            // Throws for anything that is not an address.
            if let address = try? SocketAddress(ipAddress: endpoint.bareHost, port: endpoint.port) {
                connected = bootstrap.connect(to: address)
            } else {
                connected = bootstrap.connect(host: endpoint.host, port: endpoint.port)
            }
        } else {
            connected = self.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        connected.assumeIsolated().whenComplete { result in
            completion(result.mapError { UpstreamError(connecting: $0, to: endpoint) })
        }
    }
}
