/// All routes, and the look-up of the one for a request (reference: behaviour 1.3).
///
/// Immutable: a reload builds a new table and swaps it in whole. A class, so that taking hold of it costs one reference.
package final class RouteTable: Sendable {
    /// The accepted routes in the order of the file; their number is the N of `routes loaded with N entries`.
    package let routes: [Route]
    /// One entry for every line that was skipped, in the order of the file.
    package let diagnostics: [RouteDiagnostic]

    private let rulesByHost: [String: RouteRules]
    private let rulesForAnyHost: RouteRules
    private let routesByID: [String: RouteLookup]

    /// Indexes routes whose conditions are known to differ.
    init(routes: [Route], diagnostics: [RouteDiagnostic]) {
        var byHost: [String: [Route]] = [:]
        var forAnyHost: [Route] = []
        var byID: [String: RouteLookup] = [:]
        for route in routes {
            switch route.condition.domain {
            case .any: forAnyHost.append(route)
            case .exact(let host): byHost[host, default: []].append(route)
            case .unreachable: break
            }
            byID[route.id] = byID[route.id] == nil ? .found(route) : .shared
        }
        self.routes = routes
        self.diagnostics = diagnostics
        self.rulesByHost = byHost.mapValues(RouteRules.init)
        self.rulesForAnyHost = RouteRules(forAnyHost)
        self.routesByID = byID
    }

    /// The table without routes, which is what a server has whose routes file cannot be opened.
    package static let empty = RouteTable(routes: [], diagnostics: [])

    /// The route for a request, nil when there is none.
    ///
    /// One hash of the host, then linear in the rules of that host. A host with rules of its own never falls back to
    /// the rules for `*`.
    ///
    /// - Parameters:
    ///   - host: The host of the request without its port, in any case, an IPv6 address with or without brackets.
    ///   - path: The encoded path as the client sent it; a query behind it makes no difference.
    ///   - isTLS: Whether the request counts as having come with TLS.
    ///   - isWebSocket: Whether the request is a WebSocket handshake.
    /// - Returns: The rule that ranks first among those that match.
    package func route(host: String, path: ArraySlice<UInt8>, isTLS: Bool, isWebSocket: Bool) -> Route? {
        let rules = (rulesByHost.isEmpty ? nil : rulesByHost[HostText.key(host)]) ?? rulesForAnyHost
        return rules.route(path: path, isTLS: isTLS, isWebSocket: isWebSocket)
    }

    /// The route for a request, nil when there is none; see the method that takes a slice.
    package func route(host: String, path: [UInt8], isTLS: Bool, isWebSocket: Bool) -> Route? {
        route(host: host, path: path[...], isTLS: isTLS, isWebSocket: isWebSocket)
    }

    /// The route with an id, given or made from its condition.
    ///
    /// The host plays no part, and neither does the path: check that with ``Route/acceptsPath(_:)``.
    package func route(id: String) -> RouteLookup {
        routesByID[id] ?? .unknown
    }
}
