import Logging
import ProxyListener
import ServiceLifecycle

/// Reloads one second after a certificate's file changed.
///
/// The files are looked at by name, so that it is also noticed when other files are moved into their place, or a link to
/// their directory is changed.
struct CertificateWatchService: Service {
    private static let interval = Duration.seconds(1)
    /// A certificate and its key are seldom written at the same moment.
    private static let settlingTime = Duration.seconds(1)

    let reload: CertificateReload
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let directory = self.reload.directory
            var known = self.reload.firstListing
            while !Task.isCancelled {
                // Only fails when it is cancelled, which ends the loop.
                try? await Task.sleep(for: Self.interval)
                // A directory that cannot be read is a state of it as well.
                let files = try? directory.list()
                guard files != known else { continue }
                self.logger.info("certificates changed, reloading")
                try? await Task.sleep(for: Self.settlingTime)
                known = try? directory.list()
                await self.reload.reload()
            }
        }
    }
}
