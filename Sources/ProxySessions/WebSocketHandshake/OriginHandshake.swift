package import HTTP1
import WebSocket

/// The handshake with an origin: our own, whatever the client's was (reference: websocket 1.2).
package struct OriginHandshake: Equatable, Sendable {
    private let key: String

    /// A handshake with a random key.
    package init() {
        self.init(key: WebSocketHandshakeKey.random())
    }

    init(key: String) {
        self.key = key
    }

    /// Makes a head for the origin, which went through the request rules, one of this handshake.
    ///
    /// - Parameters:
    ///   - head: the head; the client's handshake in it is replaced.
    ///   - offersGrip: whether the GRIP extension is offered.
    package func apply(to head: inout RequestHead, offersGrip: Bool) {
        head.fields.removeAll { field in
            switch field.name.count {
            case 7: field.isNamed(.upgrade)
            case 10: field.isNamed(.connection)
            case 14: field.isNamed(.contentLength)
            case 17: field.isNamed(.webSocketKey)
            case 21: field.isNamed(.webSocketVersion)
            case 24: field.isNamed(.webSocketExtensions)
            default: false
            }
        }
        if offersGrip {
            head.fields.append("Sec-WebSocket-Extensions", "grip")
        }
        head.fields.append("Connection", "Upgrade")
        head.fields.append("Upgrade", "websocket")
        head.fields.append("Sec-WebSocket-Version", ClientHandshake.version)
        head.fields.append("Sec-WebSocket-Key", self.key)
    }

    /// Checks the answer 101 (RFC 6455 section 4.1).
    ///
    /// - Throws: `ProxyError.originFailed` when it does not belong to this handshake.
    package func check(_ head: ResponseHead) throws(ProxyError) {
        guard let accept = head.fields.first(.webSocketAccept) else {
            throw ProxyError(.originFailed(reason: "its 101 has no Sec-WebSocket-Accept: it speaks no WebSocket here"))
        }
        guard accept == WebSocketHandshakeKey.accept(for: self.key) else {
            throw ProxyError(.originFailed(reason: "the Sec-WebSocket-Accept of its 101 answers another handshake"))
        }
        guard head.fields.first(.upgrade)?.lowercased() == "websocket" else {
            throw ProxyError(.originFailed(reason: "its 101 upgrades to something that is not a WebSocket"))
        }
    }
}
