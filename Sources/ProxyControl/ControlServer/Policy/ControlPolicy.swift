package import HTTP1

/// The rules of one control port: who may use it and how large a request may be.
package struct ControlPolicy: Sendable {
    /// Refuses what web pages send.
    package var webPageGuard: WebPageGuard
    /// Refuses publishers without the key; `nil` lets every publisher in.
    package var authentication: ControlAuthentication?
    /// Bytes a request body may have (`push_in_http_max_body_size`).
    package var bodyBytes: Int
    /// The seconds since 1970.
    package var unixTime: @Sendable () -> Int

    /// Rules for a port.
    package init(
        webPageGuard: WebPageGuard,
        authentication: ControlAuthentication? = nil,
        bodyBytes: Int,
        unixTime: @escaping @Sendable () -> Int
    ) {
        self.webPageGuard = webPageGuard
        self.authentication = authentication
        self.bodyBytes = bodyBytes
        self.unixTime = unixTime
    }

    /// Says whether the body of a request can be read at all.
    ///
    /// - Returns: the refusal after which the connection cannot be used any more, or `nil`.
    package func transportRefusal(for head: RequestHead, framing: BodyFraming) -> ControlRefusal? {
        switch framing {
        case .chunked:
            return .lengthRequired
        case .untilClose, .tunnel:
            return .malformedHead
        case .length(let byteCount):
            return byteCount > self.bodyBytes ? .bodyTooLarge : nil
        case .none:
            // Without a length these four have no body; from any other method one was to be expected.
            let isBodyOptional = ["GET", "HEAD", "DELETE", "OPTIONS"].contains(head.method)
            return isBodyOptional || head.fields.contains(.contentLength) ? nil : .lengthRequired
        }
    }

    /// Says what to do with a request whose body can be read.
    ///
    /// - Parameters:
    ///   - head: the head of the request.
    ///   - localAddress: the IP address at our end, as `HostName.normalizedAddress` writes it.
    /// - Returns: what the request asks for, or its refusal.
    package func operation(for head: RequestHead, localAddress: String?) -> ControlOperation {
        if let refusal = self.webPageGuard.refusal(for: head.fields, localAddress: localAddress) {
            return .refuse(.webPage(refusal))
        }
        if let failure = self.authentication?.failure(for: head.fields, unixTime: self.unixTime) {
            return .refuse(.unauthorized(failure))
        }
        return ControlOperation(head: head)
    }
}
