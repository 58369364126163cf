extension HeaderFields: RandomAccessCollection {
    /// One header field: a view into the block, which it shares.
    ///
    /// Asking for the name or the value as a slice or a string costs a little; asking whether the field has a certain
    /// name does not.
    package struct Field: Sendable {
        private let block: [UInt8]
        private let entry: Entry

        init(block: [UInt8], entry: Entry) {
            self.block = block
            self.entry = entry
        }

        /// The name in its spelling.
        package var name: ArraySlice<UInt8> {
            self.block[self.entry.start..<self.entry.start + self.entry.nameLength]
        }

        /// The value without the white space around it.
        package var value: ArraySlice<UInt8> {
            self.block[self.entry.valueStart..<self.entry.valueEnd]
        }

        /// The length of the name in bytes.
        package var nameByteCount: Int { self.entry.nameLength }

        /// The name in its spelling; names are ASCII.
        package var nameString: String { String(decoding: self.name, as: UTF8.self) }

        /// The value with bytes that are not UTF-8 replaced by U+FFFD.
        package var valueString: String { String(decoding: self.value, as: UTF8.self) }

        /// Whether the value is exactly this text.
        package func hasValue(_ text: String) -> Bool {
            guard text.utf8.count == self.entry.valueLength else { return false }
            // Texts are looked at where they are: a byte at a time, a short one costs more than the rest of its field.
            let isEqual = unsafe text.utf8.withContiguousStorageIfAvailable { text in
                for offset in 0..<self.entry.valueLength {
                    guard unsafe self.block[self.entry.valueStart &+ offset] == text[offset] else { return false }
                }
                return true
            }
            return isEqual ?? self.value.elementsEqual(text.utf8)
        }

        /// Whether the value is exactly this number, as `Content-Length` has one: digits without a sign or leading zeros.
        package func hasValue(_ number: Int) -> Bool {
            guard number >= 0 else { return false }
            var rest = number
            var index = self.entry.valueEnd
            repeat {
                index &-= 1
                guard index >= self.entry.valueStart, self.block[index] == UInt8(0x30 + rest % 10) else { return false }
                rest /= 10
            } while rest > 0
            return index == self.entry.valueStart
        }

        /// Whether the field has the name, in any spelling.
        package func isNamed(_ name: FieldName) -> Bool {
            self.entry.isNamed(name.lowercased, in: self.block)
        }

        /// Whether the name, in any spelling, begins with a prefix that is given in small letters.
        package func nameHasPrefix(_ lowercasedPrefix: StaticString) -> Bool {
            let length = lowercasedPrefix.utf8CodeUnitCount
            guard length <= self.entry.nameLength else { return false }
            return lowercasedPrefix.matches(self.block.span.extracting(self.entry.start..<self.entry.start + length))
        }
    }

    package var startIndex: Int { 0 }

    package var endIndex: Int { self.entries.count }

    /// The field at an index; nothing is copied.
    package subscript(position: Int) -> Field {
        Field(block: self.block, entry: self.entries[position])
    }
}

extension HeaderFields.Entry {
    /// Whether the entry has the name, given in small letters, in any spelling.
    ///
    /// Lengths are compared first, which settles nearly every question without touching the block.
    @inline(__always)
    func isNamed(_ lowercasedName: [UInt8], in block: [UInt8]) -> Bool {
        guard lowercasedName.count == self.nameLength else { return false }
        var offset = 0
        while offset < self.nameLength {
            guard ByteClass.lowercased(block[self.start &+ offset]) == lowercasedName[offset] else { return false }
            offset &+= 1
        }
        return true
    }
}
