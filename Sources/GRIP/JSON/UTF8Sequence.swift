/// The well-formed multi-byte sequences of UTF-8 (The Unicode Standard, table 3-7).
enum UTF8Sequence {
    /// The length in bytes of the sequence that starts at an offset with a byte of 0x80 or more.
    ///
    /// Throws when it is cut short, overlong, a surrogate, or beyond U+10FFFF.
    static func length(in text: Span<UInt8>, at offset: Int) throws(JSONError) -> Int {
        let (length, second): (Int, ClosedRange<UInt8>)
        switch text[offset] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw JSONError(.malformedUTF8, offset: offset)
        }
        guard offset + length <= text.count, second.contains(text[offset + 1]) else {
            throw JSONError(.malformedUTF8, offset: offset)
        }
        for further in 2..<max(2, length) {
            guard text[offset + further] & 0xC0 == 0x80 else { throw JSONError(.malformedUTF8, offset: offset) }
        }
        return length
    }
}
