/// One line of a configuration file while it is read from left to right.
struct IniLine {
    private static let simpleEscapes: [Unicode.Scalar: Unicode.Scalar] = [
        "\\": "\\", "\"": "\"", "'": "'", "?": "?", "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r",
        "t": "\t", "v": "\u{0B}",
    ]

    private let characters: [Unicode.Scalar]
    private let number: Int
    private var index = 0

    init(_ text: String, number: Int) {
        self.characters = Array(text.unicodeScalars)
        self.number = number
    }

    /// The next character.
    var peek: Unicode.Scalar? {
        self.index < self.characters.count ? self.characters[self.index] : nil
    }

    /// Where the next character is.
    var position: IniEntry.Position {
        IniEntry.Position(line: self.number, column: self.index + 1)
    }

    /// Passes over spaces and tabs.
    mutating func skipSpaces() {
        while self.peek == " " || self.peek == "\t" {
            self.index += 1
        }
    }

    /// Takes the next character.
    private mutating func take() -> Unicode.Scalar? {
        guard let next = self.peek else { return nil }
        self.index += 1
        return next
    }

    private func error(at position: IniEntry.Position, _ message: String, _ suggestion: String) -> IniError {
        IniError(position: position, message: message, suggestion: suggestion)
    }

    /// Takes a section header; a comment may follow it.
    mutating func takeSection() throws(IniError) -> (name: String, position: IniEntry.Position) {
        let start = self.position
        self.index += 1
        var name = ""
        while let next = self.take() {
            if next == "]" {
                self.skipSpaces()
                guard self.peek == nil || self.peek == "#" || self.peek == ";" else {
                    throw self.error(at: self.position, "text after a section header", "put it on a line of its own")
                }
                return (name.trimmingSpaces, start)
            }
            name.unicodeScalars.append(next)
        }
        throw self.error(at: start, "the section header has no ]", "write [\(name.trimmingSpaces)]")
    }

    /// Takes a `key=value` line.
    mutating func takeEntry(
        in section: (name: String, position: IniEntry.Position)?
    ) throws(IniError) -> IniEntry {
        let keyPosition = self.position
        var key = ""
        while let next = self.peek, next != "=" {
            key.unicodeScalars.append(next)
            self.index += 1
        }
        guard self.take() == "=" else {
            // Only the first word: what follows may be a key that must not show.
            let word = key.split(separator: " ").first ?? ""
            throw self.error(at: keyPosition, "\"\(word)\" has no =", "write key=value, or # before a comment")
        }
        guard !key.trimmingSpaces.isEmpty else {
            throw self.error(at: keyPosition, "there is no key before the =", "write key=value")
        }
        guard let section else {
            throw self.error(
                at: keyPosition,
                "\(key.trimmingSpaces) is in no section",
                "put [global], [runner], [proxy] or [handler] on a line before it"
            )
        }
        self.skipSpaces()
        let valuePosition = self.position
        return IniEntry(
            section: section.name,
            sectionPosition: section.position,
            key: key.trimmingSpaces,
            keyPosition: keyPosition,
            value: try self.takeValue(),
            valuePosition: valuePosition
        )
    }

    /// Takes the rest of the line as a value.
    private mutating func takeValue() throws(IniError) -> IniValue {
        var text = PaddedText()
        var item = PaddedText()
        var items: [IniValue.Item] = []
        var itemColumn = self.position.column
        var quote: IniEntry.Position?
        while let next = self.peek {
            let position = self.position
            self.index += 1
            switch next {
            case "\"":
                quote = quote == nil ? position : nil
                item.isQuoted = true
            case "\\":
                let character = try self.takeEscape(at: position)
                text.append(character, isPadding: false)
                item.append(character, isPadding: false)
            case ";" where quote == nil:
                self.index = self.characters.count
            case "," where quote == nil:
                items.append(.init(text: item.text, column: itemColumn, isQuoted: item.isQuoted))
                text.append(next, isPadding: false)
                item = PaddedText()
                self.skipSpaces()
                itemColumn = self.position.column
                text.appendSpaces(itemColumn - position.column - 1)
            case _ where next.value < 0x20 && next != "\t":
                throw self.error(at: position, "a control character in a value", "remove it, or write it as an escape")
            default:
                let isPadding = quote == nil && (next == " " || next == "\t")
                text.append(next, isPadding: isPadding)
                item.append(next, isPadding: isPadding)
            }
        }
        if let quote {
            throw self.error(
                at: quote,
                "the quoted text has no end",
                "close it with \", or write \\\" for the character"
            )
        }
        items.append(.init(text: item.text, column: itemColumn, isQuoted: item.isQuoted))
        return IniValue(text: text.text, items: items)
    }

    /// Takes what follows a backslash.
    private mutating func takeEscape(at backslash: IniEntry.Position) throws(IniError) -> Unicode.Scalar {
        guard let kind = self.take() else {
            throw self.error(at: backslash, "a backslash at the end of the line", "write \\\\ for a backslash")
        }
        if let meaning = Self.simpleEscapes[kind] {
            return meaning
        }
        let number =
            switch kind {
            case "x": self.takeDigits(radix: 16, maximumCount: 6)
            case "0"..."7": self.takeDigits(radix: 8, maximumCount: 2, after: kind)
            default: Unicode.Scalar?.none
            }
        guard let number else {
            throw self.error(at: backslash, "\"\\\(kind)\" is no escape", "write \\\\ for a backslash")
        }
        return number
    }

    /// Takes the digits of a numeric escape; `nil` when there are none or they are no character.
    private mutating func takeDigits(
        radix: Int,
        maximumCount: Int,
        after first: Unicode.Scalar? = nil
    ) -> Unicode.Scalar? {
        var digits = first.map { String(Character($0)) } ?? ""
        for _ in 0..<maximumCount {
            guard let next = self.peek, Character(next).isASCII,
                Character(next).hexDigitValue.map({ $0 < radix }) ?? false
            else {
                break
            }
            digits.unicodeScalars.append(next)
            self.index += 1
        }
        return UInt32(digits, radix: radix).flatMap { Unicode.Scalar($0) }
    }
}

/// Text whose trailing spaces count only when more text follows, or when they were quoted.
private struct PaddedText {
    private(set) var text = ""
    private var padding = ""
    var isQuoted = false

    mutating func append(_ character: Unicode.Scalar, isPadding: Bool) {
        if isPadding {
            self.padding.unicodeScalars.append(character)
        } else {
            self.text += self.padding
            self.padding = ""
            self.text.unicodeScalars.append(character)
        }
    }

    mutating func appendSpaces(_ count: Int) {
        self.padding += String(repeating: " ", count: count)
    }
}
