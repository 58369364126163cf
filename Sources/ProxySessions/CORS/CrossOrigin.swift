package import HTTP1
package import ProxyRouting

/// The cross-origin headers that a route with `aco` adds to every response of one request.
///
/// Holds what the answer depends on of the request, so that it serves the relayed response, an error and a published
/// answer alike. No `Vary` is added, and preflights are not answered here. Reference: behaviour 4.
package struct CrossOrigin: Sendable, Equatable {
    private let origin: [UInt8]?
    private let requestedMethod: [UInt8]?
    private let requestedHeaders: [UInt8]

    /// Looks at the fields of a client's request; `nil` when nothing is to be added.
    ///
    /// That is so without `aco`, and when the request's `Origin` is not listed in the route's `aco_origins`.
    ///
    /// - Parameters:
    ///   - request: the fields as the client sent them.
    ///   - route: the route chosen.
    ///   - appliesToAllRoutes: whether the configuration says `auto_cross_origin`.
    package init?(_ request: HeaderFields, route: Route, appliesToAllRoutes: Bool) {
        guard route.isCrossOrigin || appliesToAllRoutes else { return nil }
        self.init(request)
        guard route.answersCrossOrigin(from: self.origin.map { String(decoding: $0, as: UTF8.self) }) else {
            return nil
        }
    }

    /// Looks at the fields of a client's request, on a route that answers every origin.
    package init(_ request: HeaderFields) {
        var origin: [UInt8]?
        var requestedMethod: [UInt8]?
        var requestedHeaders = CommaList()
        for field in request {
            switch field.name.count {
            case 6 where origin == nil && field.isNamed(.origin):
                origin = Array(field.value)
            case 29 where requestedMethod == nil && field.isNamed(.accessControlRequestMethod):
                requestedMethod = Array(field.value)
            case 30 where field.isNamed(.accessControlRequestHeaders):
                requestedHeaders.collect(field.value)
            default:
                break
            }
        }
        self.origin = origin
        self.requestedMethod = requestedMethod
        self.requestedHeaders = requestedHeaders.joined
    }

    /// Adds the headers that a response does not have already, in the order of the reference.
    ///
    /// To be called with the response's own fields: those about the client's connection are not for scripts to see.
    package func decorate(_ fields: inout HeaderFields) {
        let present = PresentFields(fields)
        func add(_ header: PresentFields, _ name: String, _ value: some Collection<UInt8>) {
            if !present.contains(header) && !value.isEmpty {
                fields.append(name: name.utf8, value: value)
            }
        }
        if let requestedMethod, !requestedMethod.isEmpty {
            add(.methods, "Access-Control-Allow-Methods", requestedMethod)
        } else {
            add(.methods, "Access-Control-Allow-Methods", "OPTIONS, HEAD, GET, POST, PUT, DELETE".utf8)
        }
        add(.headers, "Access-Control-Allow-Headers", self.requestedHeaders)
        if !present.contains(.exposed) {
            add(.exposed, "Access-Control-Expose-Headers", ExposedNames(fields).joined)
        }
        add(.credentials, "Access-Control-Allow-Credentials", "true".utf8)
        add(.origin, "Access-Control-Allow-Origin", self.origin ?? [UInt8(ascii: "*")])
        add(.maxAge, "Access-Control-Max-Age", "3600".utf8)
    }
}
