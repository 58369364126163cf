import NIOCore

/// Turns the escapes of a checked JSON string into the bytes they stand for (RFC 8259 section 7).
enum JSONUnescaping {
    /// The bytes of a string, given as a range of a text that a scanner has accepted.
    ///
    /// Half of a surrogate pair without the other becomes U+FFFD.
    static func unescape(_ text: Span<UInt8>, _ range: Range<Int>) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(range.count)
        var position = range.lowerBound
        while position < range.upperBound {
            let rest = text.extracting(position..<range.upperBound)
            var runLength = 0
            while runLength < rest.count, rest[runLength] != ASCII.backslash {
                runLength &+= 1
            }
            self.write(rest.extracting(0..<runLength), to: &bytes)
            position += runLength
            if position < range.upperBound {
                position += self.writeEscape(text, position, to: &bytes)
            }
        }
        return bytes
    }

    private static func write(_ run: Span<UInt8>, to bytes: inout ByteBuffer) {
        // Unsafe only for elements with padding between their bytes.
        unsafe bytes.writeBytes(run.bytes)
    }

    /// Writes what the escape at an offset stands for and returns its length.
    private static func writeEscape(_ text: Span<UInt8>, _ offset: Int, to bytes: inout ByteBuffer) -> Int {
        let letter = self.byte(text, offset + 1)
        switch letter {
        case UInt8(ascii: "b"): bytes.writeInteger(UInt8(0x08))
        case UInt8(ascii: "f"): bytes.writeInteger(UInt8(0x0C))
        case UInt8(ascii: "n"): bytes.writeInteger(ASCII.lineFeed)
        case UInt8(ascii: "r"): bytes.writeInteger(ASCII.carriageReturn)
        case UInt8(ascii: "t"): bytes.writeInteger(ASCII.tab)
        case UInt8(ascii: "u"): return self.writeUnicodeEscape(text, offset, to: &bytes)
        default: bytes.writeInteger(letter)
        }
        return 2
    }

    private static func writeUnicodeEscape(_ text: Span<UInt8>, _ offset: Int, to bytes: inout ByteBuffer) -> Int {
        let first = self.codeUnit(text, offset)
        if UTF16.isLeadSurrogate(first), self.byte(text, offset + 6) == ASCII.backslash,
            self.byte(text, offset + 7) == UInt8(ascii: "u")
        {
            let second = self.codeUnit(text, offset + 6)
            if UTF16.isTrailSurrogate(second) {
                let scalar = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
                self.write(Unicode.Scalar(scalar), to: &bytes)
                return 12
            }
        }
        self.write(Unicode.Scalar(UInt32(first)), to: &bytes)
        return 6
    }

    private static func write(_ scalar: Unicode.Scalar?, to bytes: inout ByteBuffer) {
        bytes.writeBytes(UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
    }

    /// The UTF-16 code unit of a `\uXXXX` at an offset.
    private static func codeUnit(_ text: Span<UInt8>, _ offset: Int) -> UInt16 {
        var unit: UInt16 = 0
        for digit in 2..<6 {
            unit = unit << 4 | UInt16(ASCII.hexValue(self.byte(text, offset + digit)) ?? 0)
        }
        return unit
    }

    /// The byte at an offset, 0 beyond the end.
    private static func byte(_ text: Span<UInt8>, _ offset: Int) -> UInt8 {
        offset < text.count ? text[offset] : 0
    }
}
