package import HTTP1
package import ProxyRouting

/// What the origin is shown of a SockJS session: a WebSocket (reference: websocket 4.1).
package enum SockJSOrigin {
    /// The URI of the WebSocket: the route's `sockjs_as_path`, or else its SockJS path, with the client's query.
    ///
    /// - Parameters:
    ///   - uri: the URI of the session's first request.
    ///   - route: the route chosen.
    ///   - isWebSocket: whether the client came with a WebSocket, whose path has `/websocket` at its end.
    /// - Returns: the URI, not yet rewritten for a target.
    package static func uri(_ uri: RequestURI, route: Route, isWebSocket: Bool) -> RequestURI {
        var path = route.sockJSAsPath ?? route.sockJSPath ?? []
        if route.sockJSAsPath == nil && isWebSocket {
            path += (path.last == UInt8(ascii: "/") ? "websocket" : "/websocket").utf8
        }
        return RequestURI(uri.parts, target: path + uri.target[uri.path.endIndex...])
    }

    /// The head of the WebSocket of a session that is none itself: the first request without what was about its body.
    package static func head(_ request: RequestHead, uri: RequestURI) -> RequestHead {
        var head = request
        head.method = "GET"
        head.target = uri.target
        head.fields.removeAll { field in
            field.isNamed(.contentLength) || field.isNamed(.contentType) || field.isNamed(.contentEncoding)
                || field.isNamed(.transferEncoding) || field.isNamed(.expect)
        }
        return head
    }
}
