/// One pass over a JSON text that checks it and notes where its values are.
///
/// Strict by RFC 8259, except that one byte order mark in front is skipped (section 8.1 allows it, and Pushpin does).
/// Lone surrogates written as escapes pass; they become U+FFFD when the string is decoded. The scanner keeps its place
/// in the nodes themselves and never recurses, so nesting costs no stack.
struct JSONScanner {
    private var nodes: [ValueNode] = []
    private var position = 0
    private var depth = 0
    /// The index of the innermost open container.
    ///
    /// While it is open, its `next` is one more than the index of its parent, or 0.
    private var open: Int?
    private let maximumDepth: Int

    /// Checks a whole text and returns its values in the order they begin; the first one is the root.
    static func scan(_ text: Span<UInt8>, maximumDepth: Int) throws(JSONError) -> [ValueNode] {
        guard text.count < Int(UInt32.max) else { throw JSONError(.tooLong, offset: 0) }
        var scanner = JSONScanner(maximumDepth: maximumDepth)
        scanner.nodes.reserveCapacity(min(16, text.count))
        try scanner.scanRoot(text)
        return scanner.nodes
    }

    private init(maximumDepth: Int) {
        self.maximumDepth = maximumDepth
    }

    private mutating func scanRoot(_ text: Span<UInt8>) throws(JSONError) {
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            self.position = 3
        }
        self.skipWhitespace(text)
        try self.scanValue(text)
        while let container = self.open {
            try self.scanNext(text, in: container)
        }
        self.skipWhitespace(text)
        if self.position < text.count {
            throw JSONError(.unexpectedByte(text[self.position]), offset: self.position)
        }
    }

    /// Takes the next element or member of an open container, or its end.
    private mutating func scanNext(_ text: Span<UInt8>, in container: Int) throws(JSONError) {
        let isObject = self.nodes[container].kind == .object
        self.skipWhitespace(text)
        let byte = try self.peek(text)
        if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            self.position += 1
            return self.end(container)
        }
        if self.nodes.count > container + 1 {
            try self.expect(ASCII.comma, in: text)
            self.skipWhitespace(text)
        }
        if isObject {
            try self.expect(ASCII.quote, in: text)
            try self.scanString(text)
            self.skipWhitespace(text)
            try self.expect(UInt8(ascii: ":"), in: text)
            self.skipWhitespace(text)
        }
        try self.scanValue(text)
    }

    private mutating func scanValue(_ text: Span<UInt8>) throws(JSONError) {
        let byte = try self.peek(text)
        switch byte {
        case ASCII.quote:
            self.position += 1
            try self.scanString(text)
        case UInt8(ascii: "{"): try self.begin(.object)
        case UInt8(ascii: "["): try self.begin(.array)
        case UInt8(ascii: "t"): try self.scanLiteral("true", .true, text)
        case UInt8(ascii: "f"): try self.scanLiteral("false", .false, text)
        case UInt8(ascii: "n"): try self.scanLiteral("null", .null, text)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try self.scanNumber(text)
        default: throw JSONError(.unexpectedByte(byte), offset: self.position)
        }
    }

    private mutating func begin(_ kind: ValueNode.Kind) throws(JSONError) {
        guard self.depth < self.maximumDepth else {
            throw JSONError(.tooDeep(limit: self.maximumDepth), offset: self.position)
        }
        self.depth += 1
        let parentMark = self.open.map { $0 + 1 } ?? 0
        self.open = self.nodes.count
        self.nodes.append(ValueNode(kind: kind, start: self.position, end: self.position, next: parentMark))
        self.position += 1
    }

    private mutating func end(_ container: Int) {
        let parentMark = self.nodes[container].next
        self.nodes[container].end = self.position
        self.nodes[container].next = self.nodes.count
        self.open = parentMark == 0 ? nil : parentMark - 1
        self.depth -= 1
    }

    private mutating func scanLiteral(
        _ literal: StaticString,
        _ kind: ValueNode.Kind,
        _ text: Span<UInt8>
    ) throws(JSONError) {
        let start = self.position
        for offset in 0..<literal.utf8CodeUnitCount {
            try self.expect(literal.byte(at: offset), in: text)
        }
        self.append(kind, from: start)
    }

    /// RFC 8259 section 6: an optional minus, no leading zeros, digits on both sides of a point, an exponent.
    private mutating func scanNumber(_ text: Span<UInt8>) throws(JSONError) {
        let start = self.position
        if text[self.position] == UInt8(ascii: "-") {
            self.position += 1
        }
        if self.position < text.count, text[self.position] == UInt8(ascii: "0") {
            self.position += 1
        } else {
            try self.scanDigits(text)
        }
        if self.position < text.count, text[self.position] == UInt8(ascii: ".") {
            self.position += 1
            try self.scanDigits(text)
        }
        if self.position < text.count, text[self.position] | 0x20 == UInt8(ascii: "e") {
            self.position += 1
            if self.position < text.count,
                text[self.position] == UInt8(ascii: "+") || text[self.position] == UInt8(ascii: "-")
            {
                self.position += 1
            }
            try self.scanDigits(text)
        }
        if self.position < text.count, ASCII.isDigit(text[self.position]) {
            throw JSONError(.malformedNumber, offset: self.position)
        }
        self.append(.number, from: start)
    }

    private mutating func scanDigits(_ text: Span<UInt8>) throws(JSONError) {
        let start = self.position
        while self.position < text.count, ASCII.isDigit(text[self.position]) {
            self.position += 1
        }
        guard self.position > start else {
            throw JSONError(self.position < text.count ? .malformedNumber : .unexpectedEnd, offset: self.position)
        }
    }

    /// Takes a string whose opening quote has been taken.
    private mutating func scanString(_ text: Span<UInt8>) throws(JSONError) {
        let start = self.position
        var hasEscapes = false
        while self.skipPlainText(text) {
            let byte = text[self.position]
            if byte == ASCII.quote {
                self.append(.string(hasEscapes: hasEscapes), from: start)
                self.position += 1
                return
            }
            if byte == ASCII.backslash {
                hasEscapes = true
                try self.scanEscape(text)
            } else if byte < 0x20 {
                throw JSONError(.controlCharacter(byte), offset: self.position)
            } else {
                self.position += try UTF8Sequence.length(in: text, at: self.position)
            }
        }
        throw JSONError(.unexpectedEnd, offset: self.position)
    }

    /// Passes over characters of one byte that need no further look; returns whether something follows them.
    private mutating func skipPlainText(_ text: Span<UInt8>) -> Bool {
        // In a local variable, which stays in a register: most bytes of a publish come through here.
        var position = self.position
        while position < text.count {
            let byte = text[position]
            guard byte >= 0x20, byte < 0x80, byte != ASCII.quote, byte != ASCII.backslash else { break }
            position &+= 1
        }
        self.position = position
        return position < text.count
    }

    private mutating func scanEscape(_ text: Span<UInt8>) throws(JSONError) {
        let start = self.position
        self.position += 1
        switch try self.peek(text) {
        case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            self.position += 1
        case UInt8(ascii: "u"):
            self.position += 1
            for _ in 0..<4 {
                guard ASCII.hexValue(try self.peek(text)) != nil else {
                    throw JSONError(.malformedEscape, offset: start)
                }
                self.position += 1
            }
        default:
            throw JSONError(.malformedEscape, offset: start)
        }
    }

    private mutating func append(_ kind: ValueNode.Kind, from start: Int) {
        self.nodes.append(ValueNode(kind: kind, start: start, end: self.position, next: self.nodes.count + 1))
    }

    private mutating func skipWhitespace(_ text: Span<UInt8>) {
        while self.position < text.count, ASCII.isWhitespace(text[self.position]) {
            self.position += 1
        }
    }

    private func peek(_ text: Span<UInt8>) throws(JSONError) -> UInt8 {
        guard self.position < text.count else { throw JSONError(.unexpectedEnd, offset: self.position) }
        return text[self.position]
    }

    private mutating func expect(_ byte: UInt8, in text: Span<UInt8>) throws(JSONError) {
        let found = try self.peek(text)
        guard found == byte else { throw JSONError(.unexpectedByte(found), offset: self.position) }
        self.position += 1
    }
}
