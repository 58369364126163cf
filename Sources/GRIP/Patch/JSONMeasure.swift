/// How much text a JSON value is, and how deep.
struct JSONMeasure {
    /// The length of the compact form, in bytes.
    private(set) var byteCount: Int
    /// How many arrays and objects are open at once, at most.
    private(set) var depth: Int

    /// Measures a value; linear in its size.
    init(_ value: JSONValue) {
        self.depth = 0
        switch value {
        case .null: self.byteCount = 4
        case .bool(let value): self.byteCount = value ? 4 : 5
        case .number(let number): self.byteCount = number.text.utf8.count
        case .string(let text): self.byteCount = Self.byteCount(of: text)
        case .array(let elements):
            self.byteCount = 2 + max(0, elements.count - 1)
            for element in elements {
                self.add(Self(element))
            }
            self.depth += 1
        case .object(let object):
            self.byteCount = 2 + max(0, object.count - 1)
            for member in object {
                self.byteCount += Self.byteCount(of: member.name) + 1
                self.add(Self(member.value))
            }
            self.depth += 1
        }
    }

    /// The length of a string in its quotes, with its escapes.
    static func byteCount(of text: String) -> Int {
        text.utf8.reduce(2) { count, byte in
            switch byte {
            case ASCII.quote, ASCII.backslash, ASCII.lineFeed, ASCII.carriageReturn, ASCII.tab, 0x08, 0x0C: count + 2
            case 0..<0x20: count + 6
            default: count + 1
            }
        }
    }

    private mutating func add(_ part: Self) {
        self.byteCount += part.byteCount
        self.depth = max(self.depth, part.depth)
    }
}
