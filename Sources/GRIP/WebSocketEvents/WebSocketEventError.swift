/// Why bytes are not WebSocket events, and where.
///
/// Source: reference "WebSocket" 3.1; a response like this is a protocol error of the origin.
public struct WebSocketEventError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of fault.
    public enum Reason: Sendable, Equatable {
        /// The line with the type does not end.
        case missingLineEnd
        /// A type holds something else than visible ASCII.
        case malformedType
        /// After the type comes a space, and then no hexadecimal number.
        case malformedLength
        /// A length has more digits than this.
        case lengthTooLong(limitDigits: Int)
        /// The content is shorter than its length says.
        case contentTooShort
        /// The content is not followed by a line break.
        case missingContentEnd
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
            case .missingLineEnd: "line without CRLF"
            case .malformedType: "type is not visible ASCII"
            case .malformedLength: "length is not a hexadecimal number"
            case .lengthTooLong(let limit): "length has more than \(limit) digits"
            case .contentTooShort: "content is shorter than its length"
            case .missingContentEnd: "content without CRLF after it"
            }
        return "malformed WebSocket events at byte \(self.offset): \(what)"
    }
}
