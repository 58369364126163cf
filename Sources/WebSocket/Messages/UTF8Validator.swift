/// Checks that bytes which arrive piece by piece are UTF-8 (RFC 3629).
///
/// Refused at the first byte that no text can have there: overlong forms, surrogates, and anything above U+10FFFF.
struct UTF8Validator: Sendable {
    /// The bytes that the character under way still needs.
    private var missingByteCount: UInt8 = 0

    /// The range its next byte must be in.
    private var nextByte: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether the text may end here.
    var isComplete: Bool { self.missingByteCount == 0 }

    /// Whether the text goes on properly with these bytes; ask nothing more after a false.
    mutating func accepts(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            if self.missingByteCount == 0 {
                index = bytes.firstNonASCII(from: index)
                guard index < bytes.count else { return true }
                guard self.begin(bytes[index]) else { return false }
            } else {
                guard self.nextByte.contains(bytes[index]) else { return false }
                self.missingByteCount -= 1
                self.nextByte = 0x80...0xBF
            }
            index &+= 1
        }
        return true
    }

    /// Notes what must follow the first byte of a character, or says that there is no such character.
    private mutating func begin(_ lead: UInt8) -> Bool {
        switch lead {
        case 0xC2...0xDF: self.missingByteCount = 1
        case 0xE0...0xEF: self.missingByteCount = 2
        case 0xF0...0xF4: self.missingByteCount = 3
        default: return false
        }
        self.nextByte =
            switch lead {
            case 0xE0: 0xA0...0xBF
            case 0xED: 0x80...0x9F
            case 0xF0: 0x90...0xBF
            case 0xF4: 0x80...0x8F
            default: 0x80...0xBF
            }
        return true
    }
}

extension Span where Element == UInt8 {
    /// The index of the first byte at or after `start` that is not ASCII, or `count`; eight bytes a step.
    fileprivate func firstNonASCII(from start: Int) -> Int {
        let bytes = unsafe self.bytes
        var index = start
        while index &+ 8 <= self.count {
            // Safety: any eight bytes are a valid integer, and the load itself checks its bounds.
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard word & 0x8080_8080_8080_8080 == 0 else { break }
            index &+= 8
        }
        while index < self.count, self[index] < 0x80 {
            index &+= 1
        }
        return index
    }
}
