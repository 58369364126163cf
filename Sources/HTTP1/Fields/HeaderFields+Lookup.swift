extension HeaderFields {
    /// Whether there is a field with the name.
    package func contains(_ name: FieldName) -> Bool {
        self.firstPosition(of: name) != nil
    }

    /// Whether there is a field whose name, in any spelling, begins with a prefix that is given in small letters.
    package func containsName(withPrefix lowercasedPrefix: StaticString) -> Bool {
        let length = lowercasedPrefix.utf8CodeUnitCount
        return self.entries.contains { entry in
            entry.nameLength >= length
                && lowercasedPrefix.matches(self.block.span.extracting(entry.start..<entry.start + length))
        }
    }

    /// Whether there is more than one field with the name.
    package func hasSeveral(_ name: FieldName) -> Bool {
        guard let first = self.firstPosition(of: name) else { return false }
        return self.entries[(first + 1)...].contains { $0.isNamed(name.lowercased, in: self.block) }
    }

    /// The value of the first field with the name, repaired to UTF-8 where it has to be.
    package func first(_ name: FieldName) -> String? {
        self.firstPosition(of: name).map { self[$0].valueString }
    }

    /// The value of the first field with the name as it came.
    package func firstValue(_ name: FieldName) -> ArraySlice<UInt8>? {
        self.firstPosition(of: name).map { self[$0].value }
    }

    /// The values of all fields with the name in their order, repaired to UTF-8 where they have to be.
    package func values(_ name: FieldName) -> [String] {
        self.lazy.filter { $0.isNamed(name) }.map(\.valueString)
    }

    /// The elements of a list that may be spread over several fields, without white space around them.
    ///
    /// Empty elements are left out; quoted strings are not looked into. Source: RFC 9110, section 5.6.1.
    package func listElements(_ name: FieldName) -> [String] {
        var elements: [String] = []
        self.forEachListElement(name) { element in
            elements.append(String(decoding: self.block[element], as: UTF8.self))
            return true
        }
        return elements
    }

    /// Whether a list has an element, given in small letters and found in any spelling.
    ///
    /// For lists of tokens such as `Connection` and `Upgrade`; creates no strings.
    package func listContains(_ name: FieldName, _ lowercasedElement: StaticString) -> Bool {
        var isFound = false
        self.forEachListElement(name) { element in
            isFound = lowercasedElement.matches(self.block.span.extracting(element))
            return !isFound
        }
        return isFound
    }

    /// Hands over where list elements are, trimmed and not empty, until the visitor returns false.
    private func forEachListElement(_ name: FieldName, _ visit: (Range<Int>) -> Bool) {
        for entry in self.entries where entry.isNamed(name.lowercased, in: self.block) {
            var start = entry.valueStart
            while start < entry.valueEnd {
                var end = start
                while end < entry.valueEnd, self.block[end] != ByteClass.comma {
                    end += 1
                }
                let element = self.block.span.trimmingWhitespace(start..<end)
                guard element.isEmpty || visit(element) else { return }
                start = end + 1
            }
        }
    }

    /// The position of the first field with the name.
    func firstPosition(of name: FieldName) -> Int? {
        self.entries.firstIndex { $0.isNamed(name.lowercased, in: self.block) }
    }
}
