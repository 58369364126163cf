/// What may stand in the name and the value of a header field.
enum HeaderText {
    /// Whether text is a token (RFC 9110 section 5.6.2).
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(self.isTokenByte)
    }

    /// Whether text has no control character but tabs (RFC 9110 section 5.5).
    static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == ASCII.tab || !ASCII.isControl($0) }
    }

    /// Whether text starts with a prefix, which is given in lower case, in any case.
    static func isPrefix(_ prefix: StaticString, of text: String) -> Bool {
        var offset = 0
        for byte in text.utf8 {
            guard offset < prefix.utf8CodeUnitCount else { return true }
            guard ASCII.lowercased(byte) == prefix.byte(at: offset) else { return false }
            offset += 1
        }
        return offset == prefix.utf8CodeUnitCount
    }

    /// Whether text equals a name, which is given in lower case, in any case.
    static func isEqual(_ name: StaticString, to text: String) -> Bool {
        text.utf8.count == name.utf8CodeUnitCount && self.isPrefix(name, of: text)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
