package import HTTP1

/// The fields that all responses of the SockJS endpoints to one request have (reference: websocket 4.2).
///
/// They stand in place of the route's own cross-origin fields.
package struct SockJSFields: Equatable, Sendable {
    private let origin: [UInt8]
    private let requestedHeaders: [UInt8]
    private let isPreflight: Bool

    /// Looks at a request.
    package init(_ request: RequestHead) {
        let origin = request.fields.firstValue(.origin) ?? []
        // Files have the origin "null", and browsers take that back as a refusal (SockJS 0.3.3, "Info test").
        let isNamed = !origin.isEmpty && !origin.elementsEqual("null".utf8)
        self.origin = isNamed ? Array(origin) : [UInt8(ascii: "*")]
        self.requestedHeaders = Array(request.fields.firstValue(.accessControlRequestHeaders) ?? [])
        self.isPreflight = request.method == "OPTIONS"
    }

    /// Adds the fields after a response's own.
    package func decorate(_ fields: inout HeaderFields) {
        if !fields.contains(.cacheControl) {
            fields.append("Cache-Control", "no-store, no-cache, must-revalidate, max-age=0")
        }
        // A rejection by the origin may have its own.
        fields.removeAll { $0.isNamed(.accessControlAllowOrigin) || $0.isNamed(.accessControlAllowCredentials) }
        fields.append(name: "Access-Control-Allow-Origin".utf8, value: self.origin)
        fields.append("Access-Control-Allow-Credentials", "true")
        if !self.requestedHeaders.isEmpty {
            fields.removeAll(.accessControlAllowHeaders)
            fields.append(name: "Access-Control-Allow-Headers".utf8, value: self.requestedHeaders)
        }
        if self.isPreflight {
            fields.append("Access-Control-Allow-Methods", "OPTIONS, GET, POST")
            fields.append("Access-Control-Max-Age", "31536000")
        }
    }
}
