import Logging
import ProxyRouting

/// Loads the routes and everything they refer to, and logs how that went.
struct RouteLoader: Sendable {
    let source: Configuration.Routes.Source
    let logger: Logger

    init(_ configuration: Configuration, logger: Logger) {
        self.source = configuration.routes.source
        self.logger = logger
    }

    /// Reads the routes; bad lines are logged and skipped (reference: behaviour 1.1, 1.2).
    ///
    /// Returns `nil` when the file cannot be read, which is logged as well.
    func load() -> RouteSnapshot? {
        let files = RouteFiles(self.source)
        for fault in files.faults {
            self.logger.warning("\(fault)")
        }
        if let routes = files.routes {
            self.logger.info("routes loaded with \(routes.table.routes.count) entries")
        }
        return files.routes
    }
}
