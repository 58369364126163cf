import ProxyRouting

/// Reads everything a configuration names, as a start would, without opening a port.
package struct ConfigurationCheck {
    /// What is wrong, one line each: where, what, and what would be right.
    package let faults: [String]
    /// What was found to be in order, for the operator.
    package let summary: String

    /// Checks `configuration`, which was loaded without an error.
    package init(_ configuration: Configuration) {
        let files = RouteFiles(configuration.routes.source)
        var faults = configuration.warnings + files.faults
        let server = ProxyServer(configuration: configuration)
        Self.note(&faults) { _ = try server.exchangeSettings() }
        Self.note(&faults) { _ = try server.controlAuthentication() }
        Self.note(&faults) { try server.checkCertificates() }
        Self.note(&faults) { _ = try server.endpoints(nil) }
        Self.note(&faults) { try server.checkSessions() }
        self.faults = faults
        let file = configuration.filePath ?? "no configuration file"
        self.summary = "\(file): \(files.routes?.table.routes.count ?? 0) routes, no faults"
    }

    private static func note(_ faults: inout [String], _ check: () throws -> Void) {
        do {
            try check()
        } catch {
            faults.append("\(error)")
        }
    }
}
