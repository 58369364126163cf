/// How the text of a setting becomes a value, and back.
struct ValueFormat<Value>: Sendable {
    /// What docs/configuration.md calls the type, with its unit.
    let name: String
    /// Reads a value.
    let parse: @Sendable (IniValue) throws(ValueProblem) -> Value
    /// Writes a value so that `parse` reads it back.
    let print: @Sendable (Value) -> String
}

extension ValueFormat {
    /// Reads the value as one text, such as a number or a name.
    init(
        _ name: String,
        expecting suggestion: String,
        text: @escaping @Sendable (String) -> Value?,
        print: @escaping @Sendable (Value) -> String
    ) {
        self.init(
            name: name,
            parse: { (value) throws(ValueProblem) in
                guard let result = text(value.text) else {
                    throw ValueProblem("\"\(value.text)\" is not \(name.withArticle)", suggestion: suggestion)
                }
                return result
            },
            print: print
        )
    }

    /// Reads the value as a list; empty items are passed over.
    static func list<Element>(
        _ name: String,
        of itemName: String,
        expecting suggestion: String,
        item: @escaping @Sendable (String) -> Element?,
        print: @escaping @Sendable (Element) -> String
    ) -> ValueFormat<[Element]> where Value == [Element] {
        ValueFormat<[Element]>(
            name: name,
            parse: { (value) throws(ValueProblem) in
                var elements: [Element] = []
                for part in value.items {
                    guard let element = item(part.text) else {
                        throw ValueProblem(
                            "\"\(part.text)\" is not \(itemName.withArticle)",
                            suggestion: part.isQuoted && part.text.contains(",")
                                ? "write the list without quotes" : suggestion,
                            column: part.column
                        )
                    }
                    elements.append(element)
                }
                return elements
            },
            print: { $0.map(print).joined(separator: ",") }
        )
    }
}

extension String {
    /// The name of a kind of value with "a" or "an" before it.
    var withArticle: String {
        "aeiou[".contains(self.first ?? "x") ? "an \(self)" : "a \(self)"
    }
}
