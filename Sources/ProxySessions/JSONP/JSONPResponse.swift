package import HTTP1
package import NIOCore
package import ProxyRouting

/// How the response to a JSON-P request is wrapped, and the wrapping of responses that are complete.
///
/// Small on purpose: a hold keeps it for the response that is still to come. For responses that are relayed piece by
/// piece there is ``JSONPWrapper``. Reference: behaviour 5.2.
package struct JSONPResponse: Sendable, Hashable {
    /// What is called; safe to be written into a script.
    package let callback: String
    /// What it is called with.
    package let mode: JSONPSettings.Mode

    package init(callback: String, mode: JSONPSettings.Mode) {
        self.callback = callback
        self.mode = mode
    }

    /// Wraps a complete response that did not wait: one of this proxy's own, or an instruction without a hold.
    ///
    /// - Parameters:
    ///   - head: the response, without fields that are not for the client.
    ///   - body: its whole body.
    /// - Returns: the response for the client; the rules still see to its length and connection.
    /// - Throws: `jsonpEncodingFailed`, to be answered unwrapped.
    package func wrap(_ head: ResponseHead, body: ByteBuffer) throws(ProxyError) -> WrappedResponse {
        var text = ByteBuffer()
        try self.writeStart(of: head, hasBody: body.readableBytes > 0, to: &text)
        var encoder = JSONPBodyEncoder(self.mode)
        try encoder.write(body, to: &text)
        try encoder.finish(to: &text)
        self.writeEnd(to: &text)
        return WrappedResponse(head: Self.outerHead(for: head), body: text)
    }

    /// Wraps the response that ends a hold: published, or that of the time-out.
    ///
    /// Here the fields of the response stay on the outer response, too.
    ///
    /// - Parameters:
    ///   - head: the response, without fields that are not for the client.
    ///   - body: its whole body.
    /// - Returns: the response for the client; the rules still see to its length and connection.
    /// - Throws: `jsonpEncodingFailed`, to be answered unwrapped.
    package func wrapHeld(_ head: ResponseHead, body: ByteBuffer) throws(ProxyError) -> WrappedResponse {
        try Self.checkCoding(of: head, hasBody: body.readableBytes > 0)
        var text = ByteBuffer()
        text.writeString("/**/\(self.callback)(")
        switch self.mode {
        case .basic:
            var encoder = JSONPBodyEncoder(.basic)
            try encoder.write(body, to: &text)
            try encoder.finish(to: &text)
            text.writeStaticString(");\n")
        case .extended:
            text.writeStaticString("{\"body\":\"")
            var encoder = JSONPBodyEncoder(.extended)
            try encoder.write(body, to: &text)
            try encoder.finish(to: &text)
            text.writeString("\",\"code\":\(head.status),\"headers\":")
            JSONPHeaders(joining: head.fields).write(to: &text)
            text.writeStaticString(",\"reason\":")
            JSONStringEncoder.writeString(Self.reason(of: head), to: &text)
            text.writeStaticString("});\n")
        }
        return WrappedResponse(head: Self.outerHead(keeping: head.fields), body: text)
    }
}

// MARK: - Parts that the wrapper uses as well

extension JSONPResponse {
    /// Writes what comes before the body of a relayed response.
    ///
    /// - Throws: `jsonpEncodingFailed` when the body cannot be text.
    func writeStart(of head: ResponseHead, hasBody: Bool, to text: inout ByteBuffer) throws(ProxyError) {
        try Self.checkCoding(of: head, hasBody: hasBody)
        text.writeString("/**/\(self.callback)(")
        guard self.mode == .extended else { return }
        text.writeString("{\"code\": \(head.status), \"reason\": ")
        JSONStringEncoder.writeString(Self.reason(of: head), to: &text)
        text.writeStaticString(", \"headers\": ")
        JSONPHeaders(firstOf: head.fields).write(to: &text)
        text.writeStaticString(", \"body\": \"")
    }

    /// Writes what comes after the body of a relayed response.
    func writeEnd(to text: inout ByteBuffer) {
        switch self.mode {
        case .basic: text.writeStaticString(");\n")
        case .extended: text.writeStaticString("\"});\n")
        }
    }

    /// The head of a wrapped response of which only the caching is the origin's.
    static func outerHead(for head: ResponseHead) -> ResponseHead {
        var fields = HeaderFields()
        for field in head.fields where field.isNamed(.cacheControl) {
            fields.append(field)
        }
        return self.outerHead(keeping: fields)
    }

    private static func outerHead(keeping kept: HeaderFields) -> ResponseHead {
        var fields = kept
        fields.removeAll { field in
            field.isNamed(.contentType) || field.isNamed(.contentLength) || field.isNamed(.contentEncoding)
                || field.isNamed(.contentTypeOptions)
        }
        fields.append("Content-Type", "application/javascript")
        // The client chose the first bytes, so nobody may guess another type from them.
        fields.append("X-Content-Type-Options", "nosniff")
        return ResponseHead(status: 200, fields: fields)
    }

    /// Refuses bodies in a coding: none was offered to the origin, and the bytes of one are no text.
    private static func checkCoding(of head: ResponseHead, hasBody: Bool) throws(ProxyError) {
        guard hasBody, let coding = head.fields.listElements(.contentEncoding).first(where: Self.isCoding) else {
            return
        }
        throw ProxyError(.jsonpEncodingFailed(reason: "its Content-Encoding is '\(coding)'"))
    }

    private static func isCoding(_ name: String) -> Bool {
        name.lowercased() != "identity"
    }

    private static func reason(of head: ResponseHead) -> String {
        String(decoding: head.reason, as: UTF8.self)
    }
}

extension FieldName {
    fileprivate static let contentTypeOptions: FieldName = "X-Content-Type-Options"
}
