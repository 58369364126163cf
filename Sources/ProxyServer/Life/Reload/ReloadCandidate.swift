import ProxyControl

/// A configuration that was read anew with everything it names, and found to be usable as a whole.
struct ReloadCandidate: Sendable {
    let configuration: Configuration
    let settings: ExchangeSettings
    let authentication: ControlAuthentication?
    let routes: RouteSnapshot

    /// Why nothing of it is used, one line each.
    struct Faults: Error, Equatable {
        let lines: [String]
    }

    /// Reads what `configuration` names.
    ///
    /// Other than at the start, a bad line of the routes is a fault: there is a good table to keep.
    ///
    /// - Throws: everything that is wrong.
    init(_ configuration: Configuration) throws(Faults) {
        let files = RouteFiles(configuration.routes.source)
        var faults = files.faults
        let server = ProxyServer(configuration: configuration)
        let settings = Self.value(&faults) { () throws(ProxyServerError) in try server.exchangeSettings() }
        let authentication = Self.value(&faults) { () throws(ProxyServerError) in try server.controlAuthentication() }
        _ = Self.value(&faults) { () throws(ProxyServerError) in try server.checkSessions() }
        guard faults.isEmpty, let settings, let authentication, let routes = files.routes else {
            throw Faults(lines: faults)
        }
        self.configuration = configuration
        self.settings = settings
        self.authentication = authentication
        self.routes = routes
    }

    private static func value<Value>(
        _ faults: inout [String],
        _ read: () throws(ProxyServerError) -> Value
    ) -> Value? {
        do throws(ProxyServerError) {
            return try read()
        } catch {
            faults.append("\(error)")
            return nil
        }
    }
}
