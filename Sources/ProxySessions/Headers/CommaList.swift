/// The elements of a list-valued field, collected over all its lines, as bytes.
///
/// Elements are split at commas and trimmed of spaces and tabs; empty ones are dropped (RFC 9110, 5.6.1). The slices share
/// the memory of the fields they came from, so collecting copies nothing.
struct CommaList {
    private(set) var elements: [ArraySlice<UInt8>] = []

    /// Adds the elements of one line.
    mutating func collect(_ value: ArraySlice<UInt8>) {
        for part in value.split(separator: UInt8(ascii: ",")) {
            let trimmed = Self.trim(part)
            if !trimmed.isEmpty {
                self.elements.append(trimmed)
            }
        }
    }

    /// Adds one element.
    mutating func append(_ element: String) {
        self.elements.append(ArraySlice(element.utf8))
    }

    /// Adds one element unless it is there already, whatever the case of its ASCII letters; quadratic in the elements.
    mutating func appendIfNew(_ element: ArraySlice<UInt8>) {
        func isSame(_ other: ArraySlice<UInt8>) -> Bool {
            other.count == element.count
                && zip(other, element).allSatisfy { Self.lowercased($0) == Self.lowercased($1) }
        }
        if !self.elements.contains(where: isSame) {
            self.elements.append(element)
        }
    }

    /// Keeps only the last `count` elements.
    mutating func keepLast(_ count: Int) {
        self.elements.removeFirst(max(0, self.elements.count - count))
    }

    /// The value of one line with all elements, separated by a comma and a space.
    var joined: [UInt8] {
        var joined: [UInt8] = []
        joined.reserveCapacity(self.elements.reduce(0) { $0 + $1.count + 2 })
        for element in self.elements {
            if !joined.isEmpty {
                joined.append(UInt8(ascii: ","))
                joined.append(UInt8(ascii: " "))
            }
            joined.append(contentsOf: element)
        }
        return joined
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    private static func trim(_ part: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var part = part.drop(while: isSpace)
        while let last = part.last, isSpace(last) {
            part.removeLast()
        }
        return part
    }
}
