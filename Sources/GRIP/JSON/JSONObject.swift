/// The members of a JSON object in the order they were written, each name once.
///
/// Names are the same only if their bytes are; look-ups are linear in the number of members.
public struct JSONObject: Sendable {
    /// One member of an object.
    public struct Member: Sendable {
        /// The name, without escapes.
        public var name: String
        /// The value.
        public var value: JSONValue

        /// Creates a member.
        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The members in order.
    public private(set) var members: [Member]

    /// Creates an object; of a name given twice the last member counts.
    public init(_ members: [Member] = []) {
        self.members = LastOfName.filter(members) { $0.name }
    }

    /// Creates an object from members of which no two have the same name.
    init(uniqueMembers members: [Member]) {
        self.members = members
    }

    /// The value of the member with this name; setting `nil` removes it, setting a new name appends it.
    public subscript(name: String) -> JSONValue? {
        get {
            guard let index = self.index(of: name) else { return nil }
            return self.members[index].value
        }
        set {
            switch (self.index(of: name), newValue) {
            case (.some(let index), .some(let value)): self.members[index].value = value
            case (.some(let index), .none): self.members.remove(at: index)
            case (.none, .some(let value)): self.members.append(Member(name: name, value: value))
            case (.none, .none): break
            }
        }
    }

    /// Changes the value of a member where it is; `nil` if there is no member of this name.
    mutating func withValue<Result>(of name: String, _ body: (inout JSONValue) -> Result) -> Result? {
        guard let index = self.index(of: name) else { return nil }
        return body(&self.members[index].value)
    }

    private func index(of name: String) -> Int? {
        let name = ExactString(name)
        return self.members.firstIndex { ExactString($0.name) == name }
    }
}

extension JSONObject: RandomAccessCollection {
    /// The index of the first member.
    public var startIndex: Int { self.members.startIndex }

    /// The index after the last member.
    public var endIndex: Int { self.members.endIndex }

    /// The member at this place; the index must be valid, as with an array.
    public subscript(position: Int) -> Member { self.members[position] }
}

extension JSONObject: Equatable {
    /// Compares members regardless of their order (RFC 6902 section 4.6).
    public static func == (a: Self, b: Self) -> Bool {
        guard a.count == b.count else { return false }
        let values = Dictionary(
            b.members.map { (ExactString($0.name), $0.value) },
            uniquingKeysWith: { _, last in last }
        )
        return a.members.allSatisfy { values[ExactString($0.name)] == $0.value }
    }
}
