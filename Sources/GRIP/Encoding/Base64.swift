public import NIOCore

/// Base64 of RFC 4648 section 4, decoded leniently.
public enum Base64 {
    /// Decodes base64 without ever failing.
    ///
    /// Compatibility: bytes outside the alphabet, `=` among them, are skipped wherever they stand, and bits left over
    /// at the end are dropped, so a publisher may wrap lines or leave out the padding (reference "GRIP" 1.2 and 3.3).
    public static func decodeLeniently(_ text: some Sequence<UInt8>) -> ByteBuffer {
        ByteBuffer(bytes: self.bytes(text, value: self.value))
    }

    /// Decodes text in which `-` and `_` may stand for `+` and `/`, as keys are often written.
    static func decodeEitherAlphabet(_ text: some Sequence<UInt8>) -> [UInt8] {
        self.bytes(text) { byte in
            switch byte {
            case UInt8(ascii: "-"): 62
            case UInt8(ascii: "_"): 63
            default: self.value(of: byte)
            }
        }
    }

    private static func bytes(_ text: some Sequence<UInt8>, value: (UInt8) -> UInt8?) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.underestimatedCount / 4 * 3 + 3)
        var bits: UInt32 = 0
        var bitCount = 0
        for byte in text {
            guard let value = value(byte) else { continue }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            }
        }
        return bytes
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
