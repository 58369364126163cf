import GRIP
package import HTTP1
package import NIOCore
package import ProxyRouting

/// A request made by a script element, which can only GET, turned into the request that it means.
///
/// Reference: behaviour 5.1. Parameters of the query become method, headers and body; what the client sent besides goes
/// along. `Host` is the one of the URI, so that `as_host` and the like still replace it afterwards.
package struct JSONPRequest: Sendable, Equatable {
    /// The request in place of the client's; its length fields are to be made from ``framing``, as `RequestRules` does.
    package let head: RequestHead
    /// The URI in place of the client's: without the parameters that were consumed.
    package let uri: RequestURI
    /// The bytes of the body that come before those that the client may still send.
    package let body: ByteBuffer
    /// How the whole body is framed: ``body`` and what the client sends.
    package let framing: BodyFraming
    /// How the response is to be wrapped.
    package let response: JSONPResponse

    /// Reads a client's request; `nil` when it is not JSON-P.
    ///
    /// Only for routes with automatic cross-origin, and not for WebSocket handshakes.
    ///
    /// - Parameters:
    ///   - request: the head as the client sent it.
    ///   - framing: how the client's own body is framed; there is none with a script element.
    ///   - uri: the URI of the request, not yet rewritten by the route.
    ///   - settings: the route's.
    /// - Throws: the parameter at fault. The answer to it is not wrapped.
    package init?(
        request: RequestHead,
        framing: BodyFraming = .none,
        uri: RequestURI,
        settings: JSONPSettings
    ) throws(JSONPError) {
        let query = uri.target[uri.path.endIndex...].dropFirst()
        guard request.method == "GET", !query.isEmpty else { return nil }
        let parameters = JSONPParameters(query, settings: settings)
        guard parameters.areActive(settings) else { return nil }

        self.response = JSONPResponse(callback: try Self.callback(parameters, settings), mode: settings.mode)
        let method = try Self.method(parameters, settings)
        var fields = try Self.fields(parameters)
        let body = try Self.body(parameters, settings)
        if body != nil && settings.bodyParameter != nil {
            fields.removeAll(.contentType)
            fields.append("Content-Type", "application/json")
        }
        self.body = ByteBuffer(bytes: body ?? [])
        self.framing = Self.framing(framing, after: self.body.readableBytes)

        let rest = parameters.remainingQuery.map { [UInt8(ascii: "?")] + $0 } ?? []
        self.uri = RequestURI(uri.parts, target: uri.path + rest)
        fields.append("Host", uri.authority)
        fields.append("Accept", "*/*")
        let hasContentType = fields.contains(.contentType)
        for field in request.fields where !field.isNamed(.host) && !field.isNamed(.accept) {
            // A message has one type: the client's own is that of a body which is not the one sent.
            if !hasContentType || !field.isNamed(.contentType) {
                fields.append(field)
            }
        }
        var head = request
        head.method = method
        head.target = self.uri.target
        head.fields = fields
        self.head = head
    }

    private static func callback(
        _ parameters: JSONPParameters,
        _ settings: JSONPSettings
    ) throws(JSONPError) -> String {
        guard let callback = parameters.callback else { return settings.defaultCallback ?? "" }
        guard CallbackName.isAllowed(callback[...]) else { throw .callback }
        return String(decoding: callback, as: UTF8.self)
    }

    /// The method, which must be a token, or it could end the request line early.
    private static func method(_ parameters: JSONPParameters, _ settings: JSONPSettings) throws(JSONPError) -> String {
        let method = parameters.method ?? Array(settings.defaultMethod.utf8)
        guard HeaderFields.isValidName(method) else { throw .method }
        let text = String(decoding: method, as: UTF8.self)
        // The methods that no script may send to another site: TRACE would show it the user's cookies
        // (Fetch, 2.2.1, "forbidden method").
        guard !["CONNECT", "TRACE", "TRACK"].contains(text.uppercased()) else { throw .method }
        return text
    }

    /// The headers of the parameter in the order of their names.
    private static func fields(_ parameters: JSONPParameters) throws(JSONPError) -> HeaderFields {
        guard let text = parameters.headers else { return HeaderFields() }
        // Whatever is wrong with the text, the client is told the same.
        guard let object = (try? JSONValue(parsing: text))?.object else { throw .headers }
        var fields = HeaderFields()
        for member in object.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            guard let value = member.value.string else { throw .headers }
            // A name or value that could break the head is not added.
            guard fields.append(member.name, value) else { throw .headers }
        }
        fields.removeAll { field in Self.ignoredNames.contains { field.isNamed($0) } }
        return fields
    }

    /// `Host` and `Accept`, and what says how a message is framed or what becomes of a connection.
    private static let ignoredNames: [FieldName] = [
        .host, .accept, .connection, .contentLength, .expect, .keepAlive, .trailer, .transferEncoding, .upgrade,
    ]

    private static func body(_ parameters: JSONPParameters, _ settings: JSONPSettings) throws(JSONPError) -> [UInt8]? {
        guard let body = parameters.body else { return nil }
        guard !body.isEmpty else { throw settings.bodyParameter == nil ? .body : .configuredBody }
        return body
    }

    /// The framing of a body that so many bytes come before.
    private static func framing(_ framing: BodyFraming, after byteCount: Int) -> BodyFraming {
        switch framing {
        case .none:
            return byteCount == 0 ? .none : .length(byteCount)
        case .length(let length):
            let (sum, isTooLong) = length.addingReportingOverflow(byteCount)
            return isTooLong ? .chunked : .length(sum)
        case .chunked, .untilClose, .tunnel:
            return framing
        }
    }
}
