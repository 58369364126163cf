/// One pass over a tnetstring that checks it and notes where its values are.
///
/// Source: reference "operations" 7. A value inside another must end within it. The scanner keeps its place in the nodes
/// themselves and never recurses, so nesting costs no stack.
struct TNetStringScanner {
    /// How many digits a length may have.
    private static let lengthDigits = 9

    /// Where one value is: its data, the byte of its type after that, and the offset of its length.
    private struct Place {
        let start: Int
        let end: Int
        let type: UInt8
        let offset: Int
    }

    private var nodes: [ValueNode] = []
    private var position = 0
    private var depth = 0
    /// The index of the innermost open container.
    ///
    /// While it is open, its `next` is one more than the index of its parent, or 0.
    private var open: Int?
    private let maximumDepth: Int

    /// Checks a value and returns it and what it contains in the order they begin; the first one is the root.
    ///
    /// Unless `allowsMore` is set, nothing may follow it.
    static func scan(
        _ text: Span<UInt8>,
        maximumDepth: Int,
        allowsMore: Bool
    ) throws(TNetStringError) -> [ValueNode] {
        guard text.count < Int(UInt32.max) else { throw TNetStringError(.tooLong, offset: 0) }
        var scanner = TNetStringScanner(maximumDepth: maximumDepth)
        scanner.nodes.reserveCapacity(min(16, text.count))
        try scanner.scanRoot(text)
        guard allowsMore || scanner.position == text.count else {
            throw TNetStringError(.trailingBytes, offset: scanner.position)
        }
        return scanner.nodes
    }

    private init(maximumDepth: Int) {
        self.maximumDepth = maximumDepth
    }

    private mutating func scanRoot(_ text: Span<UInt8>) throws(TNetStringError) {
        try self.scanValue(text, end: text.count)
        while let container = self.open {
            try self.scanNext(text, in: container)
        }
    }

    /// Takes the next element or member of an open container, or its end.
    private mutating func scanNext(_ text: Span<UInt8>, in container: Int) throws(TNetStringError) {
        let end = self.nodes[container].end
        guard self.position < end else { return self.end(container) }
        if self.nodes[container].kind == .object {
            let name = try self.place(text, end: end)
            guard name.type == ASCII.comma else { throw TNetStringError(.nameNotAString, offset: name.offset) }
            self.append(.string(hasEscapes: false), name)
            guard self.position < end else { throw TNetStringError(.nameWithoutValue, offset: name.offset) }
        }
        try self.scanValue(text, end: end)
    }

    private mutating func scanValue(_ text: Span<UInt8>, end: Int) throws(TNetStringError) {
        let place = try self.place(text, end: end)
        let data = text.extracting(place.start..<place.end)
        switch place.type {
        case ASCII.comma:
            self.append(.string(hasEscapes: false), place)
        case UInt8(ascii: "#"), UInt8(ascii: "^"):
            guard JSONNumber.isWellFormed(data, wholeThatFits: place.type == UInt8(ascii: "#")) else {
                throw TNetStringError(.malformedValue, offset: place.start)
            }
            self.append(.number, place)
        case UInt8(ascii: "!"):
            let isTrue = data.isEqual(to: "true")
            guard isTrue || data.isEqual(to: "false") else {
                throw TNetStringError(.malformedValue, offset: place.start)
            }
            self.append(isTrue ? .true : .false, place)
        case UInt8(ascii: "~"):
            guard data.isEmpty else { throw TNetStringError(.malformedValue, offset: place.start) }
            self.append(.null, place)
        case UInt8(ascii: "]"):
            try self.begin(.array, place)
        case UInt8(ascii: "}"):
            try self.begin(.object, place)
        default:
            throw TNetStringError(.unknownType(place.type), offset: place.end)
        }
    }

    /// Reads the length of a value and finds its data and type, which must end before `end`.
    private func place(_ text: Span<UInt8>, end: Int) throws(TNetStringError) -> Place {
        var length = 0
        var colon = self.position
        while colon < end, ASCII.isDigit(text[colon]), colon - self.position < Self.lengthDigits {
            length = length * 10 + Int(text[colon] - UInt8(ascii: "0"))
            colon += 1
        }
        guard colon < end else { throw TNetStringError(.unexpectedEnd, offset: end) }
        guard colon > self.position, text[colon] == UInt8(ascii: ":") else {
            throw TNetStringError(.malformedLength, offset: colon)
        }
        let start = colon + 1
        guard length < end - start else { throw TNetStringError(.unexpectedEnd, offset: end) }
        return Place(start: start, end: start + length, type: text[start + length], offset: self.position)
    }

    private mutating func begin(_ kind: ValueNode.Kind, _ place: Place) throws(TNetStringError) {
        guard self.depth < self.maximumDepth else {
            throw TNetStringError(.tooDeep(limit: self.maximumDepth), offset: place.offset)
        }
        self.depth += 1
        let parentMark = self.open.map { $0 + 1 } ?? 0
        self.open = self.nodes.count
        self.nodes.append(ValueNode(kind: kind, start: place.start, end: place.end, next: parentMark))
        self.position = place.start
    }

    private mutating func end(_ container: Int) {
        let parentMark = self.nodes[container].next
        self.position = self.nodes[container].end + 1
        self.nodes[container].next = self.nodes.count
        self.open = parentMark == 0 ? nil : parentMark - 1
        self.depth -= 1
    }

    private mutating func append(_ kind: ValueNode.Kind, _ place: Place) {
        self.nodes.append(ValueNode(kind: kind, start: place.start, end: place.end, next: self.nodes.count + 1))
        self.position = place.end + 1
    }
}

extension Span<UInt8> {
    /// Whether the bytes are those of a text.
    fileprivate func isEqual(to text: StaticString) -> Bool {
        guard self.count == text.utf8CodeUnitCount else { return false }
        for offset in self.indices where self[offset] != text.byte(at: offset) {
            return false
        }
        return true
    }
}
