package import Logging
package import NIOCore
import NIOPosix
package import ProxyFanout

/// The HTTP control port: takes publishes from applications and hands them to the sink (reference: grip 4).
package final class ControlServer: Sendable {
    /// The address the port is bound to, with the port number the system chose.
    package let localAddress: SocketAddress?
    private let listener: any Channel
    private let acceptLimit: NIOLoopBound<AcceptLimitHandler>
    private let port: ControlPort

    private init(listener: any Channel, acceptLimit: NIOLoopBound<AcceptLimitHandler>, port: ControlPort) {
        self.port = port
        self.localAddress = listener.localAddress
        self.listener = listener
        self.acceptLimit = acceptLimit
    }

    /// Binds the port and starts to accept.
    ///
    /// - Parameters:
    ///   - configuration: what the operator chose.
    ///   - limits: the limits of the control port among all others.
    ///   - group: the event loops over which connections are spread.
    ///   - sink: where items go.
    ///   - logger: for a line per request at debug and one warning per kind of refusal.
    ///   - unixTime: gives the seconds since 1970; asked when a token is checked.
    ///   - loopContext: gives the context of one of the group's loops; called on that loop.
    /// - Returns: the server, which listens.
    /// - Throws: what the system says when the address cannot be bound.
    package static func bind(
        _ configuration: ControlConfiguration,
        limits: Limits,
        group: any EventLoopGroup,
        sink: any PublishSink,
        logger: Logger,
        unixTime: @escaping @Sendable () -> Int,
        loopContext: @escaping @Sendable (any EventLoop) -> LoopContext
    ) async throws -> ControlServer {
        let webPageGuard = WebPageGuard(
            allowedHosts: configuration.allowedHosts,
            boundAddress: configuration.address.ipAddress
        )
        let policy = ControlPolicy(
            webPageGuard: webPageGuard,
            authentication: configuration.authentication,
            bodyBytes: limits.controlBodyBytes,
            unixTime: unixTime
        )
        let timeouts = ControlTimeouts(request: limits.controlIdleTimeout, idle: limits.controlIdleTimeout)
        let port = ControlPort(policy: policy, timeouts: timeouts, sink: sink, logger: logger)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // One connection at a time, so that the limit is exact.
            .serverChannelOption(.maxMessagesPerRead, value: 1)
            .serverChannelInitializer { listener in
                listener.eventLoop.makeCompletedFuture {
                    let counters = loopContext(listener.eventLoop).counters
                    let handler = AcceptLimitHandler(limit: limits.controlConnections, port: port, counters: counters)
                    try listener.pipeline.syncOperations.addHandler(handler)
                }
            }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            // A publisher may close its side right after the request and still wait for the answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    let handler = ControlConnectionHandler(port: port, loop: loopContext(connection.eventLoop))
                    try connection.pipeline.syncOperations.addHandler(handler)
                }
            }
        let listener =
            if let socket = configuration.inherited {
                try await bootstrap.withBoundSocket(socket).get()
            } else {
                try await bootstrap.bind(to: configuration.address).get()
            }
        let acceptLimit = try await listener.eventLoop.submit {
            NIOLoopBound(
                try listener.pipeline.syncOperations.handler(type: AcceptLimitHandler.self),
                eventLoop: listener.eventLoop
            )
        }.get()
        return ControlServer(listener: listener, acceptLimit: acceptLimit, port: port)
    }

    /// Puts other rules into force, for the next request of every connection.
    ///
    /// - Parameters:
    ///   - allowedHosts: further host names by which publishers may address the port.
    ///   - authentication: what a publisher has to prove; `nil` ignores `Authorization`.
    ///   - bodyBytes: bytes a request body may have.
    package func use(allowedHosts: [String], authentication: ControlAuthentication?, bodyBytes: Int) {
        self.port.changePolicy { policy in
            policy.webPageGuard = policy.webPageGuard.allowing(allowedHosts)
            policy.authentication = authentication
            policy.bodyBytes = bodyBytes
        }
    }

    /// Stops accepting and returns when all connections are closed.
    ///
    /// Unused connections are closed at once, those with a request after its answer, and all that are left when the
    /// grace period is over.
    package func close(gracePeriod: TimeAmount = .seconds(5)) async {
        // Closing fails only if the listener is closed already, which is what was wanted.
        try? await self.listener.close().get()
        let eventLoop = self.listener.eventLoop
        let acceptLimit = self.acceptLimit
        let allClosed = eventLoop.flatSubmit { acceptLimit.value.drain(on: eventLoop) }
        let hardEnd = eventLoop.scheduleTask(in: gracePeriod) { acceptLimit.value.closeAll() }
        // The promise is never failed.
        try? await allClosed.get()
        hardEnd.cancel()
    }
}
