public import NIOCore

extension JSONValue {
    /// How deeply arrays and objects may be nested when the caller does not say.
    public static let defaultMaximumDepth = 64

    /// Parses the readable bytes of a buffer, which must be one JSON text and nothing else.
    ///
    /// Of a name given twice in an object the last member counts.
    /// - Parameters:
    ///   - text: UTF-8 text, strict by RFC 8259; one byte order mark in front is skipped.
    ///   - maximumDepth: How many arrays and objects may be open at once; more than 512 counts as 512.
    /// - Throws: A ``JSONError`` with the offset of the fault.
    public init(parsing text: ByteBuffer, maximumDepth: Int = Self.defaultMaximumDepth) throws(JSONError) {
        self = try ValueDocument(json: text, maximumDepth: maximumDepth).value(at: 0)
    }

    /// Parses bytes, which must be one JSON text and nothing else.
    ///
    /// - Parameters:
    ///   - text: UTF-8 text, strict by RFC 8259; one byte order mark in front is skipped.
    ///   - maximumDepth: How many arrays and objects may be open at once; more than 512 counts as 512.
    /// - Throws: A ``JSONError`` with the offset of the fault.
    public init(
        parsing text: some Sequence<UInt8>,
        maximumDepth: Int = Self.defaultMaximumDepth
    ) throws(JSONError) {
        try self.init(parsing: ByteBuffer(bytes: text), maximumDepth: maximumDepth)
    }
}

extension ValueDocument {
    /// The tree of a value; the scanner has bounded its depth.
    func value(at node: Int) -> JSONValue {
        switch self.kind(of: node) {
        case .null: .null
        case .true: .bool(true)
        case .false: .bool(false)
        case .number: .number(JSONNumber(validated: self.rawText(of: node)))
        case .string: .string(self.string(at: node) ?? "")
        case .array: .array(self.elements(of: node).map { self.value(at: $0) })
        case .object:
            .object(
                JSONObject(
                    uniqueMembers: self.members(of: node).map { member in
                        JSONObject.Member(name: member.name, value: self.value(at: member.value))
                    }
                )
            )
        }
    }
}
