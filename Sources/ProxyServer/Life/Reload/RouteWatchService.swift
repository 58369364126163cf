import Logging
import ServiceLifecycle

/// Reloads one second after the routes file changed (reference: behaviour 1.1).
///
/// The file is looked at by name, so that it is also noticed when another file is moved into its place.
struct RouteWatchService: Service {
    private static let interval = Duration.milliseconds(250)
    /// Further changes within this time are absorbed.
    private static let settlingTime = Duration.seconds(1)

    let reloader: Reloader
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Only fails when it is cancelled, which ends the loop.
                try? await Task.sleep(for: Self.interval)
                guard await self.reloader.watchedFile?.hasChanged == true else { continue }
                self.logger.info("routes file changed, reloading")
                try? await Task.sleep(for: Self.settlingTime)
                await self.reloader.reloadRoutes()
            }
        }
    }
}
