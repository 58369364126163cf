/// Why a text with directives could not be filled in, and where.
///
/// Source: reference "GRIP" 6.1 to 6.3.
public struct TemplateError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of fault.
    public enum Reason: Error, Equatable, Sendable {
        /// The text ends in a percent sign.
        case missingDirective
        /// The text ends in an opening parenthesis.
        case emptyField
        /// The text ends in a backslash inside parentheses.
        case unfinishedEscape
        /// A parenthesis is not closed.
        case unterminatedField
        /// The text ends in a closing parenthesis.
        case missingDirectiveAfterField
        /// There is no directive of this letter.
        case unknownDirective(UInt8)
        /// The directive of this letter needs an argument in parentheses.
        case missingArgument(UInt8)
        /// There is no variable of this name.
        case unknownVariable(String)
        /// An id was asked for where there is none.
        case noID
        /// The filled-in text is longer than this.
        case tooLarge(limitBytes: Int)
    }

    /// What is wrong.
    public var reason: Reason
    /// The offset of the byte at fault, in bytes from the start of the text.
    public var position: Int

    /// Creates an error for a byte offset.
    public init(_ reason: Reason, position: Int) {
        self.reason = reason
        self.position = position
    }

    /// The text of the reference.
    public var description: String {
        switch self.reason {
        case .missingDirective: "Expected directive after '%' at position \(self.position)"
        case .emptyField: "Expected character after '(' at position \(self.position)"
        case .unfinishedEscape: "Expected character after '\\' at position \(self.position)"
        case .unterminatedField: "Unterminated field starting at position \(self.position)"
        case .missingDirectiveAfterField: "Expected directive after ')' at position \(self.position)"
        case .unknownDirective(let byte): "Unknown directive '\(Self.letter(byte))' at position \(self.position)"
        case .missingArgument(let byte):
            "Directive '\(Self.letter(byte))' requires argument at position \(self.position)"
        case .unknownVariable(let name): "No such variable '\(LogText.printable(name))' at position \(self.position)"
        case .noID: "No ID specified and no default ID in context at position \(self.position)"
        case .tooLarge(let limit): "Result exceeded \(limit) bytes at position \(self.position)"
        }
    }

    /// A byte as text; those outside ASCII are one part of a character and shown as such.
    private static func letter(_ byte: UInt8) -> String {
        byte < 0x80 ? LogText.printable(String(UnicodeScalar(byte))) : "\\x" + String(byte, radix: 16)
    }
}
