import NIOCore
import NIOPosix

/// One endpoint that a socket listens on.
struct SocketListener: Sendable {
    /// Where, with the port the system chose where any was asked for.
    let endpoint: ZMTPEndpoint
    private let serverChannel: any Channel

    /// Listens, on the loop of the socket.
    ///
    /// The future fails with `ZMTPBindError`.
    static func bind(_ endpoint: ZMTPEndpoint, core: SocketCore) -> EventLoopFuture<SocketListener> {
        let listener: EventLoopFuture<SocketListener>
        switch endpoint {
        case .tcp(let host, let port):
            listener = Self.bindTCP(host: host, port: port, with: Self.bootstrap(endpoint, core: core))
        case .ipc(let path):
            let mode = core.options.ipcFileMode
            let bound = NIOLoopBound(core, eventLoop: core.eventLoop)
            listener = Self.check(path, on: core.eventLoop).flatMap { _ in
                Self.bootstrap(endpoint, core: bound.value).bind(
                    unixDomainSocketPath: path,
                    cleanupExistingSocketFile: true
                )
            }.flatMapThrowing { serverChannel in
                try Self.listener(at: path, mode: mode, serverChannel)
            }
        }
        return listener.flatMapErrorThrowing { error in
            throw ZMTPBindError(endpoint: endpoint, reason: Self.reason(of: error))
        }
    }

    private static func bindTCP(
        host: String,
        port: Int,
        with bootstrap: ServerBootstrap
    ) -> EventLoopFuture<SocketListener> {
        bootstrap
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Accepted sockets inherit these.
            .serverChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .serverChannelOption(.socketOption(.so_keepalive), value: 1)
            .bind(host: host == "*" ? "0.0.0.0" : host, port: port)
            .map { serverChannel in
                let endpoint = ZMTPEndpoint.tcp(host: host, port: serverChannel.localAddress?.port ?? port)
                return SocketListener(endpoint: endpoint, serverChannel: serverChannel)
            }
    }

    private static func listener(
        at path: String,
        mode: UInt32?,
        _ serverChannel: any Channel
    ) throws -> SocketListener {
        let listener = SocketListener(endpoint: .ipc(path: path), serverChannel: serverChannel)
        if let mode {
            let number = UnixSocketFile.setMode(mode, at: path)
            guard number == 0 else {
                listener.close()
                throw IOError(errnoCode: number, reason: "chmod")
            }
        }
        return listener
    }

    private static func bootstrap(_ endpoint: ZMTPEndpoint, core: SocketCore) -> ServerBootstrap {
        let bound = NIOLoopBound(core, eventLoop: core.eventLoop)
        return ServerBootstrap(group: core.eventLoop)
            .serverChannelOption(.backlog, value: 100)
            .serverChannelInitializer { serverChannel in
                serverChannel.eventLoop.makeCompletedFuture {
                    let report = bound.value.options.report
                    try serverChannel.pipeline.syncOperations.addHandler(
                        AcceptErrorHandler { reason in
                            report(.acceptFailed(endpoint, reason: reason))
                        }
                    )
                }
            }
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    try connection.pipeline.syncOperations.addHandler(
                        PeerConnection(bound.value, endpoint: endpoint, dialer: nil)
                    )
                }
            }
    }

    /// Fails unless the path is free, or has a socket left behind by a process that is gone.
    private static func check(_ path: String, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        switch UnixSocketFile.kind(at: path) {
        case .missing: return eventLoop.makeSucceededVoidFuture()
        case .other: return eventLoop.makeFailedFuture(ZMTPBindError(endpoint: .ipc(path: path), reason: .notASocket))
        case .socket: break
        }
        return ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(2))
            .connect(unixDomainSocketPath: path)
            .flatMap { connection in
                connection.close(mode: .all, promise: nil)
                return eventLoop.makeFailedFuture(ZMTPBindError(endpoint: .ipc(path: path), reason: .inUse))
            }
            .flatMapErrorThrowing { error in
                // Only a refusal says that nobody listens; anything else may be a process that is busy.
                guard (error as? IOError)?.errnoCode == SystemError.connectionRefused else { throw error }
            }
    }

    private static func reason(of error: any Error) -> ZMTPBindError.Reason {
        if let error = error as? ZMTPBindError { return error.reason }
        if (error as? IOError)?.errnoCode == SystemError.addressInUse { return .inUse }
        return .system(SystemError.text(of: error))
    }

    /// Stops listening; the connections go on.
    ///
    /// NIO removes the file of a Unix socket then.
    @discardableResult
    func close() -> EventLoopFuture<Void> {
        self.serverChannel.close()
    }
}

/// Tells of errors of a listening socket, such as that there are no more descriptors.
private final class AcceptErrorHandler: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let report: (String) -> Void

    init(report: @escaping (String) -> Void) {
        self.report = report
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.report(SystemError.text(of: error))
        context.fireErrorCaught(error)
    }
}
