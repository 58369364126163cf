import NIOCore

/// The fields of a publish item, or of one of its formats.
typealias ItemFields = ObjectFields<ItemError>

extension ItemFields {
    /// Reads the object as `http-response`.
    ///
    /// Only `send` has content; the fields of other actions are not looked at (reference "GRIP" 3.3).
    func httpResponse() throws(ItemError) -> HTTPResponseItem {
        try self.action { () throws(ItemError) in
            let status = try self.integer("code") ?? 200
            guard 0...999 ~= status else { throw self.invalidValue("code") }
            let reason = try self.string("reason")
            // Compatibility: Pushpin sends what it is given, and a line break here would let a publisher write headers.
            guard reason.map(HeaderText.isValue) ?? true else { throw self.invalidValue("reason") }
            return HTTPResponseContent(
                status: status,
                reason: reason,
                headers: try self.headers("headers"),
                body: try self.body(),
                contentFilters: try self.strings("content-filters")
            )
        }
    }

    /// Reads the object as `http-stream`.
    func httpStream() throws(ItemError) -> HTTPStreamItem {
        try self.action { () throws(ItemError) in
            guard let content = try self.httpContent(binary: "content-bin", text: "content") else {
                throw self.missing(json: Self.eitherContent, tnetstring: "'content'")
            }
            return HTTPStreamContent(content: content, contentFilters: try self.strings("content-filters"))
        }
    }

    /// Reads the object as `ws-message`.
    func webSocketMessage() throws(ItemError) -> WebSocketMessageItem {
        try self.action(content: self.webSocketContent, closeReason: self.closeReason)
    }

    private func webSocketContent() throws(ItemError) -> WebSocketMessageContent {
        let kind = try self.webSocketKind()
        let content = try self.content(binary: "content-bin", text: "content")
        let defaultKind: WebSocketMessageContent.Kind = self.node("content-bin") == nil ? .text : .binary
        switch kind ?? defaultKind {
        case .text, .binary:
            guard content != nil else { throw self.missing(json: Self.eitherContent, tnetstring: Self.eitherContent) }
        case .ping, .pong:
            break
        }
        return WebSocketMessageContent(
            kind: kind ?? defaultKind,
            content: content ?? ByteBuffer(),
            contentFilters: try self.strings("content-filters")
        )
    }

    private func action<Content>(
        content: () throws(ItemError) -> Content,
        closeReason: () throws(ItemError) -> CloseReason = { CloseReason() }
    ) throws(ItemError) -> ItemAction<Content> {
        switch try self.string("action") {
        case nil, "send": .send(try content())
        case "hint": .hint
        case "close": .close(try closeReason())
        case "refresh": .refresh
        default: throw .unknownAction
        }
    }

    /// The close code and reason of a WebSocket; other holds have none.
    private func closeReason() throws(ItemError) -> CloseReason {
        let code = try self.integer("code") ?? CloseReason.normalClosure
        guard code >= 0 else { throw self.invalidValue("code") }
        return CloseReason(code: code, text: try self.string("reason") ?? "")
    }

    private func webSocketKind() throws(ItemError) -> WebSocketMessageContent.Kind? {
        guard let name = try self.string("type") else { return nil }
        guard let kind = WebSocketMessageContent.Kind(rawValue: name) else {
            throw .unknownType(subject: self.subject.description)
        }
        return kind
    }

    private static var eitherContent: String { "'content' or 'content-bin'" }

    /// The content of an HTTP form.
    ///
    /// The strings of a tnetstring hold bytes as they are, so there the fields for base64 do not exist (reference
    /// "operations" 1.1).
    private func httpContent(binary: StaticString, text: StaticString) throws(ItemError) -> ByteBuffer? {
        switch self.document.notation {
        case .json: try self.content(binary: binary, text: text)
        case .tnetstring: try self.bytes(text)
        }
    }

    /// The fault of a form without content; the texts name the fields that could carry it.
    private func missing(json: String, tnetstring: String) -> ItemError {
        let alternatives =
            switch self.document.notation {
            case .json: json
            case .tnetstring: tnetstring
            }
        return .missingContent(subject: self.subject.description, alternatives: alternatives)
    }

    /// The body of a response: `body-bin` wins over `body`, and `body` over `body-patch`.
    private func body() throws(ItemError) -> HTTPResponseContent.Body {
        if let bytes = try self.httpContent(binary: "body-bin", text: "body") {
            return .bytes(bytes)
        }
        guard let patch = self.optionalNode("body-patch") else {
            throw self.missing(json: "'body', 'body-bin', or 'body-patch'", tnetstring: "'body' or 'body-patch'")
        }
        guard self.document.kind(of: patch) == .array else { throw self.wrongType("body-patch") }
        return .patch(self.document.value(at: patch))
    }
}
