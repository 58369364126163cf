import NIOCore

/// Typed access to the fields of one object inside a publish item.
///
/// A field that is absent reads as `nil`; `null` is a value like any other and has the wrong type everywhere.
struct ItemFields {
    let document: JSONDocument
    /// The node of the object.
    let object: Int
    /// The wire form the object is, `nil` for the item itself.
    let format: ItemFormat?

    /// What error texts call the object.
    var subject: String {
        self.format.map { "'\($0.name)'" } ?? "publish item object"
    }

    /// The node of a field's value.
    func node(_ name: StaticString) -> Int? {
        self.document.member(name, of: self.object)
    }

    /// The text of a string.
    func string(_ name: StaticString) throws(ItemError) -> String? {
        guard let node = self.node(name) else { return nil }
        guard let text = self.document.string(at: node) else { throw self.wrongType(name) }
        return text
    }

    /// The bytes of a string as they are.
    func bytes(_ name: StaticString) throws(ItemError) -> ByteBuffer? {
        guard let node = self.node(name) else { return nil }
        guard let bytes = self.document.bytes(at: node) else { throw self.wrongType(name) }
        return bytes
    }

    /// The bytes that the base64 of a string stands for.
    func base64(_ name: StaticString) throws(ItemError) -> ByteBuffer? {
        try self.bytes(name).map { Base64.decodeLeniently($0.readableBytesView) }
    }

    /// A boolean; nothing is converted to it.
    func bool(_ name: StaticString) throws(ItemError) -> Bool? {
        guard let node = self.node(name) else { return nil }
        switch self.document.kind(of: node) {
        case .true: return true
        case .false: return false
        case .null, .number, .string, .array, .object: throw self.wrongType(name)
        }
    }

    /// A whole number, converted leniently (reference "GRIP" 1.3, last paragraph).
    ///
    /// Fractions are rounded, text is read as a decimal number or else counts as 0, booleans count as 0 or 1.
    func integer(_ name: StaticString) throws(ItemError) -> Int? {
        guard let node = self.node(name) else { return nil }
        switch self.document.kind(of: node) {
        case .number:
            return JSONNumber(validated: self.document.rawText(of: node)).rounded
        case .string:
            let text = self.document.bytes(at: node) ?? ByteBuffer()
            return ASCII.integer(Array(text.readableBytesView)[...]) ?? 0
        case .true: return 1
        case .false: return 0
        case .null, .array, .object: throw self.wrongType(name)
        }
    }

    /// A list of strings.
    func strings(_ name: StaticString) throws(ItemError) -> [String]? {
        guard let node = self.node(name) else { return nil }
        guard self.document.kind(of: node) == .array else { throw self.wrongType(name) }
        var strings: [String] = []
        for element in self.document.elements(of: node) {
            guard let text = self.document.string(at: element) else {
                throw .elementWrongType(list: name.description)
            }
            strings.append(text)
        }
        return strings
    }
}

extension ItemFields {
    var notAnObject: ItemError {
        .notAnObject(subject: self.subject)
    }

    func missing(_ field: StaticString) -> ItemError {
        .missing(subject: self.subject, field: field.description)
    }

    func wrongType(_ field: StaticString) -> ItemError {
        .wrongType(subject: self.subject, field: field.description)
    }

    func invalidValue(_ field: StaticString) -> ItemError {
        .invalidValue(subject: self.subject, field: field.description)
    }
}
