import HTTP1

/// The names of a response's headers that a script would not see without being told so.
///
/// First spelling, without repetition, in order (reference: behaviour 4, `Access-Control-Expose-Headers`).
struct ExposedNames {
    private var names = CommaList()

    init(_ fields: HeaderFields) {
        for field in fields where !Self.isAlwaysVisible(field) {
            self.names.appendIfNew(field.name)
        }
    }

    /// The value of the header; empty when there is nothing to expose.
    var joined: [UInt8] { self.names.joined }

    /// Whether scripts see the header anyway, or must not.
    private static func isAlwaysVisible(_ field: HeaderFields.Field) -> Bool {
        switch field.name.count {
        case 6 where field.isNamed(.pragma), 7 where field.isNamed(.expires), 12 where field.isNamed(.contentType),
            13 where field.isNamed(.cacheControl) || field.isNamed(.lastModified),
            14 where field.isNamed(.contentLength), 16 where field.isNamed(.contentLanguage):
            true
        default:
            field.nameHasPrefix("access-control-") || field.nameHasPrefix("grip-")
        }
    }
}

extension FieldName {
    fileprivate static let contentLanguage: FieldName = "Content-Language"
    fileprivate static let expires: FieldName = "Expires"
    fileprivate static let lastModified: FieldName = "Last-Modified"
    fileprivate static let pragma: FieldName = "Pragma"
}
