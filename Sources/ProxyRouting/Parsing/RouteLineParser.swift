/// Splits one line of the routes file into sections and resolves quotes (reference: behaviour 1.2).
///
/// ```
/// example.com,path_beg=/api,header="X-A: b c" localhost:8000 localhost:8001,ssl  # comment
/// └ condition ┘└────────── parameters ──────┘ └─ target ───┘ └─ target ───────┘
/// ```
///
/// Only the space separates sections; a tab is part of what it stands in. A `#` outside of quotes ends the line
/// wherever it stands. Positions are kept in bytes so that a diagnostic can point at them.
struct RouteLineParser {
    /// What ended an item.
    private enum Delimiter {
        case comma
        case space
        case endOfLine
    }

    /// Text up to a delimiter, without quotes.
    private struct Item {
        var bytes: [UInt8] = []
        /// Position of each of `bytes` in the line.
        var offsets: [Int] = []
        let start: Int
        var delimiter = Delimiter.endOfLine
    }

    private let line: [UInt8]
    private var position = 0

    /// Prepares for a line, given without its line end.
    init(line: [UInt8]) {
        self.line = line
    }

    /// All sections of the line; none for an empty line or a comment.
    static func sections(of line: [UInt8]) throws(RouteLineError) -> [RouteLineSection] {
        var parser = RouteLineParser(line: line)
        var sections: [RouteLineSection] = []
        while let section = try parser.nextSection() {
            sections.append(section)
        }
        return sections
    }

    private mutating func nextSection() throws(RouteLineError) -> RouteLineSection? {
        while position < line.count, line[position] == UInt8(ascii: " ") {
            position += 1
        }
        guard position < line.count, line[position] != UInt8(ascii: "#") else {
            return nil
        }
        var section = RouteLineSection(offset: position)
        var item = try nextItem()
        // A first item with an equals sign is no value but a parameter: "id=a" is short for ",id=a".
        if item.bytes.contains(UInt8(ascii: "=")) {
            section.parameters.append(try parameter(item, after: position))
        } else {
            section.value = item.bytes
            section.valueOffsets = item.offsets
        }
        while item.delimiter == .comma {
            let comma = position - 1
            item = try nextItem()
            section.parameters.append(try parameter(item, after: comma))
        }
        return section
    }

    /// Splits an item at its first equals sign; `comma` is what an empty item is blamed on.
    private func parameter(_ item: Item, after comma: Int) throws(RouteLineError) -> RouteLineSection.Parameter {
        guard !item.bytes.isEmpty else {
            throw RouteLineError(problem: .expectingParameter, offset: comma)
        }
        let parts = item.bytes.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else {
            throw RouteLineError(problem: .emptyParameterName, offset: item.start)
        }
        let value = parts.count > 1 ? Array(parts[1]) : []
        return RouteLineSection.Parameter(name: Array(name), value: value, offset: item.start)
    }

    /// Reads up to and with the next comma, or up to the next space, comment or end of line.
    private mutating func nextItem() throws(RouteLineError) -> Item {
        var item = Item(start: position)
        while position < line.count {
            switch line[position] {
            case UInt8(ascii: "\""):
                try readQuoted(into: &item)
            case UInt8(ascii: ","):
                position += 1
                item.delimiter = .comma
                return item
            case UInt8(ascii: " "):
                item.delimiter = .space
                return item
            case UInt8(ascii: "#"):
                return item
            case let byte:
                item.bytes.append(byte)
                item.offsets.append(position)
                position += 1
            }
        }
        return item
    }

    /// Reads a quoted piece, from its opening to behind its closing quote.
    private mutating func readQuoted(into item: inout Item) throws(RouteLineError) {
        let opening = position
        position += 1
        while position < line.count {
            let start = position
            var byte = line[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return
            }
            if byte == UInt8(ascii: "\\") {
                position += 1
                byte = try escapedByte(backslash: start)
            }
            item.bytes.append(byte)
            item.offsets.append(start)
            position += 1
        }
        throw RouteLineError(problem: .unterminatedQuote, offset: opening)
    }

    /// The byte behind a backslash, which must be a backslash or a quote.
    private func escapedByte(backslash: Int) throws(RouteLineError) -> UInt8 {
        guard position < line.count else {
            throw RouteLineError(problem: .unterminatedEscape, offset: backslash)
        }
        let byte = line[position]
        guard byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") else {
            let character = String(decoding: line[position...], as: UTF8.self).first ?? "\u{FFFD}"
            throw RouteLineError(problem: .unexpectedEscape(character), offset: backslash)
        }
        return byte
    }
}
