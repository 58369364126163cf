/// The right side of a `key=value` line, or of an environment variable or option.
struct IniValue: Sendable, Hashable {
    /// One item of a comma-separated list.
    struct Item: Sendable, Hashable {
        /// The text, without quotes and surrounding spaces.
        var text: String
        /// Where it begins in its line, from 1; `nil` outside files.
        var column: Int?
        /// Whether some of it was in quotes, so that its commas did not separate items.
        var isQuoted = false
    }

    /// The whole value: escapes done, quotes removed, commas kept.
    var text: String
    /// The value split at the commas that are not in quotes; empty items are left out.
    var items: [Item]

    /// The value of a line.
    init(text: String, items: [Item]) {
        self.text = text
        self.items = items.filter { !$0.text.isEmpty }
    }

    /// A value from outside a file: commas separate, quotes and backslashes mean themselves.
    init(verbatim text: String) {
        let items = text.split(separator: ",").map { Item(text: String($0).trimmingSpaces, column: nil) }
        self.init(text: text.trimmingSpaces, items: items)
    }

    /// The same value with every text changed.
    func mapTexts(_ change: (String) -> String) -> IniValue {
        let items = self.items.map { Item(text: change($0.text), column: $0.column, isQuoted: $0.isQuoted) }
        return IniValue(text: change(self.text), items: items)
    }
}

extension String {
    /// The text without spaces and tabs at its ends.
    var trimmingSpaces: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = self.firstIndex(where: { !isSpace($0) }), let last = self.lastIndex(where: { !isSpace($0) })
        else {
            return ""
        }
        return String(self[first...last])
    }
}
