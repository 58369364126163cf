extension HeaderFields {
    /// Whether the bytes can be a field name: a token of at least one byte.
    ///
    /// Source: RFC 9110, section 5.1.
    package static func isValidName(_ name: some Collection<UInt8>) -> Bool {
        !name.isEmpty && name.allSatisfy { ByteClass.isToken($0) }
    }

    /// Whether the bytes can be a field value: no line end, NUL or other control, tab excepted.
    ///
    /// Bytes from 0x80 on are allowed whatever they encode. Source: RFC 9110, section 5.5.
    package static func isValidValue(_ value: some Collection<UInt8>) -> Bool {
        value.allSatisfy { ByteClass.isFieldContent($0) }
    }
}
