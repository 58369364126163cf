import GRIP

/// What makes two requests for links the same.
package struct FetchKey: Hashable, Sendable {
    /// Whose requests are capped together.
    enum Origin: Hashable, Sendable {
        /// The targets of a route.
        case route(id: String)
        /// A host that is asked directly, signed with the key of a route.
        case host(ResolvedLink.Scheme, String, port: Int, routeID: String)
    }

    let origin: Origin
    private let place: LinkPlace
    private let query: [UInt8]
    private let lastIDs: Set<[UInt8]>

    /// The key of a request.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - routeID: the stream's route, which the request goes through or is at least signed for.
    ///   - isDirect: whether the link leads to another host than the route's.
    package init(_ request: LinkRequest, routeID: String, isDirect: Bool) {
        let uri = request.link.uri
        self.origin = isDirect ? .host(uri.scheme, uri.host, port: uri.port, routeID: routeID) : .route(id: routeID)
        self.place = LinkPlace(uri)
        self.query = request.lastIDs.isEmpty ? Array(uri.target.dropFirst(self.place.path.count)) : []
        self.lastIDs = Set(request.lastIDs.map { Array($0.fieldValue.utf8) })
    }
}
