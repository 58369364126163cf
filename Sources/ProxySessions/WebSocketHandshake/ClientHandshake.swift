package import HTTP1

/// A client's WebSocket handshake (RFC 6455 section 4.2.1; reference: websocket 1.1).
package struct ClientHandshake: Equatable, Sendable {
    /// The value of `Sec-WebSocket-Key`, which is not looked into.
    package let key: String

    /// Whether a request asks for a WebSocket: `Upgrade` is exactly that, in any case.
    ///
    /// `Connection` is not looked at, as Pushpin does not.
    package static func isAsked(by head: RequestHead) -> Bool {
        guard let upgrade = head.fields.first(.upgrade) else { return false }
        return upgrade.utf8.count == 9 && upgrade.lowercased() == "websocket"
    }

    /// Reads a request that asks for a WebSocket.
    ///
    /// - Parameters:
    ///   - head: the request's head.
    ///   - framing: how its body is framed; there must be none.
    /// - Throws: `ProxyError.invalidWebSocketRequest` when it cannot be answered with 101.
    package init(_ head: RequestHead, framing: BodyFraming) throws(ProxyError) {
        guard head.method == "GET", framing == .none || framing == .length(0),
            head.fields.first(.webSocketVersion) == Self.version,
            let key = head.fields.first(.webSocketKey), !key.isEmpty
        else { throw ProxyError(.invalidWebSocketRequest) }
        self.key = key
    }

    /// The one version of the protocol.
    static let version = "13"
}
