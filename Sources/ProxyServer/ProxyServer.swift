import Logging
import NIOCore
import NIOPosix
import ProxyControl
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream
import ServiceLifecycle
import UnixSignals

/// The whole proxy, from a configuration to its end.
package struct ProxyServer: Sendable {
    let configuration: Configuration

    /// A server that is not started yet.
    package init(configuration: Configuration) {
        self.configuration = configuration
    }

    /// Starts, and serves until the process is told to stop (TERM or INT).
    ///
    /// - Throws: `ProxyServerError` when it cannot start.
    package func run() async throws {
        let output = try LogOutput(path: self.configuration.logging.filePath)
        let logger = self.makeLogger(output)
        self.logSettings(logger)
        try self.checkListeners()
        try self.checkSessions()
        let settings = try self.exchangeSettings()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: self.eventLoopCount)
        let parkingLot = self.makeParkingLot(logger)
        do {
            let services = try await self.makeServices(
                group: group,
                settings: settings,
                parkingLot: parkingLot,
                output: output,
                logger: logger
            )
            // Its own lines are of no use to an operator.
            var quiet = logger
            quiet.logLevel = .critical
            let serviceGroup = ServiceGroup(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: quiet
            )
            try await serviceGroup.run()
        } catch {
            parkingLot?.shutDown()
            try await group.shutdownGracefully()
            throw error
        }
        // It tells the loops what happens, so it ends before them.
        parkingLot?.shutDown()
        try await group.shutdownGracefully()
    }

    // MARK: Start

    /// Everything that runs; sockets are opened by `ServingService`, when signals are trapped.
    private func makeServices(
        group: MultiThreadedEventLoopGroup,
        settings: ExchangeSettings,
        parkingLot: ParkingLot?,
        output: LogOutput,
        logger: Logger
    ) async throws -> [any Service] {
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let loader = RouteLoader(self.configuration, logger: logger)
        // Taken before the file is read: a change meanwhile is then noticed.
        let stamp = loader.watchedPath.map { FileStamp(path: $0) }
        let routes = loader.load() ?? RouteSnapshot(table: .empty, signers: [:], isWelcome: false)
        let tlsContexts = TLSContextCache()
        let (loops, hub) = try await self.makeLoops(
            group,
            settings: settings,
            routes: routes,
            tlsContexts: tlsContexts,
            parkingLot: parkingLot,
            logger: logger
        )
        let reload = RouteReload(loader: loader, loops: loops, tlsContexts: tlsContexts)
        let serving = ServingService(loops: loops, logger: logger) {
            let control = try await self.bindControl(group: group, hub: hub, loops: loops, logger: logger)
            let listeners = try await self.bindListeners(group: group, loops: loops)
            return ServingService.Sockets(listeners: listeners, control: control)
        }
        var services: [any Service] = [
            serving, HangupService(hangups: hangups, reload: reload, output: output, logger: logger),
        ]
        if let path = loader.watchedPath, let stamp {
            services.append(RouteWatchService(path: path, loaded: stamp, reload: reload, logger: logger))
        }
        return services
    }

    /// The services of every loop, and the hub through which they are published to.
    private func makeLoops(
        _ group: MultiThreadedEventLoopGroup,
        settings: ExchangeSettings,
        routes: RouteSnapshot,
        tlsContexts: TLSContextCache,
        parkingLot: ParkingLot?,
        logger: Logger
    ) async throws -> (EventLoops, PublishHub) {
        let limits = self.configuration.limits
        let hub = PublishHub(self.publishSettings) { channelName, receivers in
            logger.info("publish channel=\(channelName) receivers=\(receivers)")
        }
        let openRequests = ConnectionGate(limit: limits.openRequests)
        let sockJS = SockJSDirectory(limit: limits.sockJSSessions)
        let loops = try await EventLoops(group) { eventLoop, position in
            let context = LoopContext(eventLoop: eventLoop, limits: limits)
            return LoopServices(
                context: context,
                shard: Shard(context: context, position: position, directory: hub),
                settings: settings,
                routes: routes,
                openRequests: openRequests,
                publisher: hub,
                directory: hub,
                tlsContexts: tlsContexts,
                sockJS: sockJS,
                parkingLot: parkingLot,
                logger: logger
            )
        }
        let members = try await loops.onEach { PublishHub.Member($0.shard) }
        hub.start(members)
        return (loops, hub)
    }

    private func bindListeners(
        group: MultiThreadedEventLoopGroup,
        loops: EventLoops
    ) async throws -> [Listener] {
        let gate = ConnectionGate(limit: self.configuration.limits.clientConnections)
        let endpoints =
            self.configuration.listeners.plain.map { Listener.Endpoint.tcp(host: $0.host, port: $0.port) }
            + self.configuration.listeners.unix.map { Listener.Endpoint.unixSocket(path: $0.path) }
        var listeners: [Listener] = []
        for endpoint in endpoints {
            let listener = try await Self.naming(endpoint.description) {
                try await Listener.bind(endpoint, group: group) { eventLoop in
                    loops.services(of: eventLoop).connectionService(gate: gate)
                }
            }
            listeners.append(listener)
        }
        return listeners
    }

    private func bindControl(
        group: MultiThreadedEventLoopGroup,
        hub: PublishHub,
        loops: EventLoops,
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

    /// Turns a failure to listen into one that names the address.
    private static func naming<Value>(_ address: String, _ bind: () async throws -> Value) async throws -> Value {
        do {
            return try await bind()
        } catch let error as IOError {
            if error.errnoCode == EADDRINUSE {
                throw ProxyServerError.portTaken(address)
            }
            throw ProxyServerError.cannotListen(address: address, reason: SystemErrorText.of(error.errnoCode))
        } catch {
            throw ProxyServerError.cannotListen(address: address, reason: "\(error)")
        }
    }
}
