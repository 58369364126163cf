import Logging
import NIOPosix
import ProxyControl
import ProxyFanout
import ZMTP

extension ProxyServer {
    /// The ZeroMQ sockets, if any are configured.
    ///
    /// - Throws: `ProxyServerError` that names the setting and the address.
    func openZeroMQ(
        group: MultiThreadedEventLoopGroup,
        hub: PublishHub,
        loops: EventLoops,
        logger: Logger
    ) async throws -> ZeroMQServer? {
        let configuration = try self.zeroMQConfiguration()
        guard !configuration.isEmpty else { return nil }
        try self.makeRunDirectory(for: configuration.bound)
        let environment = ZeroMQEnvironment(
            limits: self.configuration.limits,
            group: group,
            hub: hub,
            connections: LoopConnections(loops: loops),
            logger: logger,
            counters: { eventLoop in loops.services(of: eventLoop).context.counters }
        )
        do {
            return try await ZeroMQServer.open(configuration, environment)
        } catch let error as ZeroMQServer.OpenError {
            throw ProxyServerError(error)
        }
    }

    private func zeroMQConfiguration() throws(ProxyServerError) -> ZeroMQConfiguration {
        let messaging = self.configuration.messaging
        var configuration = ZeroMQConfiguration()
        configuration.pull = try Self.endpoints(messaging.pull, .pull)
        configuration.subscribe = try Self.endpoints(messaging.subscribe, .subscribe)
        configuration.subscribersConnect = messaging.subscribersConnect
        configuration.command = try Self.endpoints(messaging.command, .command)
        configuration.fileMode = messaging.fileMode?.bits
        return configuration
    }

    private static func endpoints(
        _ specs: [SocketSpec],
        _ role: ZeroMQRole
    ) throws(ProxyServerError) -> [ZMTPEndpoint] {
        var endpoints: [ZMTPEndpoint] = []
        for spec in specs {
            do throws(ZMTPEndpointError) {
                endpoints.append(try ZMTPEndpoint(parsing: spec.description))
            } catch {
                throw .cannotListen(address: "\(role.key) \(spec)", reason: "\(error)")
            }
        }
        return endpoints
    }
}

extension ProxyServerError {
    fileprivate init(_ error: ZeroMQServer.OpenError) {
        let address = "\(error.role.key) \(error.error.endpoint)"
        switch error.error.reason {
        case .inUse: self = .portTaken(address)
        case .notASocket:
            self = .cannotListen(
                address: address,
                reason: "there is a file that is no socket; remove it, or choose another path"
            )
        case .closed: self = .cannotListen(address: address, reason: "the socket is closed")
        case .system(let text): self = .cannotListen(address: address, reason: text)
        }
    }
}
