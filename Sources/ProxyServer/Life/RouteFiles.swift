import GRIP
import ProxyRouting

/// Reads the routes of a configuration and the keys they name, and collects what is wrong with them.
struct RouteFiles {
    /// The routes that can be used; `nil` where the file cannot be read.
    let routes: RouteSnapshot?
    /// What an operator should mend, one line each that begins with its place.
    let faults: [String]

    /// Reads `source`; bad lines are left out (reference: behaviour 1.1, 1.2).
    ///
    /// Blocks the caller, so it is for start and reload, not for an event loop.
    init(_ source: Configuration.Routes.Source) {
        let table: RouteTable
        var directory = ""
        switch source {
        case .lines(let lines):
            table = RouteTable(commandLine: lines, checkFile: Self.check)
        case .file(let path):
            if let slash = path.lastIndex(of: "/") {
                directory = String(path[...slash])
            }
            do throws(FileReadingError) {
                let text = String(decoding: try FileReading.contents(of: path), as: UTF8.self)
                table = RouteTable(parsing: text, fileName: path, checkFile: Self.check)
            } catch {
                self.routes = nil
                self.faults = ["unable to open routes file: \(path): \(error.reason)"]
                return
            }
        }
        var faults = table.diagnostics.map(\.descriptionWithColumn)
        let signers = Self.signers(of: table, besides: directory, faults: &faults)
        self.routes = RouteSnapshot(table: table, signers: signers, isWelcome: source == Configuration.Routes.builtIn)
        self.faults = faults
    }

    private static func check(_ path: String) throws(RouteFileError) {
        do throws(FileReadingError) {
            _ = try FileReading.contents(of: path)
        } catch {
            throw error.operation == .open ? .notOpened(reason: error.reason) : .notRead(reason: error.reason)
        }
    }

    /// The signers of routes with a key and an issuer of their own; a key alone is not used.
    ///
    /// Relative key files are looked for beside the routes file.
    private static func signers(
        of table: RouteTable,
        besides directory: String,
        faults: inout [String]
    ) -> [String: Signer] {
        var signers: [String: Signer] = [:]
        for route in table.routes {
            guard let issuer = route.signatureIssuer, let text = route.signatureKey, !text.isEmpty else { continue }
            do {
                let key = try GripKey(parsing: text) { path in
                    try FileReading.contents(of: path.hasPrefix("/") ? path : directory + path)
                }
                signers[route.id] = Signer(issuer: issuer, key: key)
            } catch {
                faults.append(
                    "route \(route.id): sig_key cannot be used, its requests are signed with the general key: \(error)"
                )
            }
        }
        return signers
    }
}
