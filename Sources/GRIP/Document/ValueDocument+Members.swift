import NIOCore

extension ValueDocument {
    /// The value of the last member of an object that has this name, `nil` if there is none.
    ///
    /// Linear in the number of members.
    func member(_ name: StaticString, of object: Int) -> Int? {
        var found: Int?
        var member = object + 1
        while member < self.nodes[object].next {
            if self.isString(member, equalTo: name) {
                found = member + 1
            }
            member = self.nodes[member + 1].next
        }
        return found
    }

    /// The names and values of an object in order; of a name given twice only the last member.
    func members(of object: Int) -> [(name: String, value: Int)] {
        var members: [(name: String, value: Int)] = []
        var member = object + 1
        while member < self.nodes[object].next {
            members.append((self.string(at: member) ?? "", member + 1))
            member = self.nodes[member + 1].next
        }
        return LastOfName.filter(members) { $0.name }
    }

    /// The elements of an array in order.
    func elements(of array: Int) -> [Int] {
        var elements: [Int] = []
        var element = array + 1
        while element < self.nodes[array].next {
            elements.append(element)
            element = self.nodes[element].next
        }
        return elements
    }

    /// Whether an object or array has nothing in it.
    func isEmpty(_ container: Int) -> Bool {
        self.nodes[container].next == container + 1
    }

    /// Whether a node is a string with exactly these bytes.
    func isString(_ node: Int, equalTo text: StaticString) -> Bool {
        let (start, end) = (self.nodes[node].start, self.nodes[node].end)
        switch self.nodes[node].kind {
        case .string(hasEscapes: false):
            guard end - start == text.utf8CodeUnitCount else { return false }
            let bytes = self.text.readableBytesUInt8Span
            for offset in 0..<text.utf8CodeUnitCount where bytes[start + offset] != text.byte(at: offset) {
                return false
            }
            return true
        case .string(hasEscapes: true):
            return self.string(at: node) == text.description
        case .null, .true, .false, .number, .array, .object:
            return false
        }
    }
}
