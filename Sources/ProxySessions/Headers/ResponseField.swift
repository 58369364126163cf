import HTTP1

/// What the response rules do with a field, by its name (reference: behaviour 3.4).
enum ResponseField {
    /// Passed on.
    case ordinary
    /// Removed: about the origin's connection.
    case hopByHop
    /// `Content-Length`: depends on the framing.
    case contentLength
    /// `Grip-…`: removed when it was an instruction for this proxy.
    case grip

    /// Looks at the length first, so that most fields cost no comparison of names.
    init(_ field: HeaderFields.Field) {
        self =
            switch field.nameByteCount {
            case 10 where field.isNamed(.connection) || field.isNamed(.keepAlive): .hopByHop
            case 14 where field.isNamed(.contentLength): .contentLength
            case 17 where field.isNamed(.transferEncoding): .hopByHop
            case 5... where field.nameHasPrefix("grip-"): .grip
            default: .ordinary
            }
    }
}
