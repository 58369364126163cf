/// Why bytes are not a tnetstring, and where.
public struct TNetStringError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of fault.
    public enum Reason: Sendable, Equatable {
        /// The bytes end before the value does, or a value before one inside it.
        case unexpectedEnd
        /// The length is not 1 to 9 digits and a colon.
        case malformedLength
        /// The byte after the data names no type.
        case unknownType(UInt8)
        /// The data of a number, boolean or null is not what its type says, or a number does not fit.
        case malformedValue
        /// The name of a dictionary's member is not a byte string.
        case nameNotAString
        /// A name stands at the end of a dictionary without a value.
        case nameWithoutValue
        /// Bytes follow after the value.
        case trailingBytes
        /// Lists and dictionaries are nested beyond this many levels.
        case tooDeep(limit: Int)
        /// There are more bytes than offsets can count.
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
            case .unexpectedEnd: "data ends too early"
            case .malformedLength: "malformed length"
            case .unknownType(let byte): "unknown type 0x\(String(byte, radix: 16))"
            case .malformedValue: "value does not fit its type"
            case .nameNotAString: "dictionary name is not a byte string"
            case .nameWithoutValue: "dictionary name without value"
            case .trailingBytes: "bytes after the value"
            case .tooDeep(let limit): "nested more than \(limit) levels deep"
            case .tooLong: "too long"
            }
        return "invalid tnetstring at byte \(self.offset): \(what)"
    }
}
