import NIOCore

/// Typed access to the fields of one object inside a JSON text or a tnetstring.
///
/// A field that is absent reads as `nil`; `null` is a value like any other and has the wrong type, but see `optionalNode`.
struct ObjectFields<Failure: FieldFailure> {
    let document: ValueDocument
    /// The node of the object.
    let object: Int
    /// What error texts call the object.
    let subject: StaticString

    /// Takes a node of the document, which must be an object.
    init(_ document: ValueDocument, object: Int, subject: StaticString) throws(Failure) {
        self.document = document
        self.object = object
        self.subject = subject
        guard document.kind(of: object) == .object else {
            throw .field(.notAnObject(subject: subject.description))
        }
    }

    /// The node of a field's value.
    func node(_ name: StaticString) -> Int? {
        self.document.member(name, of: self.object)
    }

    /// The node of a field's value, where `null` may stand for an absent one.
    ///
    /// Compatibility: for texts and objects it does in tnetstrings, and never in JSON.
    func optionalNode(_ name: StaticString) -> Int? {
        guard let node = self.node(name) else { return nil }
        return self.document.notation == .tnetstring && self.document.kind(of: node) == .null ? nil : node
    }

    /// The text of a string.
    func string(_ name: StaticString) throws(Failure) -> String? {
        guard let node = self.optionalNode(name) else { return nil }
        guard let text = self.document.string(at: node) else { throw self.wrongType(name) }
        return text
    }

    /// The bytes of a string as they are.
    func bytes(_ name: StaticString) throws(Failure) -> ByteBuffer? {
        guard let node = self.node(name) else { return nil }
        guard let bytes = self.document.bytes(at: node) else { throw self.wrongType(name) }
        return bytes
    }

    /// The bytes of content: those of a field that may hold any, in JSON as base64, or else those of another field's text.
    func content(binary binaryName: StaticString, text textName: StaticString) throws(Failure) -> ByteBuffer? {
        guard let bytes = try self.bytes(binaryName) else { return try self.bytes(textName) }
        switch self.document.notation {
        case .json: return Base64.decodeLeniently(bytes.readableBytesView)
        case .tnetstring: return bytes
        }
    }

    /// A boolean; nothing is converted to it.
    func bool(_ name: StaticString) throws(Failure) -> Bool? {
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
    func integer(_ name: StaticString) throws(Failure) -> Int? {
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

    /// A list of strings; `element` is what the error text calls one that is none.
    func strings(_ name: StaticString, element: StaticString = "element") throws(Failure) -> [String]? {
        guard let list = try self.elements(name) else { return nil }
        var strings: [String] = []
        for node in list {
            guard let text = self.document.string(at: node) else {
                throw .field(.elementWrongType(list: name.description, element: element.description))
            }
            strings.append(text)
        }
        return strings
    }

    /// The nodes of a list.
    func elements(_ name: StaticString) throws(Failure) -> [Int]? {
        guard let node = self.node(name) else { return nil }
        guard self.document.kind(of: node) == .array else { throw self.wrongType(name) }
        return self.document.elements(of: node)
    }

    /// The fields of an object inside this one; errors about them call it by the name of the field.
    func object(_ name: StaticString) throws(Failure) -> Self? {
        guard let node = self.optionalNode(name) else { return nil }
        guard self.document.kind(of: node) == .object else { throw self.wrongType(name) }
        return try Self(self.document, object: node, subject: name)
    }

    /// The values of `meta`, an object of strings.
    func meta() throws(Failure) -> [String: String]? {
        guard let fields = try self.object("meta") else { return nil }
        var meta: [String: String] = [:]
        for (name, value) in self.document.members(of: fields.object) {
            guard let text = self.document.string(at: value) else {
                throw .field(.wrongType(subject: "'meta'", field: name))
            }
            meta[name] = text
        }
        return meta
    }
}

extension ObjectFields {
    func missing(_ field: StaticString) -> Failure {
        .field(.missing(subject: self.subject.description, field: field.description))
    }

    func wrongType(_ field: StaticString) -> Failure {
        .field(.wrongType(subject: self.subject.description, field: field.description))
    }

    func invalidValue(_ field: StaticString) -> Failure {
        .field(.invalidValue(subject: self.subject.description, field: field.description))
    }
}
