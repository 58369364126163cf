/// The byte values and classes that the parsers of this module share.
enum ASCII {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
    static let semicolon = UInt8(ascii: ";")
    static let equals = UInt8(ascii: "=")
    static let backslash = UInt8(ascii: "\\")

    /// Whether a byte is a space, tab, carriage return or line feed.
    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == space || byte == tab || byte == lineFeed || byte == carriageReturn
    }

    /// Whether a byte is a digit from 0 to 9.
    static func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }

    /// Whether a byte is a control character, of which a header value may hold only the tab.
    static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F
    }

    /// The byte, or if it is a letter from A to Z, the one from a to z.
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    /// The text of bytes, with the letters from A to Z made small.
    static func lowercasedText(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(where: { self.lowercased($0) != $0 }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        return String(decoding: bytes.map(self.lowercased), as: UTF8.self)
    }

    /// The value of a hexadecimal digit in either case, `nil` for every other byte.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The same bytes without whitespace at either end.
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = bytes.firstIndex(where: { !self.isWhitespace($0) }),
            let last = bytes.lastIndex(where: { !self.isWhitespace($0) })
        else { return [] }
        return bytes[first...last]
    }

    /// The value of a whole number with an optional sign, `nil` if the text is anything else or does not fit.
    ///
    /// Whitespace at either end is skipped.
    static func integer(_ bytes: ArraySlice<UInt8>) -> Int? {
        Int(String(decoding: self.trimmed(bytes), as: UTF8.self))
    }
}
