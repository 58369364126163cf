/// The head of a response: the status line and the header fields.
package struct ResponseHead: Sendable, Equatable {
    package var version: HTTPVersion

    /// The status code, 100…999.
    package var status: Int

    /// The reason phrase byte for byte; may be empty.
    package var reason: [UInt8]

    package var fields: HeaderFields

    /// Whether the connection must close after this message whatever its fields say.
    ///
    /// Set by the decoder when the framing was doubtful, as with `Content-Length` beside `Transfer-Encoding`.
    package var forbidsReuse: Bool

    package init(
        version: HTTPVersion,
        status: Int,
        reason: [UInt8],
        fields: HeaderFields,
        forbidsReuse: Bool = false
    ) {
        self.version = version
        self.status = status
        self.reason = reason
        self.fields = fields
        self.forbidsReuse = forbidsReuse
    }

    /// A response of HTTP/1.1 with the given reason phrase, or else the standard one of the status.
    package init(status: Int, reason: String? = nil, fields: HeaderFields = [:]) {
        self.init(
            version: .http11,
            status: status,
            reason: Array((reason ?? ReasonPhrase.standard(status) ?? "").utf8),
            fields: fields
        )
    }

    /// Whether the sender wants the connection to stay open after this message.
    ///
    /// A body that ends with the connection is not looked at here. Source: RFC 9112, section 9.3.
    package var isKeepAlive: Bool {
        !self.forbidsReuse && self.fields.areKeepAlive(in: self.version)
    }
}
