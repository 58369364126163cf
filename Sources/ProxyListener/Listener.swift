package import Logging
package import NIOCore
import NIOPosix
package import ProxyFanout
import ProxySessions

/// Accepts client connections, each on the loop that owns it for its whole life.
package struct Listener: Sendable {
    /// Where to listen.
    package enum Endpoint: Sendable, Equatable, CustomStringConvertible {
        /// A TCP address.
        case tcp(host: String, port: Int)
        /// A Unix socket; a stale file at this path is replaced.
        case unixSocket(path: String)

        package var description: String {
            switch self {
            case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            case .unixSocket(let path): path
            }
        }
    }

    /// What a loop needs to serve connections.
    package struct Service {
        let context: LoopContext
        let dispatcher: any RequestDispatcher

        /// The loop's shared things and whoever begins its exchanges.
        package init(context: LoopContext, dispatcher: any RequestDispatcher) {
            self.context = context
            self.dispatcher = dispatcher
        }
    }

    private let serverChannel: any Channel

    /// The address in use, with the port the system chose where 0 was asked for.
    package var localAddress: SocketAddress? { self.serverChannel.localAddress }

    /// Listens on an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: where to listen.
    ///   - group: the loops that own the connections.
    ///   - gate: counts the connections of all listeners against `client_maxconn`.
    ///   - logger: for what a connection has to report.
    ///   - service: gives the service of a loop; called on that loop.
    /// - Returns: the listener, which accepts already.
    /// - Throws: the system's error when the endpoint cannot be bound.
    package static func bind(
        _ endpoint: Endpoint,
        group: any EventLoopGroup,
        gate: ConnectionGate,
        logger: Logger,
        service: @escaping @Sendable (any EventLoop) -> Service
    ) async throws -> Listener {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    let service = service(connection.eventLoop)
                    try Self.configure(connection, endpoint: endpoint, service: service, gate: gate, logger: logger)
                }
            }
        switch endpoint {
        case .tcp(let host, let port):
            let serverChannel =
                try await bootstrap
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: host, port: port).get()
            return Listener(serverChannel: serverChannel)
        case .unixSocket(let path):
            let serverChannel =
                try await bootstrap
                .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
            return Listener(serverChannel: serverChannel)
        }
    }

    /// The pipeline of a client connection.
    private static func configure(
        _ connection: any Channel,
        endpoint: Endpoint,
        service: Service,
        gate: ConnectionGate,
        logger: Logger
    ) throws {
        let counters = service.context.counters
        guard gate.enter() else {
            counters.add(.clientConnectionsRefused)
            try connection.pipeline.syncOperations.addHandler(
                RefusalHandler(limit: service.context.limits.clientConnections)
            )
            return
        }
        connection.closeFuture.whenComplete { _ in gate.leave() }
        counters.add(.clientConnections)
        let transport: ConnectionInfo.Transport =
            switch endpoint {
            case .tcp: .tcp
            case .unixSocket: .unixSocket
            }
        let info = ConnectionInfo(
            peer: transport == .tcp ? connection.remoteAddress : nil,
            transport: transport,
            isTLS: false
        )
        try connection.pipeline.syncOperations.addHandler(
            ClientConnectionHandler(
                context: service.context,
                dispatcher: service.dispatcher,
                info: info,
                logger: logger
            )
        )
    }

    /// Stops accepting; connections go on.
    package func close() async {
        // Only fails when it is closed already.
        try? await self.serverChannel.close()
    }
}
