package import HTTP1

/// What the response to a client depends on, of the request it answers.
///
/// Small on purpose: a hold keeps it for the response that is still to come.
package struct ClientExchange: Sendable, Equatable {
    /// Whether the request is HEAD, whose response has no body.
    package var isHead: Bool
    /// Whether the client speaks HTTP/1.0, which knows no chunks.
    package var isHTTP10: Bool
    /// Whether the client wants to use the connection again.
    package var isKeepAlive: Bool

    package init(isHead: Bool, isHTTP10: Bool, isKeepAlive: Bool) {
        self.isHead = isHead
        self.isHTTP10 = isHTTP10
        self.isKeepAlive = isKeepAlive
    }

    package init(_ request: RequestHead) {
        self.init(
            isHead: request.method == "HEAD",
            isHTTP10: request.version == .http10,
            isKeepAlive: request.isKeepAlive
        )
    }
}
