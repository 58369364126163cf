extension Route {
    /// The request target for the origin: `path_rem` or `replace_beg` applied to the path, the query left alone.
    ///
    /// - Parameter target: Encoded path and query as the client sent them.
    /// - Returns: The target itself when the route rewrites nothing; nil when the result does not begin with `/`, which
    ///   fails the request (reference: behaviour 1.4, `path_rem`).
    package func rewrittenTarget(_ target: [UInt8]) -> [UInt8]? {
        guard removedPathByteCount > 0 || !pathPrepend.isEmpty else {
            return target
        }
        let pathEnd = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        let kept = target[min(removedPathByteCount, pathEnd)...]
        let rewritten = pathPrepend + kept
        return rewritten.first == UInt8(ascii: "/") ? rewritten : nil
    }

    /// Whether a path begins with this route's `path_beg`: to check a route that was chosen by id.
    ///
    /// - Parameter path: The encoded path; a query behind it makes no difference.
    /// - Returns: True also when the route has no `path_beg`.
    package func acceptsPath(_ path: [UInt8]) -> Bool {
        condition.acceptsPath(path.prefix { $0 != UInt8(ascii: "?") })
    }

    /// Whether a response may get CORS headers as far as `aco_origins` is concerned.
    ///
    /// - Parameter origin: The request's `Origin`, compared without regard to the case of ASCII letters.
    /// - Returns: Always true without `aco_origins`; with it, false for an origin that is absent or not listed.
    package func answersCrossOrigin(from origin: String?) -> Bool {
        guard !corsOrigins.isEmpty else {
            return true
        }
        guard let origin else {
            return false
        }
        return corsOrigins.contains(HostText.lowercased(origin))
    }
}
