/// Which functions a JSON-P answer may be made to call.
///
/// The name is written into a script by whoever made the link, so it may be no more than a name: identifiers, joined
/// with dots, and indexes in brackets that are whole numbers or short quoted words:
///
///     jQuery1720_1351   app.callbacks._0   frames[2].done   handlers["on-data"]
///
/// Everything that could be more than a look-up (a call, an operator, a comment, an escape) is refused, and so is every
/// byte outside ASCII. Reference: behaviour 5.1 takes any text; this is stricter on purpose.
enum CallbackName {
    /// The greatest length of a name in bytes.
    static let maximumByteCount = 256

    /// Whether a name may be called.
    static func isAllowed(_ name: ArraySlice<UInt8>) -> Bool {
        guard name.count <= self.maximumByteCount, var rest = self.afterIdentifier(name),
            !self.reservedWords.contains(String(decoding: name[..<rest.startIndex], as: UTF8.self))
        else { return false }
        while let byte = rest.popFirst() {
            let next: ArraySlice<UInt8>? =
                switch byte {
                case UInt8(ascii: "."): self.afterIdentifier(rest)
                case UInt8(ascii: "["): self.afterIndex(rest)
                default: nil
                }
            guard let next else { return false }
            rest = next
        }
        return true
    }

    /// What follows an identifier; `nil` when there is none.
    private static func afterIdentifier(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let first = text.first, self.isInIdentifier(first), !self.isDigit(first) else { return nil }
        return text.drop(while: self.isInIdentifier)
    }

    /// What follows an index, whose opening bracket has been taken, and its closing bracket.
    private static func afterIndex(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var rest: ArraySlice<UInt8>
        switch text.first {
        case .some(let quote) where quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"):
            rest = text.dropFirst().drop(while: self.isInWord)
            guard rest.startIndex > text.startIndex + 1, rest.popFirst() == quote else { return nil }
        case .some(let digit) where self.isDigit(digit):
            rest = text.drop(while: self.isDigit)
            // Scripts read numbers with leading zeros as octal, or not at all.
            guard digit != UInt8(ascii: "0") || rest.startIndex == text.startIndex + 1 else { return nil }
        default:
            return nil
        }
        return rest.popFirst() == UInt8(ascii: "]") ? rest : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static func isInIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "$"),
            UInt8(ascii: "_"):
            true
        default:
            self.isDigit(byte)
        }
    }

    /// Whether the byte may stand between quotes.
    private static func isInWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"): true
        default: self.isInIdentifier(byte)
        }
    }

    /// The words that are no identifiers (ECMA-262, 12.7.2), without `this`, which has members.
    private static let reservedWords: Set<String> = [
        "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else",
        "enum", "export", "extends", "false", "finally", "for", "function", "if", "import", "in", "instanceof", "new",
        "null", "return", "super", "switch", "throw", "true", "try", "typeof", "var", "void", "while", "with", "yield",
    ]
}
