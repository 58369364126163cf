/// The name of a header field, for looking fields up whatever their spelling.
///
/// Creating one allocates; a name that is used per request is a static constant.
package struct FieldName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The bytes of the name with ASCII capitals made small.
    package let lowercased: [UInt8]

    package init(_ name: String) {
        self.lowercased = name.utf8.map(ByteClass.lowercased)
    }

    package init(stringLiteral name: String) {
        self.init(name)
    }

    /// The name in small letters.
    package var description: String { String(decoding: self.lowercased, as: UTF8.self) }
}
