import Logging
package import NIOCore
import NIOPosix
import ProxyFanout
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

    private let serverChannel: any Channel

    /// The address in use, with the port the system chose where 0 was asked for.
    package var localAddress: SocketAddress? { self.serverChannel.localAddress }

    /// Listens on an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: where to listen.
    ///   - group: the loops that own the connections.
    ///   - service: gives what the connections of a loop share; called on that loop.
    /// - Returns: the listener, which accepts already.
    /// - Throws: the system's error when the endpoint cannot be bound.
    package static func bind(
        _ endpoint: Endpoint,
        group: any EventLoopGroup,
        service: @escaping @Sendable (any EventLoop) -> ConnectionService
    ) async throws -> Listener {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Accepted sockets inherit this, and TCP_NODELAY below: two system calls less for every connection.
            .serverChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    try Self.configure(connection, endpoint: endpoint, service: service(connection.eventLoop))
                }
            }
        switch endpoint {
        case .tcp(let host, let port):
            let serverChannel =
                try await bootstrap
                .serverChannelOption(.tcpOption(.tcp_nodelay), value: 1)
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
        service: ConnectionService
    ) throws {
        let counters = service.context.counters
        guard service.gate.enter() else {
            counters.add(.clientConnectionsRefused)
            try connection.pipeline.syncOperations.addHandler(
                RefusalHandler(limit: service.context.limits.clientConnections)
            )
            return
        }
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
        try Self.serve(connection, service: service, pass: ConnectionPass(service.gate), info: info)
    }

    /// Serves the requests of a connection that the gate has let in.
    ///
    /// - Parameters:
    ///   - connection: the channel of the connection.
    ///   - service: what it shares with others.
    ///   - pass: its place behind the gate.
    ///   - info: what is known of it.
    ///   - input: what the client has sent already.
    /// - Throws: the error of a channel that is closed already.
    static func serve(
        _ connection: any Channel,
        service: ConnectionService,
        pass: ConnectionPass,
        info: ConnectionInfo,
        input: ByteBuffer = ByteBuffer()
    ) throws {
        let handler = ClientConnectionHandler(service, pass: pass, info: info, input: input)
        do {
            try connection.pipeline.syncOperations.addHandler(handler)
        } catch {
            pass.channelClosed()
            throw error
        }
    }

    /// Stops accepting; connections go on.
    package func close() async {
        // Only fails when it is closed already.
        try? await self.serverChannel.close()
    }
}
