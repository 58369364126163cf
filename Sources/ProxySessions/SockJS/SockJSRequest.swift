package import ProxyRouting

/// What a request below the SockJS path of a route asks for (reference: websocket 4.2; SockJS 0.3.3).
///
/// SERVER and SESSION may be anything but empty, and have no dots; SERVER is for load balancers and means nothing here.
package enum SockJSRequest: Equatable, Sendable {
    /// `OPTIONS`, whatever the path.
    case preflight
    /// `/info`
    case info
    /// `/iframe….html`
    case iframe
    /// `/SERVER/SESSION/` and one of `xhr`, `jsonp`, `xhr_streaming`, `eventsource`, `htmlfile`.
    case receive(session: [UInt8], SockJSTransport)
    /// `/SERVER/SESSION/` and `xhr_send` or `jsonp_send`.
    case send(session: [UInt8], SockJSPayload.Form)
    /// `/SERVER/SESSION/…` as a WebSocket that carries frames of SockJS.
    case framedWebSocket
    /// `/websocket`: a WebSocket without anything of SockJS.
    case rawWebSocket
    /// A transport that calls a function, without a function that may be called.
    case badRequest
    /// Anything else.
    case notFound

    /// Reads a request; `nil` when it is not for SockJS, so that it is proxied as usual.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - uri: the URI as the client sent it.
    ///   - route: the route chosen.
    ///   - isWebSocket: whether the request is a WebSocket handshake.
    package init?(method: String, uri: RequestURI, route: Route, isWebSocket: Bool) {
        guard let prefix = route.sockJSPath, uri.path.starts(with: prefix) else { return nil }
        // With a prefix that ends in a slash, that slash is the one the rest begins with.
        let prefixLength = prefix.last == UInt8(ascii: "/") ? prefix.count - 1 : prefix.count
        self.init(
            method: method,
            path: uri.path.dropFirst(prefixLength),
            query: uri.target[uri.path.endIndex...].dropFirst(),
            isWebSocket: isWebSocket
        )
    }

    /// Reads what follows the prefix.
    init(method: String, path: ArraySlice<UInt8>, query: ArraySlice<UInt8>, isWebSocket: Bool) {
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard isWebSocket || method != "OPTIONS" else {
            self = .preflight
            return
        }
        guard let first = parts.first, first.isEmpty else {
            self = .notFound
            return
        }
        switch parts.count {
        case 2 where isWebSocket:
            self = parts[1].elementsEqual("websocket".utf8) ? .rawWebSocket : .notFound
        case 2:
            self = Self.page(String(decoding: parts[1], as: UTF8.self), method: method)
        case 4 where Self.isIdentifier(parts[1]) && Self.isIdentifier(parts[2]):
            guard !isWebSocket else {
                self = .framedWebSocket
                return
            }
            let last = String(decoding: parts[3], as: UTF8.self)
            self = Self.transport(last, method: method, session: Array(parts[2]), query: query)
        default:
            self = .notFound
        }
    }

    private static func isIdentifier(_ part: ArraySlice<UInt8>) -> Bool {
        !part.isEmpty && !part.contains(UInt8(ascii: "."))
    }

    private static func page(_ name: String, method: String) -> SockJSRequest {
        guard method == "GET" || method == "HEAD" else { return .notFound }
        if name == "info" { return .info }
        return name.hasPrefix("iframe") && name.hasSuffix(".html") ? .iframe : .notFound
    }

    private static func transport(
        _ name: String,
        method: String,
        session: [UInt8],
        query: ArraySlice<UInt8>
    ) -> SockJSRequest {
        switch (name, method) {
        case ("xhr", "POST"):
            .receive(session: session, .xhr)
        case ("xhr_streaming", "POST"):
            .receive(session: session, .xhrStreaming)
        case ("eventsource", "GET"):
            .receive(session: session, .eventSource)
        case ("jsonp", "GET"), ("jsonp", "POST"):
            self.receive(session, query) { .jsonp(callback: $0) }
        case ("htmlfile", "GET"):
            self.receive(session, query) { .htmlFile(callback: $0) }
        case ("xhr_send", "POST"):
            .send(session: session, .body)
        case ("jsonp_send", "POST"):
            .send(session: session, .form)
        case ("jsonp_send", "GET"):
            .send(session: session, .query(Array(query)))
        default:
            .notFound
        }
    }

    /// A transport that calls a function: parameter `c` or `callback`.
    private static func receive(
        _ session: [UInt8],
        _ query: ArraySlice<UInt8>,
        _ transport: (String) -> SockJSTransport
    ) -> SockJSRequest {
        let items = QueryItem.items(of: query)
        let item = items.first { $0.isNamed("c") } ?? items.first { $0.isNamed("callback") }
        guard let name = item?.value, CallbackName.isAllowed(name[...]) else { return .badRequest }
        return .receive(session: session, transport(String(decoding: name, as: UTF8.self)))
    }
}
