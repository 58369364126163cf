package import Logging
package import ProxyFanout

/// What the client connections of one event loop share.
package final class ConnectionService {
    let context: LoopContext
    let dispatcher: any RequestDispatcher
    let parked: ParkedConnections
    /// Counts the connections of all listeners.
    package let gate: ConnectionGate
    let logger: Logger
    /// Those that are NIO channels.
    let connections = OpenConnections()

    /// How many client connections there are on all loops.
    package var connectionCount: Int { self.gate.connectionCount }

    /// The service of a loop.
    ///
    /// - Parameters:
    ///   - context: the loop's shared things.
    ///   - dispatcher: whoever begins its exchanges.
    ///   - parked: where its quiet connections are.
    ///   - gate: counts the connections of all listeners against `client_maxconn`.
    ///   - logger: for what a connection has to report.
    package init(
        context: LoopContext,
        dispatcher: any RequestDispatcher,
        parked: ParkedConnections,
        gate: ConnectionGate,
        logger: Logger
    ) {
        self.context = context
        self.dispatcher = dispatcher
        self.parked = parked
        self.gate = gate
        self.logger = logger
    }
}
