package import Logging
package import NIOCore
package import ProxyFanout

/// What the ZeroMQ sockets use of the rest of the proxy.
package struct ZeroMQEnvironment: Sendable {
    /// The limits of all sockets, among others.
    package var limits: Limits
    /// The event loops over which the sockets are spread.
    package var group: any EventLoopGroup
    /// Where items go, and who tells which channels are subscribed to.
    package var hub: PublishHub
    /// Who knows the client connections.
    package var connections: any ConnectionDirectory
    /// For what an operator should know.
    package var logger: Logger
    /// Gives the counters of one of the group's loops; called on that loop.
    package var counters: @Sendable (any EventLoop) -> Counters

    /// Everything as given.
    package init(
        limits: Limits,
        group: any EventLoopGroup,
        hub: PublishHub,
        connections: any ConnectionDirectory,
        logger: Logger,
        counters: @escaping @Sendable (any EventLoop) -> Counters
    ) {
        self.limits = limits
        self.group = group
        self.hub = hub
        self.connections = connections
        self.logger = logger
        self.counters = counters
    }
}
