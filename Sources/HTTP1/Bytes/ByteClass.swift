/// The bytes of HTTP/1.x syntax and the classes they fall into.
///
/// Source: RFC 9110, sections 5.5 and 5.6.2; RFC 9112, section 2.2.
enum ByteClass {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let comma: UInt8 = 0x2C
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let delete: UInt8 = 0x7F

    /// One bit for each of the bytes 0…63 that may stand in a token: `!#$%&'*+-.` and the digits.
    private static let lowTokens: UInt64 = 0x03FF_6CFA_0000_0000

    /// One bit for each of the bytes 64…127 that may stand in a token: letters and `^_` with backquote, `|` and `~`.
    private static let highTokens: UInt64 = 0x57FF_FFFF_C7FF_FFFE

    /// Whether the byte may stand in a token: a method or a field name.
    ///
    /// Two constants instead of a table in memory: nothing to initialize lazily and nothing to retain.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        let mask = byte < 64 ? self.lowTokens : self.highTokens
        return byte < 128 && (mask &>> UInt64(byte & 63)) & 1 == 1
    }

    /// Whether the byte may stand in a field value or a reason phrase: anything but a control, tab excepted.
    @inline(__always)
    static func isFieldContent(_ byte: UInt8) -> Bool {
        (byte >= self.space && byte != self.delete) || byte == self.tab
    }

    /// Whether the byte may stand in a request target: anything but controls and the space.
    ///
    /// Wider than a URI on purpose: targets reach the origin byte for byte, and neither raw UTF-8 nor `{`, `|` or `^`
    /// can end the request line.
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool {
        byte > self.space && byte != self.delete
    }

    /// Whether the byte is optional white space around a field value.
    @inline(__always)
    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == self.space || byte == self.tab
    }

    /// The byte with an ASCII capital made small.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// The value of a decimal digit, or nil.
    @inline(__always)
    static func digit(_ byte: UInt8) -> Int? {
        byte &- 0x30 < 10 ? Int(byte &- 0x30) : nil
    }

    /// The value of a hexadecimal digit of either case, or nil.
    @inline(__always)
    static func hexDigit(_ byte: UInt8) -> Int? {
        if let digit = self.digit(byte) {
            return digit
        }
        let letter = (byte | 0x20) &- 0x61
        return letter < 6 ? Int(letter) + 10 : nil
    }
}
