import Glibc
import Logging
import NIOCore
import NIOPosix
import ProxyFanout
import ProxySessions
import ServiceLifecycle
import ZMTP

/// What is counted, and where it is told.
extension ProxyServer {
    /// The statistics and their socket; `nil` where nobody can ask for them, so that nothing is counted.
    ///
    /// - Throws: `ProxyServerError` when the socket that the configuration asks for cannot be opened.
    func makeStatistics(group: MultiThreadedEventLoopGroup, logger: Logger) async throws -> Statistics? {
        let socket = try await self.openStatisticsSocket(on: group.next(), logger: logger)
        let configuration = self.configuration.statistics
        guard socket != nil || configuration.prometheus != nil || configuration.proxyPrometheus != nil else {
            return nil
        }
        return Statistics(hub: StatisticsHub(self.statisticsSettings, output: socket), socket: socket)
    }

    private var statisticsSettings: StatisticsSettings {
        let configuration = self.configuration.statistics
        var settings = StatisticsSettings()
        settings.connectionLifetimeSeconds = configuration.connectionLifetime.wholeSeconds
        settings.sendsConnections = configuration.sendsConnections && settings.connectionLifetimeSeconds > 0
        settings.subscriptionLifetimeSeconds = configuration.subscriptionLifetime.wholeSeconds
        settings.subscriptionLinger = self.configuration.publishing.subscriptionLinger
        settings.reportInterval = configuration.reportInterval
        settings.format = configuration.format
        settings.sender = "handler_\(getpid())"
        settings.blocks = MessageBlocks(bytes: self.configuration.publishing.messageBlockBytes)
        return settings
    }

    private func openStatisticsSocket(
        on eventLoop: any EventLoop,
        logger: Logger
    ) async throws -> StatisticsSocket? {
        let specs = self.configuration.messaging.statistics
        guard !specs.isEmpty else { return nil }
        let socket = StatisticsSocket(on: eventLoop, fileMode: self.configuration.messaging.fileMode?.bits) { event in
            logger.log(level: Logger.Level(event.severity), "stats_spec: \(event)")
        }
        do {
            for spec in specs {
                try await self.bind(socket, spec)
            }
        } catch {
            await socket.close()
            // Nobody has asked for the default: without it everything else works.
            guard self.configuration.provenance.source(of: KeyName(.handler, "stats_spec")) == .builtIn else {
                throw error
            }
            logger.warning("no statistics socket: \(error)")
            return nil
        }
        return socket
    }

    private func bind(_ socket: StatisticsSocket, _ spec: SocketSpec) async throws(ProxyServerError) {
        let address = "\(spec) (stats_spec)"
        do {
            let endpoint = try ZMTPEndpoint(parsing: spec.description)
            try self.makeRunDirectory(for: [endpoint])
            _ = try await socket.bind(endpoint)
        } catch let error as ProxyServerError {
            throw error
        } catch let error as ZMTPBindError where error.reason == .inUse {
            throw .portTaken(address)
        } catch let error as ZMTPBindError {
            throw .cannotListen(address: address, reason: "\(error)")
        } catch {
            throw .cannotListen(address: address, reason: "\(error)")
        }
    }
}

/// The statistics, until the process ends.
struct Statistics: Service {
    let hub: StatisticsHub
    let socket: StatisticsSocket?

    func run() async throws {
        // Only throws when it is cancelled, which ends it as well.
        try? await gracefulShutdown()
        self.hub.stop()
        await self.socket?.close()
    }
}

extension Logger.Level {
    /// How much an event of the socket matters.
    fileprivate init(_ severity: ZMTPEvent.Severity) {
        self =
            switch severity {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            }
    }
}

extension TimeAmount {
    /// Whole seconds, rounded down.
    fileprivate var wholeSeconds: Int { Int(self.nanoseconds / 1_000_000_000) }
}
