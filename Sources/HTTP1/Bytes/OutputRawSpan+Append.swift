extension OutputRawSpan {
    /// Appends a copy of bytes, in one go.
    ///
    /// There must be room for them, as there is where the capacity was counted from the same pieces; without it nothing
    /// is appended.
    ///
    /// Safety: the copy begins behind what is there and ends within the memory, whose room was just compared; an array
    /// does not share its memory with output that is being written.
    mutating func append(copying bytes: [UInt8], in range: Range<Int>) {
        unsafe self.withUnsafeMutableBytes { memory, count in
            unsafe bytes.withUnsafeBytes { source in
                let room = memory.count &- count
                guard range.lowerBound >= 0, range.upperBound <= bytes.count, range.count <= room else { return }
                let target = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...])
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[range]))
                count &+= range.count
            }
        }
    }

    /// Appends a copy of all bytes of an array; the same rules hold.
    mutating func append(copying bytes: [UInt8]) {
        self.append(copying: bytes, in: 0..<bytes.count)
    }

    /// Appends the bytes of a text.
    mutating func append(copying text: StaticString) {
        for offset in 0..<text.utf8CodeUnitCount where text.hasPointerRepresentation {
            // Safety: the offset is below the length.
            self.append(unsafe text.utf8Start[offset])
        }
    }

    /// Appends CR LF.
    mutating func appendLineEnd() {
        self.append(ByteClass.carriageReturn)
        self.append(ByteClass.lineFeed)
    }
}
