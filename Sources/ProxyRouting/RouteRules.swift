/// The rules of one host in the order of the file, laid out so that finding the best one touches no route.
///
/// Every event loop matches against the same table. Only numbers are read until the route is chosen, so that loops do not
/// contend for the reference counts of routes that another loop uses.
final class RouteRules: Sendable {
    /// One condition without its domain; its path prefix is a part of `prefixes`.
    private struct Rule {
        let proto: RouteCondition.Proto?
        let tls: Bool?
        let prefixStart: Int
        let prefixByteCount: Int

        /// Whether this rule, which matches and comes later in the file, takes the place of one that matches.
        ///
        /// Compatibility: the last step is also reached when this path prefix is the shorter one, as in Pushpin
        /// (reference: behaviour 1.3, quirk marked copy; test `laterTLSRuleWithShorterPathReplacesTheLongerOne`).
        func replaces(_ best: Self) -> Bool {
            if (proto == nil) != (best.proto == nil) {
                return proto != nil
            }
            if prefixByteCount > best.prefixByteCount {
                return true
            }
            return tls != nil && best.tls == nil
        }
    }

    private let rules: [Rule]
    private let routes: [Route]
    private let prefixes: [UInt8]

    /// Takes the routes of one host, whose conditions differ.
    init(_ routes: [Route]) {
        // No path has a question mark, so such a rule matches nothing. Without it the query behind a path does no harm.
        let routes = routes.filter { !$0.condition.pathPrefix.contains(UInt8(ascii: "?")) }
        var prefixes: [UInt8] = []
        self.rules = routes.map { route in
            let condition = route.condition
            let start = prefixes.count
            prefixes += condition.pathPrefix
            return Rule(
                proto: condition.proto,
                tls: condition.tls,
                prefixStart: start,
                prefixByteCount: condition.pathPrefix.count
            )
        }
        self.routes = routes
        self.prefixes = prefixes
    }

    /// The route whose rule ranks first among those that match (reference: behaviour 1.3).
    ///
    /// - Parameters:
    ///   - path: The encoded path; a query behind it makes no difference.
    ///   - isTLS: Whether the request counts as having come with TLS.
    ///   - isWebSocket: Whether the request is a WebSocket handshake.
    /// - Returns: Nil when no rule matches.
    func route(path: ArraySlice<UInt8>, isTLS: Bool, isWebSocket: Bool) -> Route? {
        var best: Int?
        for index in rules.indices {
            let rule = rules[index]
            guard rule.proto.map({ ($0 == .webSocket) == isWebSocket }) ?? true, rule.tls.map({ $0 == isTLS }) ?? true,
                matchesPrefix(of: rule, path: path)
            else {
                continue
            }
            if best.map({ rule.replaces(rules[$0]) }) ?? true {
                best = index
            }
        }
        return best.map { routes[$0] }
    }

    private func matchesPrefix(of rule: Rule, path: ArraySlice<UInt8>) -> Bool {
        guard rule.prefixByteCount <= path.count else {
            return false
        }
        for offset in 0..<rule.prefixByteCount
        where path[path.startIndex + offset] != prefixes[rule.prefixStart + offset] {
            return false
        }
        return true
    }
}
