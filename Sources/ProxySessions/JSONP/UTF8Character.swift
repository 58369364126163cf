/// The well-formed multi-byte characters of UTF-8 (The Unicode Standard, table 3-7).
enum UTF8Character {
    /// What the bytes at an offset are.
    enum Examination: Equatable {
        /// A character of so many bytes.
        case whole(Int)
        /// The beginning of a character; the text ends too early.
        case cut
        /// Neither, whatever follows: an overlong form, a surrogate, a number beyond U+10FFFF, or a stray byte.
        case malformed
    }

    /// Looks at the character that begins at an offset with a byte of 0x80 or more.
    static func examine(_ text: Span<UInt8>, at offset: Int) -> Examination {
        let (length, second): (Int, ClosedRange<UInt8>)
        switch text[offset] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return .malformed
        }
        for further in 1..<length {
            guard offset + further < text.count else { return .cut }
            let allowed = further == 1 ? second : 0x80...0xBF
            guard allowed.contains(text[offset + further]) else { return .malformed }
        }
        return .whole(length)
    }
}
