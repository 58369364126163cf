package import ProxyRouting

extension RequestURI {
    /// The URI of a link towards one target: like `rewritten`, but a path that does not begin with the route's prefix is
    /// left as it is, because the origin names its links as it sees its own paths (reference: seed libraries P14).
    package func addressed(by route: Route, toward target: Target) throws(ProxyError) -> RequestURI {
        guard !route.acceptsPath(Array(self.path)) || route.condition.pathPrefix.isEmpty else {
            return try self.rewritten(by: route, toward: target)
        }
        let host = target.host ?? route.asHost
        return RequestURI(host.map { Authority(configured: $0) } ?? self.parts, target: self.target)
    }

    /// The URI towards one target of a route: `host` of the target or `as_host` of the route in place of the client's host,
    /// `path_rem` and `replace_beg` applied to the path (reference: behaviour 1.4, 1.5).
    ///
    /// - Throws: `rewritingFailed` when the new path does not begin with a slash.
    package func rewritten(by route: Route, toward target: Target) throws(ProxyError) -> RequestURI {
        let host = target.host ?? route.asHost
        let authority = host.map { Authority(configured: $0) } ?? self.parts
        // "*" is about the server, not about a path under it, so there is no prefix to replace.
        guard self.target.first == UInt8(ascii: "/") else { return RequestURI(authority, target: self.target) }
        guard let rewritten = route.rewrittenTarget(self.target) else { throw ProxyError(.rewritingFailed) }
        return RequestURI(authority, target: rewritten)
    }
}
