import GRIP
import Logging
import ProxyRouting

/// Loads the routes and everything they refer to.
struct RouteLoader: Sendable {
    let source: Configuration.Routes.Source
    /// Whether nobody chose these routes.
    let isWelcome: Bool
    /// Relative key files are looked for beside the routes file.
    private let directory: String
    let logger: Logger

    init(_ configuration: Configuration, logger: Logger) {
        self.source = configuration.routes.source
        self.isWelcome = configuration.routes.source == Configuration.Routes.builtIn
        if case .file(let path) = configuration.routes.source, let slash = path.lastIndex(of: "/") {
            self.directory = String(path[...slash])
        } else {
            self.directory = ""
        }
        self.logger = logger
    }

    /// The file to watch, if the routes come from one.
    var watchedPath: String? {
        if case .file(let path) = self.source { return path }
        return nil
    }

    /// Reads the routes; bad lines are logged and skipped (reference: behaviour 1.1, 1.2).
    ///
    /// Returns `nil` when the file cannot be read, which is logged as well.
    func load() -> RouteSnapshot? {
        let table: RouteTable
        switch self.source {
        case .lines(let lines):
            table = RouteTable(commandLine: lines, checkFile: Self.check)
        case .file(let path):
            do throws(FileReadingError) {
                let text = String(decoding: try FileReading.contents(of: path), as: UTF8.self)
                table = RouteTable(parsing: text, fileName: path, checkFile: Self.check)
            } catch {
                self.logger.warning("unable to open routes file: \(path)", metadata: ["reason": "\(error)"])
                return nil
            }
        }
        for diagnostic in table.diagnostics {
            self.logger.warning("\(diagnostic.descriptionWithColumn)")
        }
        self.logger.info("routes loaded with \(table.routes.count) entries")
        return RouteSnapshot(table: table, signers: self.signers(of: table), isWelcome: self.isWelcome)
    }

    private static func check(_ path: String) throws(RouteFileError) {
        do throws(FileReadingError) {
            _ = try FileReading.contents(of: path)
        } catch {
            throw error.operation == .open ? .notOpened(reason: error.reason) : .notRead(reason: error.reason)
        }
    }

    /// The signers of routes with a key and an issuer of their own; a key alone is not used.
    private func signers(of table: RouteTable) -> [String: Signer] {
        var signers: [String: Signer] = [:]
        for route in table.routes {
            guard let issuer = route.signatureIssuer, let text = route.signatureKey, !text.isEmpty else { continue }
            do {
                let key = try GripKey(parsing: text) { try FileReading.contents(of: self.resolve($0)) }
                signers[route.id] = Signer(issuer: issuer, key: key)
            } catch {
                self.logger.warning(
                    "sig_key of a route cannot be used; its requests are signed with the general key",
                    metadata: ["route.id": "\(route.id)", "reason": "\(error)"]
                )
            }
        }
        return signers
    }

    private func resolve(_ path: String) -> String {
        path.hasPrefix("/") ? path : self.directory + path
    }
}
