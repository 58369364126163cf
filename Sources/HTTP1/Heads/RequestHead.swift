/// The head of a request: the request line and the header fields.
package struct RequestHead: Sendable, Equatable {
    /// The method, any token, in its spelling.
    package var method: String

    /// The request target byte for byte: a path, an absolute URI, an authority or `*`.
    package var target: [UInt8]

    package var version: HTTPVersion

    package var fields: HeaderFields

    /// Whether the connection must close after this message whatever its fields say.
    ///
    /// Set by the decoder when the framing was doubtful, as with `Content-Length` beside `Transfer-Encoding`.
    package var forbidsReuse: Bool

    package init(
        method: String,
        target: [UInt8],
        version: HTTPVersion = .http11,
        fields: HeaderFields = [:],
        forbidsReuse: Bool = false
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.fields = fields
        self.forbidsReuse = forbidsReuse
    }

    /// Whether the sender wants the connection to stay open after the answer.
    ///
    /// Source: RFC 9112, section 9.3.
    package var isKeepAlive: Bool {
        !self.forbidsReuse && self.fields.areKeepAlive(in: self.version)
    }
}
