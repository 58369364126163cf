import HTTP1

/// A token for `Grip-Sig`, kept as the field that requests to the origin get.
package struct GripSignature: Sendable, Equatable, ExpressibleByStringLiteral {
    /// The token.
    package let token: String
    /// The one field; empty when the token cannot stand in a header.
    let fields: HeaderFields

    /// The field of a token.
    package init(_ token: String) {
        self.token = token
        self.fields = ["Grip-Sig": token]
    }

    package init(stringLiteral token: String) {
        self.init(token)
    }
}
