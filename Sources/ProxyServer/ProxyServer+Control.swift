import Logging
import NIOCore
import NIOPosix
import ProxyControl
import ProxyFanout

extension ProxyServer {
    /// The port for publishers, if there is one.
    func bindControl(
        group: MultiThreadedEventLoopGroup,
        hub: PublishHub,
        loops: EventLoops,
        inherited: InheritedSockets,
        logger: Logger
    ) async throws -> ControlServer? {
        guard let address = self.configuration.control.address else { return nil }
        let authentication = try self.controlAuthentication()
        let limits = self.configuration.limits
        return try await Self.naming("\(address)") {
            var control = ControlConfiguration(
                address: try SocketAddress.makeAddressResolvingHost(address.host, port: address.port)
            )
            control.allowedHosts = self.configuration.control.hosts
            control.authentication = authentication
            control.inherited = inherited.take(
                SocketPlace(host: address.host, port: address.port),
                kind: .control
            )
            return try await ControlServer.bind(
                control,
                limits: limits,
                group: group,
                sink: hub,
                logger: logger,
                unixTime: { UnixTime.now() },
                loopContext: { eventLoop in loops.services(of: eventLoop).context }
            )
        }
    }
}
