import GRIP
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
                logger: logger
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
        logger: Logger
    ) async throws {
        let certificates = try self.loadCertificates(logger)
        let loader = RouteLoader(self.configuration, logger: logger)
        // Taken before the file is read: a change meanwhile is then noticed.
        let stamp = loader.watchedPath.map { FileStamp(path: $0) }
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
            logger: logger
        )
        let state = ServerState()
        state.loaded(unixTime: UnixTime.now())
        let admin = self.makeAdminPorts(
            group: group,
            metrics: ProcessMetrics(loops: loops, hub: hub, state: state, socket: statistics?.socket),
            statistics: statistics?.hub,
            logger: logger
        )
        let reload = RouteReload(loader: loader, loops: loops, tlsContexts: tlsContexts)
        let drain = Drain(loops: loops, grace: self.configuration.process.shutdownGrace, hurry: Drain.Hurry())
        let signals = await ProcessSignals(output: output, hurry: drain.hurry, logger: logger) {
            await reload.reload()
            await certificates?.reload()
        }
        let serving = ServingService(loops: loops, drain: drain, logger: logger, state: state) {
            try await admin.allOpen()
            let control = try await self.bindControl(group: group, hub: hub, loops: loops, logger: logger)
            let zeroMQ = try await self.openZeroMQ(group: group, hub: hub, loops: loops, logger: logger)
            let listeners = try await self.bindListeners(
                group: group,
                loops: loops,
                certificates: certificates?.store
            )
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
        if let path = loader.watchedPath, let stamp {
            services.append(RouteWatchService(path: path, loaded: stamp, reload: reload, logger: logger))
        }
        // Its own lines are of no use to an operator.
        var quiet = logger
        quiet.logLevel = .critical
        let brief = services.map { BriefService($0) }
        try await signals.run(ServiceGroup(services: brief, gracefulShutdownSignals: [], logger: quiet))
    }

    /// The services of every loop, and the hub through which they are published to.
    private func makeLoops(
        _ group: MultiThreadedEventLoopGroup,
        statistics: StatisticsHub?,
        settings: ExchangeSettings,
        routes: RouteSnapshot,
        tlsContexts: TLSContextCache,
        parkingLot: ParkingLot?,
        logger: Logger
    ) async throws -> (EventLoops, PublishHub) {
        let limits = self.configuration.limits
        let hub = PublishHub(self.publishSettings) { item, receivers in
            logger.info("publish channel=\(item.item.channel) receivers=\(receivers.total)")
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
                logger: logger
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
