extension Span where Element == UInt8 {
    /// A word with every byte set to one.
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    /// A word with the top bit of every byte set.
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// The eight bytes from an offset, the first of them in the lowest bits.
    ///
    /// Safety: any eight bytes are a valid integer, and the load itself checks its bounds.
    @inline(__always)
    private static func word(_ bytes: RawSpan, at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The index of the first line feed at or after `start`, or nil; eight bytes a step.
    func firstLineFeed(from start: Int) -> Int? {
        let bytes = unsafe self.bytes
        let pattern = Self.ones &* UInt64(ByteClass.lineFeed)
        var index = start
        while index &+ 8 <= self.count {
            let difference = Self.word(bytes, at: index) ^ pattern
            let zeros = (difference &- Self.ones) & ~difference & Self.tops
            if zeros != 0 {
                return index &+ zeros.trailingZeroBitCount / 8
            }
            index &+= 8
        }
        while index < self.count {
            if self[index] == ByteClass.lineFeed {
                return index
            }
            index &+= 1
        }
        return nil
    }

    /// The index of the first byte at or after `start` that may not stand in a field value, or `count`.
    ///
    /// Eight bytes a step. The lowest bit found by the borrow trick is always exact, and only that one is used; a tab
    /// is found too and stepped over.
    func firstNonFieldContent(from start: Int) -> Int {
        let bytes = unsafe self.bytes
        let deletes = Self.ones &* UInt64(ByteClass.delete)
        let spaces = Self.ones &* UInt64(ByteClass.space)
        var index = start
        while index &+ 8 <= self.count {
            let word = Self.word(bytes, at: index)
            let difference = word ^ deletes
            let controls = (word &- spaces) & ~word & Self.tops
            let deleted = (difference &- Self.ones) & ~difference & Self.tops
            let found = controls | deleted
            guard found != 0 else {
                index &+= 8
                continue
            }
            index &+= found.trailingZeroBitCount / 8
            guard self[index] == ByteClass.tab else { return index }
            index &+= 1
        }
        while index < self.count, ByteClass.isFieldContent(self[index]) {
            index &+= 1
        }
        return index
    }

    /// Whether a part of the bytes is a token: at least one byte, and none that may not stand in a field name.
    func isToken(_ part: Range<Int>) -> Bool {
        var index = part.lowerBound
        while index < part.upperBound, ByteClass.isToken(self[index]) {
            index &+= 1
        }
        return index == part.upperBound && !part.isEmpty
    }

    /// Where the content of a line ends that ends with the line feed at this index: before CR LF, or before LF alone.
    func lineContentEnd(lineFeed: Int) -> Int {
        lineFeed > 0 && self[lineFeed - 1] == ByteClass.carriageReturn ? lineFeed - 1 : lineFeed
    }

    /// A part of the bytes without the spaces and tabs at its ends.
    func trimmingWhitespace(_ part: Range<Int>) -> Range<Int> {
        var start = part.lowerBound
        var end = part.upperBound
        while start < end, ByteClass.isWhitespace(self[start]) {
            start += 1
        }
        while end > start, ByteClass.isWhitespace(self[end - 1]) {
            end -= 1
        }
        return start..<end
    }
}
