import NIOCore

/// The filter `var-subst`: `%(NAME)s` in content is the subscriber's value of that name.
///
/// Source: reference "GRIP" 6.3.
struct VariableFilter {
    /// The subscriber's values.
    let meta: [String: String]

    func render(_ content: ByteBuffer) throws(FilterError.Reason) -> ByteBuffer {
        do {
            return try ContentTemplate(text: content, isTolerant: false).renderVariables { self.meta[$0] }
        } catch {
            throw .contentNotRendered(error)
        }
    }
}

extension ContentTemplate {
    /// Fills in a text whose only directive is `%(NAME)s`.
    func renderVariables(_ value: (String) -> String?) throws(TemplateError) -> ByteBuffer {
        try self.render { letter, argument throws(TemplateError.Reason) in
            guard letter == UInt8(ascii: "s") else { return nil }
            guard let argument else { throw .missingArgument(letter) }
            let name = String(decoding: argument, as: UTF8.self)
            guard let value = value(name) else { throw .unknownVariable(name) }
            return Array(value.utf8)
        }
    }
}
