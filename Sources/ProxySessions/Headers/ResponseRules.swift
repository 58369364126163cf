package import HTTP1

/// Turns the head of an origin's response, or of one made here, into the head for the client.
///
/// Fields that no rule names keep their place, their spelling and their bytes, and nothing is added but framing,
/// `Connection` and cross-origin headers. Trailers are not for the client: drop them. Reference: behaviour 3.4, 3.5.
package struct ResponseRules: Sendable, Equatable {
    /// The request being answered.
    package var exchange: ClientExchange
    /// The cross-origin headers of the route, if it has any.
    package var crossOrigin: CrossOrigin?

    package init(_ exchange: ClientExchange, crossOrigin: CrossOrigin? = nil) {
        self.exchange = exchange
        self.crossOrigin = crossOrigin
    }

    /// The response for the client.
    ///
    /// - Parameters:
    ///   - response: the head as it came from the origin, or from an item or an error.
    ///   - framing: how the body is known here: `length` when it is sized or complete (the `Content-Length` is then
    ///     written from it), `chunked` or `untilClose` when its end is not known yet.
    ///   - isInstruction: whether the response was interpreted, so that its `Grip-*` fields are not for the client.
    ///   - mayKeepConnection: `false` when the request's body was not read to its end, the error demands it, or the
    ///     process is draining.
    /// - Returns: the head, how to write the body, and what becomes of the connection.
    package func clientResponse(
        _ response: consuming ResponseHead,
        framing: BodyFraming,
        isInstruction: Bool = false,
        mayKeepConnection: Bool = true
    ) -> ClientResponse {
        let framing = ResponseFraming(status: response.status, framing: framing, exchange: self.exchange)
        let isTunnel = framing.body == .tunnel
        var head = response
        Self.keepEndToEnd(&head.fields, length: framing.lengthField, isInstruction: isInstruction)
        if let crossOrigin, !isTunnel {
            crossOrigin.decorate(&head.fields)
        }
        if framing.body == .chunked {
            head.fields.append("Transfer-Encoding", "chunked")
        }
        let keepsConnection =
            self.exchange.isKeepAlive && mayKeepConnection && !isTunnel && framing.body != .untilClose
        if isTunnel {
            head.fields.append("Connection", "Upgrade")
        } else if self.exchange.isHTTP10 && keepsConnection {
            head.fields.append("Connection", "keep-alive")
        } else if !self.exchange.isHTTP10 && !keepsConnection {
            head.fields.append("Connection", "close")
        }
        head.version = self.exchange.isHTTP10 ? .http10 : .http11
        return ClientResponse(head: head, framing: framing.body, keepsConnection: keepsConnection)
    }

    /// Takes out the fields about the origin's connection, and leaves `Content-Length` as the framing wants it.
    ///
    /// `Content-Encoding` stays: no coding was offered, so an origin that encodes all the same sends a body that cannot
    /// be read without it (reference: behaviour 3.4, marked fix).
    private static func keepEndToEnd(
        _ fields: inout HeaderFields,
        length: ResponseFraming.LengthField,
        isInstruction: Bool
    ) {
        var hasLength = false
        fields.removeAll { field in
            switch ResponseField(field) {
            case .ordinary:
                return false
            case .hopByHop:
                return true
            case .grip:
                return isInstruction
            case .contentLength:
                guard !hasLength, length.agrees(with: field) else { return true }
                hasLength = true
                return false
            }
        }
        if case .written(let count) = length, !hasLength {
            fields.append("Content-Length", String(count))
        }
    }
}
