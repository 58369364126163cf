/// The header fields of a message, in order and byte for byte as they came.
///
/// All fields share one block of bytes, `Name: value CR LF` line after line, with a table of entries beside it, so a
/// head of any number of fields is two allocations. Names keep their spelling and values their bytes, which need not be
/// UTF-8. Removing only shortens the table; a field that is gone leaves its line unused in the block:
///
///     block    Host: a.example␍␊X-Old: 1␍␊Accept: */*␍␊
///     entries  ↑ Host                   ↑ Accept          lineBytes 30 of 41: not dense
///
/// Nothing can be put in that would break the head it is written to: `append` refuses names that are not tokens and
/// values with control bytes. Source: RFC 9110, section 5.
package struct HeaderFields: Sendable {
    /// Where one field's line is within the block.
    struct Entry: Equatable {
        /// The offset of the first byte of the name.
        var start: Int

        /// The length of the name in bytes.
        var nameLength: Int

        /// The length of the value in bytes.
        var valueLength: Int

        /// The offset of the first byte of the value, behind the colon and one space.
        var valueStart: Int { self.start &+ self.nameLength &+ 2 }

        /// The offset behind the value.
        var valueEnd: Int { self.valueStart &+ self.valueLength }

        /// The offset behind the line end.
        var lineEnd: Int { self.valueEnd &+ 2 }

        /// The length of the whole line in bytes.
        var lineLength: Int { self.nameLength &+ self.valueLength &+ 4 }
    }

    /// The lines of all fields, and of fields that were removed.
    var block: [UInt8]

    /// The fields in their order.
    var entries: [Entry]

    /// The length of all fields as they are written, in bytes: `Name: value` and a line end each.
    package internal(set) var byteCount: Int

    /// No fields.
    package init() {
        self.block = []
        self.entries = []
        self.byteCount = 0
    }

    /// Takes over a block in which the entries are complete lines in their order.
    init(block: [UInt8], entries: [Entry], byteCount: Int) {
        self.block = block
        self.entries = entries
        self.byteCount = byteCount
    }

    /// Whether the block is exactly what is to be written: every line of it is a field, in order.
    ///
    /// A field that moved out of order left its old line behind, so comparing the lengths is enough.
    var isDense: Bool { self.byteCount == self.block.count }
}

extension HeaderFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (name, value) in elements {
            self.append(name, value)
        }
    }
}

extension HeaderFields: Equatable {
    /// Whether both have the same names in the same spelling with the same values in the same order.
    package static func == (left: HeaderFields, right: HeaderFields) -> Bool {
        guard left.entries.count == right.entries.count, left.byteCount == right.byteCount else { return false }
        if left.isDense, right.isDense {
            return left.entries == right.entries && left.block == right.block
        }
        return left.elementsEqual(right) { $0.name == $1.name && $0.value == $1.value }
    }
}

extension HeaderFields: CustomStringConvertible {
    /// The fields as they are written, with bytes that are not UTF-8 repaired.
    package var description: String {
        self.map { "\($0.nameString): \($0.valueString)\r\n" }.joined()
    }
}
