/// A string that is compared and hashed by its bytes.
///
/// `String` takes two spellings of an accented letter for the same text; JSON member names are compared code point
/// by code point (RFC 8259 section 8.3).
struct ExactString: Hashable, Comparable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (a: Self, b: Self) -> Bool {
        a.text.utf8.elementsEqual(b.text.utf8)
    }

    static func < (a: Self, b: Self) -> Bool {
        a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in self.text.utf8 {
            hasher.combine(byte)
        }
        hasher.combine(UInt8(0xFF))
    }
}
