import NIOCore

extension ValueDocument {
    /// The value of the last member of an object that has this name, `nil` if there is none.
    ///
    /// Linear in the number of members.
    func member(_ name: StaticString, of object: Int) -> Int? {
        // Both are looked up once: every item asks for some twenty names.
        let bytes = self.text.readableBytesUInt8Span
        let nodes = self.nodes.span
        let end = nodes[object].next
        var found: Int?
        var member = object + 1
        while member < end {
            if self.isString(nodes[member], equalTo: name, in: bytes) {
                found = member + 1
            }
            member = nodes[member + 1].next
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
    private func isString(_ node: ValueNode, equalTo name: StaticString, in bytes: Span<UInt8>) -> Bool {
        let start = node.start
        switch node.kind {
        case .string(hasEscapes: false):
            let length = node.end - start
            guard length == name.utf8CodeUnitCount else { return false }
            for offset in 0..<length where bytes[start + offset] != name.byte(at: offset) {
                return false
            }
            return true
        case .string(hasEscapes: true):
            let text = JSONUnescaping.unescape(bytes, start..<node.end)
            return text.readableBytesView.elementsEqual(name.description.utf8)
        case .null, .true, .false, .number, .array, .object:
            return false
        }
    }
}
