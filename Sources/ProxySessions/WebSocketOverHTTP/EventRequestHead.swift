import GRIP
package import HTTP1
package import ProxyRouting

/// Makes the heads of the requests that carry one client's WebSocket events (reference: websocket 3.2).
///
/// The client's handshake is the model of every request. What would contradict a POST of events is taken out of it once;
/// then the request rules run for each request, so that its signature is fresh.
package struct EventRequestHead: Sendable {
    /// The client's handshake as a POST, without what does not belong to one.
    private let model: RequestHead
    private let connectionID: String
    /// The value of `Sec-WebSocket-Extensions`, if there is one.
    private let extensions: String?

    /// Prepares the heads of one connection.
    ///
    /// - Parameters:
    ///   - handshake: the client's request.
    ///   - connectionID: names the connection to the origin.
    ///   - grip: how GRIP applies. A trusted client offers the GRIP extension itself, or does not.
    package init(_ handshake: RequestHead, connectionID: String, grip: GripPolicy) {
        var model = handshake
        model.method = "POST"
        model.fields.removeAll(where: Self.isReplaced)
        // Kept as long as the connection.
        model.fields.compact()
        self.model = model
        self.connectionID = connectionID
        if grip.isDisabledByRoute {
            self.extensions = nil
        } else if grip.isTrustedClient {
            self.extensions = GripExtension(handshake.fields.values(.webSocketExtensions))?.text
        } else {
            self.extensions = GripExtension.name
        }
    }

    private static func isReplaced(_ field: HeaderFields.Field) -> Bool {
        switch field.name.count {
        case 6: field.isNamed(.accept)
        case 7: field.isNamed(.upgrade)
        case 10: field.isNamed(.connection)
        case 12: field.isNamed(.contentType)
        case 13: field.isNamed(.connectionID)
        case 14: field.isNamed(.contentLength)
        case 24: field.isNamed(.webSocketExtensions)
        default: field.nameHasPrefix("meta-") || field.isNamed(.contentBytesReplayed)
        }
    }

    /// The head of one request.
    ///
    /// - Parameters:
    ///   - rules: the rules for requests.
    ///   - uri: the URI towards the target.
    ///   - route: the route chosen.
    ///   - context: what differs from request to request, such as the signature.
    ///   - meta: what the origin wants to be told.
    ///   - bodyByteCount: the length of the body.
    ///   - replayedByteCount: how many content bytes the origin was offered before.
    /// - Returns: the head, complete.
    package func head(
        rules: RequestRules,
        uri: RequestURI,
        route: Route,
        context: RequestContext,
        meta: ConnectionMeta,
        bodyByteCount: Int,
        replayedByteCount: Int
    ) -> RequestHead {
        var head = rules.originHead(
            for: self.model,
            framing: .length(bodyByteCount),
            uri: uri,
            route: route,
            context: context
        )
        // A route may set headers of its own, but not what makes the request one of events.
        head.fields.removeAll(.webSocketExtensions)
        if let extensions = self.extensions {
            head.fields.append("Sec-WebSocket-Extensions", extensions)
        }
        head.fields.replace("Accept", with: WebSocketEvents.mediaType)
        head.fields.replace("Connection-Id", with: self.connectionID)
        head.fields.replace("Content-Type", with: WebSocketEvents.mediaType)
        if replayedByteCount > 0 {
            head.fields.append("Content-Bytes-Replayed", String(replayedByteCount))
        }
        head.fields.append(contentsOf: meta.fields)
        return head
    }
}

/// Names of the headers of WebSocket-over-HTTP requests.
extension FieldName {
    fileprivate static let connectionID: FieldName = "Connection-Id"
    fileprivate static let contentBytesReplayed: FieldName = "Content-Bytes-Replayed"
}
