import Glibc
import Logging
package import NIOCore
import NIOPosix
import ProxyFanout
import ProxySessions

/// Accepts client connections, each on the loop that owns it for its whole life.
///
/// Every loop accepts from the same socket: who has time takes the next connections, and none changes loops.
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

    /// How many connections the system takes while the loops are busy.
    private static let backlog: CInt = 4096

    /// One for each loop.
    private let serverChannels: [any Channel]

    /// The address in use, with the port the system chose where 0 was asked for.
    package var localAddress: SocketAddress? { self.serverChannels.first?.localAddress }

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
        let loops = Array(group.makeIterator())
        let first = Self.bootstrap(loops.first ?? group.next(), endpoint: endpoint, service: service)
        let serverChannel =
            switch endpoint {
            case .tcp(let host, let port):
                try await first.serverChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .bind(host: host, port: port).get()
            case .unixSocket(let path):
                try await first.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
            }
        var serverChannels = [serverChannel]
        for loop in loops.dropFirst() {
            let bootstrap = Self.bootstrap(loop, endpoint: endpoint, service: service)
            serverChannels.append(try await Self.share(serverChannel, with: bootstrap))
        }
        return Listener(serverChannels: serverChannels)
    }

    /// What accepts on one loop.
    private static func bootstrap(
        _ loop: any EventLoop,
        endpoint: Endpoint,
        service: @escaping @Sendable (any EventLoop) -> ConnectionService
    ) -> ServerBootstrap {
        ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Accepted sockets inherit this, and TCP_NODELAY: two system calls less for every connection.
            .serverChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    try Self.configure(connection, endpoint: endpoint, service: service(connection.eventLoop))
                }
            }
    }

    /// Lets another loop accept from a socket that listens already.
    private static func share(
        _ serverChannel: any Channel,
        with bootstrap: ServerBootstrap
    ) async throws -> any Channel {
        let descriptor = try await serverChannel.eventLoop.submit {
            try serverChannel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                of: NIOBSDSocket.Handle.self
            ) { descriptor in
                let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
                guard duplicate >= 0 else { throw IOError(errnoCode: errno, reason: "fcntl") }
                return duplicate
            }
        }.get()
        guard let descriptor else { throw ChannelError.operationUnsupported }
        let sharing = try await bootstrap.withBoundSocket(descriptor).get()
        // NIO has made the queue that all of them share as short as it is without the option.
        guard listen(descriptor, Self.backlog) == 0 else { throw IOError(errnoCode: errno, reason: "listen") }
        return sharing
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
        for serverChannel in self.serverChannels {
            // Only fails when it is closed already.
            try? await serverChannel.close()
        }
    }
}
