import GRIP
import Glibc
import Logging
import NIOCore
import NIOPosix
import ProxyAdmin
import ProxyControl
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream
import ServiceLifecycle

/// The whole proxy, from a configuration to its end.
package struct ProxyServer: Sendable {
    /// The version of the program.
    package static let version = "0.1.0"

    let configuration: Configuration
    private let loadAgain: @Sendable () throws(ConfigurationError) -> Configuration

    /// A server that is not started yet.
    ///
    /// - Parameters:
    ///   - configuration: what it starts with.
    ///   - loadAgain: reads the configuration for a reload; without it every reload finds the same.
    package init(
        configuration: Configuration,
        loadAgain: (@Sendable () throws(ConfigurationError) -> Configuration)? = nil
    ) {
        self.configuration = configuration
        self.loadAgain = loadAgain ?? { () throws(ConfigurationError) in configuration }
    }

    /// Starts, and serves until the process is told to stop (TERM or INT).
    ///
    /// - Throws: `ProxyServerError` when it cannot start.
    package func run() async throws {
        let logging = self.configuration.logging
        let output = try LogOutput(path: logging.filePath, format: logging.format)
        let loggers = ServiceLoggers(output, levels: logging.levels)
        let logger = loggers.proxy
        self.logSettings(logger)
        try self.checkSessions()
        let settings = try self.exchangeSettings()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: self.eventLoopCount)
        let parkingLot = self.makeParkingLot(logger)
        do {
            try await self.serve(
                group: group,
                settings: settings,
                parkingLot: parkingLot,
                output: output,
                loggers: loggers
            )
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
    private func serve(
        group: MultiThreadedEventLoopGroup,
        settings: ExchangeSettings,
        parkingLot: ParkingLot?,
        output: LogOutput,
        loggers: ServiceLoggers
    ) async throws {
        let logger = loggers.proxy
        let certificates = try self.loadCertificates(logger)
        let loader = RouteLoader(self.configuration, logger: logger)
        // Taken before the file is read: a change meanwhile is then noticed.
        let watchedFile = self.configuration.routes.file.map { WatchedFile(path: $0) }
        let routes = loader.load() ?? RouteSnapshot(table: .empty, signers: [:], isWelcome: false)
        let tlsContexts = TLSContextCache()
        let statistics = try await self.makeStatistics(group: group, logger: logger)
        let (loops, hub) = try await self.makeLoops(
            group,
            statistics: statistics?.hub,
            settings: settings,
            routes: routes,
            tlsContexts: tlsContexts,
            parkingLot: parkingLot,
            loggers: loggers
        )
        let state = ServerState()
        state.loaded(unixTime: UnixTime.now())
        let admin = self.makeAdminPorts(
            group: group,
            metrics: ProcessMetrics(loops: loops, hub: hub, state: state, socket: statistics?.socket),
            statistics: statistics?.hub,
            logger: logger
        )
        let processID = Int(getpid())
        let manager = ServiceManager(environment: ProcessEnvironment.variables, processID: processID)
        let reloader = Reloader(
            self.configuration,
            parts: Reloader.Parts(
                loops: loops,
                tlsContexts: tlsContexts,
                output: output,
                loggers: loggers,
                state: state,
                manager: manager,
                certificates: certificates
            ),
            watchedFile: watchedFile,
            load: self.loadAgain
        )
        let hurry = Drain.Hurry()
        let signals = await ProcessSignals(output: output, hurry: hurry, logger: logger) { await reloader.reload() }
        let inherited = InheritedSockets(
            environment: ProcessEnvironment.variables,
            processID: processID,
            configured: self.configuration.listeningPlaces
        )
        let ends = ServingService.Ends(reloader: reloader, hurry: hurry, manager: manager)
        let serving = ServingService(loops: loops, ends: ends, logger: logger, state: state) {
            try await admin.allOpen()
            let control = try await self.bindControl(
                group: group,
                hub: hub,
                loops: loops,
                inherited: inherited,
                logger: loggers.handler
            )
            let zeroMQ = try await self.openZeroMQ(group: group, hub: hub, loops: loops, logger: loggers.handler)
            let listeners = try await self.bindListeners(
                group: group,
                loops: loops,
                certificates: certificates?.store,
                inherited: inherited,
                logger: loggers.connectionManager
            )
            inherited.closeRest(logger)
            return ServingService.Sockets(listeners: listeners, control: control, zeroMQ: zeroMQ)
        }
        // Services end in the opposite order: who asks is answered to the end.
        var services: [any Service] = admin.services
        if let statistics {
            services.append(statistics)
        }
        services.append(serving)
        if let certificates {
            services.append(CertificateWatchService(reload: certificates, logger: logger))
        }
        services.append(RouteWatchService(reloader: reloader, logger: logger))
        // Its own lines are of no use to an operator.
        var quiet = logger
        quiet.logLevel = .critical
        var configurations = services.map { ServiceGroupConfiguration.ServiceConfiguration(service: BriefService($0)) }
        configurations.append(
            .init(service: BriefService(signals.stopService), successTerminationBehavior: .gracefullyShutdownGroup)
        )
        try await signals.run(
            ServiceGroup(configuration: ServiceGroupConfiguration(services: configurations, logger: quiet)),
            besides: Watchdog(manager, loops: loops)
        )
    }

    /// The services of every loop, and the hub through which they are published to.
    private func makeLoops(
        _ group: MultiThreadedEventLoopGroup,
        statistics: StatisticsHub?,
        settings: ExchangeSettings,
        routes: RouteSnapshot,
        tlsContexts: TLSContextCache,
        parkingLot: ParkingLot?,
        loggers: ServiceLoggers
    ) async throws -> (EventLoops, PublishHub) {
        let limits = self.configuration.limits
        let hub = PublishHub(self.publishSettings) { item, receivers in
            loggers.handler.info("publish channel=\(item.item.channel) receivers=\(receivers.total)")
            statistics?.published(item, receivers: receivers)
        }
        let openRequests = ConnectionGate(limit: limits.openRequests)
        let sockJS = SockJSDirectory(limit: limits.sockJSSessions)
        let loops = try await EventLoops(group) { eventLoop, position in
            let context = LoopContext(
                eventLoop: eventLoop,
                limits: limits,
                statistics: statistics.map { LoopStatistics($0, position: position) }
            )
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
                logger: loggers.proxy
            )
        }
        let members = try await loops.onEach { PublishHub.Member($0.shard) }
        hub.start(members)
        if let statistics {
            statistics.start(try await loops.onEach(\.statisticsMember).compactMap { $0 })
        }
        return (loops, hub)
    }
}
