package import HTTP1
import WebSocket

/// The head 101 for a client, made from the origin's acceptance (reference: websocket 1.1).
package enum AcceptanceHead {
    /// The origin's fields, as far as they are for the client.
    ///
    /// - Parameters:
    ///   - head: the origin's 101, or its answer 200 to an `OPEN` event.
    ///   - keepsGrip: whether the GRIP extension is left to the client, because it is a GRIP proxy itself.
    /// - Returns: the head without the handshake's own fields.
    package static func relayed(_ head: ResponseHead, keepsGrip: Bool) -> ResponseHead {
        var relayed = head
        relayed.fields.removeAll { field in
            switch field.name.count {
            case 7: field.isNamed(.upgrade)
            case 10: field.isNamed(.connection) || field.isNamed(.keepAlive)
            case 14: field.isNamed(.contentLength)
            case 17: field.isNamed(.transferEncoding)
            case 20: field.isNamed(.webSocketAccept)
            case 24: field.isNamed(.webSocketExtensions)
            default: false
            }
        }
        if keepsGrip {
            for item in head.fields.listElements(.webSocketExtensions) where Self.isGrip(item) {
                relayed.fields.append("Sec-WebSocket-Extensions", item)
            }
        }
        return relayed
    }

    /// The complete head for a client that sent a handshake.
    ///
    /// - Parameters:
    ///   - relayed: the origin's fields.
    ///   - key: the client's key.
    ///   - compression: the value of `Sec-WebSocket-Extensions` by which compression is agreed on, if it is.
    /// - Returns: the head as it goes to the wire.
    package static func complete(_ relayed: ResponseHead, key: String, compression: String?) -> ResponseHead {
        // The reason of an answer to an `OPEN` event is that of a 200.
        var head = relayed.status == 101 ? relayed : ResponseHead(status: 101, fields: relayed.fields)
        head.version = .http11
        head.fields.append("Upgrade", "websocket")
        head.fields.append("Connection", "Upgrade")
        head.fields.append("Sec-WebSocket-Accept", WebSocketHandshakeKey.accept(for: key))
        if let compression {
            head.fields.append("Sec-WebSocket-Extensions", compression)
        }
        return head
    }

    private static func isGrip(_ item: String) -> Bool {
        item.prefix { $0 != ";" && $0 != " " && $0 != "\t" }.lowercased() == "grip"
    }
}
