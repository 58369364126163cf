import Logging
import ProxyUpstream
import ServiceLifecycle

/// Puts freshly loaded routes into force on every loop; established connections and holds go on.
struct RouteReload: Sendable {
    let loader: RouteLoader
    let loops: EventLoops
    let tlsContexts: TLSContextCache

    /// Loads the routes; keeps the old ones when the file cannot be read.
    func reload() async {
        guard let routes = self.loader.load() else { return }
        // The client certificates of targets may have changed as well.
        self.tlsContexts.removeAll()
        // Loops only refuse work when the process is at its end.
        _ = try? await self.loops.onEach { services in
            services.routes = routes
            services.signatures.removeAll()
        }
    }
}

/// Reloads one second after the routes file changed (reference: behaviour 1.1).
///
/// The file is looked at by name, so that it is also noticed when another file is moved into its place.
struct RouteWatchService: Service {
    private static let interval = Duration.milliseconds(250)
    /// Further changes within this time are absorbed.
    private static let settlingTime = Duration.seconds(1)

    let path: String
    /// The state of the file before it was first loaded.
    let loaded: FileStamp
    let reload: RouteReload
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known = self.loaded
            while !Task.isCancelled {
                // Only fails when it is cancelled, which ends the loop.
                try? await Task.sleep(for: Self.interval)
                let stamp = FileStamp(path: self.path)
                guard stamp != known else { continue }
                self.logger.info("routes file changed, reloading")
                try? await Task.sleep(for: Self.settlingTime)
                known = FileStamp(path: self.path)
                await self.reload.reload()
            }
        }
    }
}
