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
        /// A Unix socket; a stale file at its path is replaced.
        case unixSocket(UnixSocketFile)

        package var description: String {
            switch self {
            case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            case .unixSocket(let file): file.path
            }
        }

        fileprivate var transport: ConnectionInfo.Transport {
            switch self {
            case .tcp: .tcp
            case .unixSocket: .unixSocket
            }
        }

        /// The port as it is configured; 0 where there is none.
        fileprivate var port: Int {
            switch self {
            case .tcp(_, let port): port
            case .unixSocket: 0
            }
        }
    }

    /// How many connections the system takes while the loops are busy.
    private static let backlog: CInt = 4096
    /// What a connection is read into: as much as most heads take, since NIO keeps it while the connection is held.
    ///
    /// It grows with what comes.
    private static let receiveBuffer = AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1024, maximum: 65_536)

    /// One for each loop.
    private let serverChannels: [any Channel]
    /// The file to remove in the end, and its number.
    private var socketFile: (file: UnixSocketFile, inode: UInt)?

    /// The address in use, with the port the system chose where 0 was asked for.
    package var localAddress: SocketAddress? { self.serverChannels.first?.localAddress }

    /// Listens on an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: where to listen.
    ///   - certificates: what TLS connections are served with; `nil` where clients speak without TLS.
    ///   - inherited: a socket that listens there already; without one the endpoint is bound.
    ///   - group: the loops that own the connections.
    ///   - service: gives what the connections of a loop share; called on that loop.
    /// - Returns: the listener, which accepts already.
    /// - Throws: the system's error, or a `UnixSocketError`, when the endpoint cannot be bound.
    package static func bind(
        _ endpoint: Endpoint,
        certificates: CertificateStore? = nil,
        inherited: CInt? = nil,
        group: any EventLoopGroup,
        service: @escaping @Sendable (any EventLoop) -> ConnectionService
    ) async throws -> Listener {
        let loops = Array(group.makeIterator())
        let first = Self.bootstrap(
            loops.first ?? group.next(),
            endpoint: endpoint,
            certificates: certificates,
            service: service
        )
        var socketFile: (file: UnixSocketFile, inode: UInt)?
        let serverChannel: any Channel
        switch (endpoint, inherited) {
        case (.tcp, let socket?):
            serverChannel = try await first.serverChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .withBoundSocket(socket).get()
            try await Self.lengthenQueue(of: serverChannel)
        case (.unixSocket, let socket?):
            serverChannel = try await first.withBoundSocket(socket).get()
            try await Self.lengthenQueue(of: serverChannel)
        case (.tcp(let host, let port), nil):
            serverChannel = try await first.serverChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: host, port: port).get()
        case (.unixSocket(let file), nil):
            let (descriptor, inode) = try file.open()
            socketFile = (file, inode)
            serverChannel = try await first.withBoundSocket(descriptor).get()
            try await Self.lengthenQueue(of: serverChannel)
        }
        var serverChannels = [serverChannel]
        for loop in loops.dropFirst() {
            let bootstrap = Self.bootstrap(
                loop,
                endpoint: endpoint,
                certificates: certificates,
                service: service
            )
            serverChannels.append(try await Self.share(serverChannel, with: bootstrap))
        }
        return Listener(serverChannels: serverChannels, socketFile: socketFile)
    }

    /// What accepts on one loop.
    private static func bootstrap(
        _ loop: any EventLoop,
        endpoint: Endpoint,
        certificates: CertificateStore?,
        service: @escaping @Sendable (any EventLoop) -> ConnectionService
    ) -> ServerBootstrap {
        ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Accepted sockets inherit this, and TCP_NODELAY: two system calls less for every connection.
            .serverChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    try Self.configure(
                        connection,
                        endpoint: endpoint,
                        certificates: certificates,
                        service: service(connection.eventLoop)
                    )
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

    /// Lengthens the queue of a socket that NIO did not bind: for those it takes its own default.
    private static func lengthenQueue(of serverChannel: any Channel) async throws {
        try await serverChannel.eventLoop.submit {
            try serverChannel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
                _ = listen($0, Self.backlog)
            }
        }.get()
    }

    /// The pipeline of a client connection.
    private static func configure(
        _ connection: any Channel,
        endpoint: Endpoint,
        certificates: CertificateStore?,
        service: ConnectionService
    ) throws {
        let counters = service.context.counters
        guard service.gate.enter() else {
            counters.add(.clientConnectionsRefused)
            try connection.pipeline.syncOperations.addHandler(
                RefusalHandler(limit: service.context.limits.clientConnections, answers: certificates == nil)
            )
            return
        }
        counters.add(.clientConnections)
        let pass = ConnectionPass(service.gate)
        let info = ConnectionInfo(
            peer: endpoint.transport == .tcp ? PeerAddress(connection.remoteAddress) : nil,
            transport: endpoint.transport,
            isTLS: certificates != nil
        )
        guard let certificates else {
            try Self.serve(connection, service: service, pass: pass, info: info)
            return
        }
        connection.closeFuture.assumeIsolated().whenComplete { _ in pass.channelClosed() }
        try TLSHandshakeHandler.begin(
            on: connection,
            service: service,
            pass: pass,
            info: info,
            certificates: certificates,
            port: endpoint.port
        )
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
        do {
            try connection.syncOptions?.setOption(.recvAllocator, value: Self.receiveBuffer)
            try Self.addHandler(to: connection, service: service, pass: pass, info: info, input: input)
        } catch {
            pass.channelClosed()
            throw error
        }
    }

    /// Puts a handler for requests into a connection; whoever calls takes care of the pass when that fails.
    static func addHandler(
        to connection: any Channel,
        service: ConnectionService,
        pass: ConnectionPass,
        info: ConnectionInfo,
        input: ByteBuffer = ByteBuffer()
    ) throws {
        try connection.pipeline.syncOperations.addHandler(
            ClientConnectionHandler(service, pass: pass, info: info, input: input)
        )
    }

    /// Stops accepting; connections go on.
    package func close() async {
        for serverChannel in self.serverChannels {
            // Only fails when it is closed already.
            try? await serverChannel.close()
        }
        if let (file, inode) = self.socketFile {
            file.remove(inode: inode)
        }
    }
}
