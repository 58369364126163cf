import Logging
import NIOCore
import ProxyAdmin
import ProxyControl
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxyUpstream

/// Puts changed files into force while the process runs; established connections and holds go on.
///
/// Everything is read and checked before anything is used: where something is wrong, all stays as it was.
actor Reloader {
    /// What a reload changes.
    struct Parts: Sendable {
        let loops: EventLoops
        let tlsContexts: TLSContextCache
        let output: LogOutput
        let loggers: ServiceLoggers
        let state: ServerState
        let manager: ServiceManager?
        /// Those of the TLS ports, if there are any.
        let certificates: CertificateReload?
    }

    private let parts: Parts
    private let started: Configuration
    private let load: @Sendable () throws(ConfigurationError) -> Configuration
    private var present: Configuration
    private var control: ControlServer?
    /// The routes file, as it was before it was last read: a change meanwhile is then noticed.
    private(set) var watchedFile: WatchedFile?

    /// A process that runs with `configuration`.
    ///
    /// - Parameters:
    ///   - configuration: what it was started with.
    ///   - parts: what a reload changes.
    ///   - watchedFile: the routes file, as it was before it was read.
    ///   - load: reads the configuration again from where it came from.
    init(
        _ configuration: Configuration,
        parts: Parts,
        watchedFile: WatchedFile?,
        load: @escaping @Sendable () throws(ConfigurationError) -> Configuration
    ) {
        self.started = configuration
        self.present = configuration
        self.parts = parts
        self.watchedFile = watchedFile
        self.load = load
    }

    private var logger: Logger { self.parts.loggers.proxy }

    /// The longest a drain may take, as it is in force.
    var shutdownGrace: TimeAmount { self.present.process.shutdownGrace }

    /// The control port is open.
    func opened(_ control: ControlServer?) {
        self.control = control
    }

    // MARK: Everything

    /// Reads everything again.
    func reload() async {
        self.parts.manager?.tell(.reloading(microseconds: ServiceManager.monotonicMicroseconds()))
        let problem = await self.reloadAll()
        self.parts.state.reloaded(isGood: problem == nil, unixTime: UnixTime.now())
        self.parts.manager?.tell(.ready(status: problem ?? "serving"))
    }

    /// Returns what the operator should hear when all stays as it was.
    private func reloadAll() async -> String? {
        let candidate: ReloadCandidate
        let watchedFile: WatchedFile?
        let certificates = await self.parts.certificates?.read()
        do throws(ReloadCandidate.Faults) {
            let configuration = try self.read()
            watchedFile = configuration.routes.file.map { WatchedFile(path: $0) }
            candidate = try ReloadCandidate(configuration)
            if let faults = certificates?.faults, !faults.isEmpty {
                throw ReloadCandidate.Faults(lines: faults)
            }
            try self.moveLog(candidate.configuration)
        } catch {
            for line in error.lines {
                self.logger.warning("\(line)")
            }
            self.logger.error("not reloaded: everything stays as it was", metadata: ["faults": "\(error.lines.count)"])
            return "not reloaded, \(error.lines.count) faults; serving with the old settings"
        }
        let difference = ReloadDifference(
            to: candidate.configuration,
            from: self.present,
            startedWith: self.started
        )
        self.present = candidate.configuration
        self.watchedFile = watchedFile
        if let certificates {
            await self.parts.certificates?.use(certificates)
        }
        await self.use(candidate)
        self.report(candidate, difference)
        return nil
    }

    private func read() throws(ReloadCandidate.Faults) -> Configuration {
        do throws(ConfigurationError) {
            return try self.load()
        } catch {
            throw ReloadCandidate.Faults(lines: ["\(error)"])
        }
    }

    /// The last thing that can fail.
    private func moveLog(_ configuration: Configuration) throws(ReloadCandidate.Faults) {
        do throws(ProxyServerError) {
            try self.parts.output.move(to: configuration.logging.filePath)
        } catch {
            throw ReloadCandidate.Faults(lines: ["\(error)"])
        }
    }

    private func use(_ candidate: ReloadCandidate) async {
        self.parts.output.setFormat(candidate.configuration.logging.format)
        self.parts.loggers.set(candidate.configuration.logging.levels)
        // The client certificates of targets may have changed as well.
        self.parts.tlsContexts.removeAll()
        self.control?.use(
            allowedHosts: candidate.configuration.control.hosts,
            authentication: candidate.authentication,
            bodyBytes: candidate.configuration.limits.controlBodyBytes
        )
        // Loops only refuse work when the process is at its end.
        _ = try? await self.parts.loops.onEach { $0.use(candidate) }
    }

    private func report(_ candidate: ReloadCandidate, _ difference: ReloadDifference) {
        for warning in candidate.configuration.warnings {
            self.logger.warning("\(warning)")
        }
        for key in difference.waiting {
            self.logger.warning("\(key) changed: needs a restart")
        }
        self.logger.info("routes loaded with \(candidate.routes.table.routes.count) entries")
        let changed = difference.applied.map { "\($0)" }.joined(separator: ", ")
        self.logger.info("reloaded", metadata: ["changed": "\(changed.isEmpty ? "no setting" : changed)"])
    }

    // MARK: Routes

    /// Reads the routes alone, after their file has changed; bad lines are left out (reference: behaviour 1.1).
    func reloadRoutes() async {
        let loader = RouteLoader(self.present, logger: self.logger)
        self.watchedFile = self.present.routes.file.map { WatchedFile(path: $0) }
        let routes = loader.load()
        self.parts.state.reloaded(isGood: routes != nil, unixTime: UnixTime.now())
        guard let routes else { return }
        self.parts.tlsContexts.removeAll()
        _ = try? await self.parts.loops.onEach { services in
            services.routes = routes
            services.signatures.removeAll()
        }
    }
}

extension LoopServices {
    /// Puts a configuration that was read anew into force, as far as it can change while the process runs.
    func use(_ candidate: ReloadCandidate) {
        self.context.limits = candidate.configuration.limits
        self.settings = candidate.settings
        self.routes = candidate.routes
        self.signatures.removeAll()
        self.openRequests.setLimit(candidate.configuration.limits.openRequests)
        self.connections?.gate.setLimit(candidate.configuration.limits.clientConnections)
    }
}

/// A file, and its state at some time.
struct WatchedFile: Sendable {
    let path: String
    private let stamp: FileStamp

    /// The file in its present state.
    init(path: String) {
        self.path = path
        self.stamp = FileStamp(path: path)
    }

    /// Whether the file has changed since.
    var hasChanged: Bool { FileStamp(path: self.path) != self.stamp }
}

extension Configuration.Routes {
    /// The file that the routes come from, if there is one.
    var file: String? {
        if case .file(let path) = self.source { return path }
        return nil
    }
}
