/// Reads the INI dialect of `pushpin.conf` (reference: behaviour 2.3).
///
/// ```
/// # comment                    also with ; in the first place
/// [section]
/// key=value                    spaces around key and value do not count
/// list=one, two                commas separate items, unless in quotes
/// text="one, two"              one item: quotes keep commas, semicolons and spaces
/// path=a\tb                    escapes: \\ \" \' \? \a \b \f \n \r \t \v \0 to \777 \x0 to \x10FFFF
/// key=value ; comment          an unquoted semicolon ends the value, a # does not
/// ```
///
/// The order of entries is kept, also of repeated ones. What Pushpin's reader skips without a word (a line without `=`,
/// a key above all sections, a quote without its end, an escape it does not know) is an error here, with its place.
struct IniParser {
    private var section: (name: String, position: IniEntry.Position)?
    private var entries: [IniEntry] = []

    /// Reads a whole file.
    static func parse(_ bytes: [UInt8]) throws(IniError) -> [IniEntry] {
        var parser = IniParser()
        var content = bytes[...]
        if content.starts(with: [0xEF, 0xBB, 0xBF]) {
            content = content.dropFirst(3)
        }
        var number = 0
        while !content.isEmpty {
            number += 1
            let end = content.firstIndex(of: UInt8(ascii: "\n")) ?? content.endIndex
            var line = content[..<end]
            if line.last == UInt8(ascii: "\r") {
                line = line.dropLast()
            }
            try parser.parseLine(line, number: number)
            content = content[end...].dropFirst()
        }
        return parser.entries
    }

    private mutating func parseLine(_ bytes: ArraySlice<UInt8>, number: Int) throws(IniError) {
        let firstBytes = bytes.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        // Comments may be in any encoding, so they are left before the line is looked at as text.
        guard let first = firstBytes.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else {
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw IniError(
                position: .init(line: number, column: 1),
                message: "the line is not UTF-8",
                suggestion: "save the file as UTF-8"
            )
        }
        var line = IniLine(text, number: number)
        line.skipSpaces()
        if line.peek == "[" {
            self.section = try line.takeSection()
        } else {
            self.entries.append(try line.takeEntry(in: self.section))
        }
    }
}
