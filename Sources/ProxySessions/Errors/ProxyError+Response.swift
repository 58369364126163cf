import HTTP1
package import NIOCore

extension ProxyError {
    /// The response to the client, complete but for what depends on its connection.
    ///
    /// `ResponseRules.clientResponse` must still see the head, for the client's version, `Connection` and cross-origin
    /// headers, and for HEAD.
    ///
    /// - Parameters:
    ///   - isDebug: whether the configuration or the route asks for debug mode.
    ///   - isWebSocket: whether this rejects a WebSocket handshake, which has no `Content-Type` (reference: behaviour 3.6).
    /// - Returns: the head and the text.
    package func response(isDebug: Bool, isWebSocket: Bool = false) -> ErrorResponse {
        let answer = self.answer
        let text = isDebug ? answer.debugText ?? answer.text : answer.text
        let body = ByteBuffer(string: text + "\n")
        var fields = HeaderFields()
        if !isWebSocket {
            fields.append("Content-Type", "text/plain")
        }
        if case .overloaded(_, let retryAfterSeconds) = self.kind {
            fields.append("Retry-After", String(retryAfterSeconds))
        }
        fields.append("Content-Length", String(body.readableBytes))
        return ErrorResponse(head: ResponseHead(status: answer.status, fields: fields), body: body)
    }

    /// What is added to a body whose response had begun when the error happened; `nil` outside debug mode.
    ///
    /// The body is then not ended properly, so that the client can tell (reference: behaviour 3.6, "failure after the
    /// response header was sent").
    package func appendedText(isDebug: Bool) -> ByteBuffer? {
        guard isDebug else { return nil }
        let answer = self.answer
        return ByteBuffer(string: "\n\n\(answer.debugText ?? answer.text)\n")
    }
}
