public import NIOCore

extension TNetString {
    /// Parses the readable bytes of a buffer, which must be one tnetstring and nothing else.
    ///
    /// Of a name given twice in a dictionary the last member counts.
    /// - Parameters:
    ///   - text: the bytes.
    ///   - maximumDepth: How many lists and dictionaries may be open at once; more than 512 counts as 512.
    /// - Throws: A ``TNetStringError`` with the offset of the fault.
    public init(parsing text: ByteBuffer, maximumDepth: Int = Self.defaultMaximumDepth) throws(TNetStringError) {
        self = try ValueDocument(tnetstring: text, maximumDepth: maximumDepth).tnetstring(at: 0)
    }
}

extension ValueDocument {
    /// The tree of a value; the scanner has bounded its depth.
    func tnetstring(at node: Int) -> TNetString {
        switch self.kind(of: node) {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .number:
            let number = JSONNumber(validated: self.rawText(of: node))
            return number.int.map { .integer($0) } ?? .float(number.double)
        case .string: return .bytes(self.bytes(at: node) ?? ByteBuffer())
        case .array: return .list(self.elements(of: node).map { self.tnetstring(at: $0) })
        case .object:
            return .dictionary(
                self.members(of: node).map { TNetString.Member(name: $0.name, value: self.tnetstring(at: $0.value)) }
            )
        }
    }
}
