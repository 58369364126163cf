/// Why bytes are not a JSON text, and where.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of fault.
    public enum Reason: Sendable, Equatable {
        /// The text ends before the value does.
        case unexpectedEnd
        /// A byte that cannot stand here.
        case unexpectedByte(UInt8)
        /// A number that RFC 8259 section 6 does not allow.
        case malformedNumber
        /// An escape that RFC 8259 section 7 does not allow.
        case malformedEscape
        /// A control character that should have been escaped.
        case controlCharacter(UInt8)
        /// Bytes of a string that are not UTF-8.
        case malformedUTF8
        /// Arrays and objects are nested beyond this many levels.
        case tooDeep(limit: Int)
        /// The text is longer than offsets can count.
        case tooLong
    }

    /// What is wrong.
    public var reason: Reason
    /// The offset of the byte at fault, in bytes from the first readable one.
    public var offset: Int

    /// Creates an error for a byte offset.
    public init(_ reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One line that says what is wrong and where.
    public var description: String {
        let what =
            switch self.reason {
            case .unexpectedEnd: "text ends too early"
            case .unexpectedByte(let byte): "unexpected byte 0x\(String(byte, radix: 16))"
            case .malformedNumber: "malformed number"
            case .malformedEscape: "malformed escape"
            case .controlCharacter(let byte): "unescaped control character 0x\(String(byte, radix: 16))"
            case .malformedUTF8: "malformed UTF-8"
            case .tooDeep(let limit): "nested more than \(limit) levels deep"
            case .tooLong: "text too long"
            }
        return "invalid JSON at byte \(self.offset): \(what)"
    }
}
