extension ObjectFields {
    /// Reads headers given as an object, which are sent in the order of their names, or as a list of pairs.
    ///
    /// Compatibility: Pushpin checks types only. Here names must be tokens and values free of control characters
    /// (RFC 9110 sections 5.1 and 5.5), since a line break in one would end the head of a response early.
    func headers(_ name: StaticString) throws(Failure) -> [(name: String, value: String)] {
        guard let node = self.node(name) else { return [] }
        let headers: [(name: String, value: String)]
        switch self.document.kind(of: node) {
        case .object: headers = try self.headers(ofObject: node)
        case .array: headers = try self.headers(ofList: node)
        case .null, .true, .false, .number, .string: throw self.wrongType(name)
        }
        for header in headers {
            guard HeaderText.isName(header.name), HeaderText.isValue(header.value) else {
                throw .field(.invalidHeader(subject: self.subject.description, name: header.name))
            }
        }
        return headers
    }

    private func headers(ofObject node: Int) throws(Failure) -> [(name: String, value: String)] {
        let members = self.document.members(of: node).sorted { ExactString($0.name) < ExactString($1.name) }
        var headers: [(name: String, value: String)] = []
        for (name, value) in members {
            guard let text = self.document.string(at: value) else {
                throw .field(.wrongType(subject: "headers", field: name))
            }
            headers.append((name, text))
        }
        return headers
    }

    private func headers(ofList node: Int) throws(Failure) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        for pair in self.document.elements(of: node) {
            guard self.document.kind(of: pair) == .array else {
                throw .field(.elementWrongType(list: "headers", element: "element"))
            }
            let elements = self.document.elements(of: pair)
            guard elements.count == 2 else { throw .field(.headerElementCount) }
            guard let name = self.document.string(at: elements[0]) else {
                throw .field(.headerElementWrongType(part: "name"))
            }
            guard let value = self.document.string(at: elements[1]) else {
                throw .field(.headerElementWrongType(part: "value"))
            }
            headers.append((name, value))
        }
        return headers
    }
}
