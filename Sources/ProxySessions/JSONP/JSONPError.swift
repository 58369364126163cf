/// A parameter of a JSON-P request that cannot be used (reference: behaviour 5.1).
///
/// The raw value is the name the client is told.
package enum JSONPError: String, Error, Sendable, CaseIterable {
    /// The callback is empty or no name that may be called.
    case callback
    /// `_method` is no method, or one that no script may send.
    case method = "_method"
    /// `_headers` is no JSON object of strings that are header values.
    case headers = "_headers"
    /// `_body` is empty. `Compatibility:` pinned by `unusableParameterIsNamed`.
    case body = "_body"
    /// The parameter that the route names with `jsonp_body` is empty.
    case configuredBody = "body"
}

extension JSONPError: CustomStringConvertible {
    /// What the client is told, without a line feed.
    package var description: String { "Invalid \(self.rawValue) parameter." }
}
