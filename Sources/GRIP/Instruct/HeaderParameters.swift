/// A header value of the form `first; name=value; name="quoted value"; flag`.
///
/// Source: reference "GRIP" 1.1. The first item is everything up to the first semicolon and is not unquoted.
struct HeaderParameters {
    /// The bytes before the first semicolon, without whitespace at their ends.
    let first: ArraySlice<UInt8>
    /// The parameters in order, names as written; a flag has an empty value.
    let parameters: [(name: String, value: String)]

    /// Parses a value; `nil` when a quoted parameter value is never closed.
    init?(_ value: ArraySlice<UInt8>) {
        let firstEnd = value.firstIndex(of: ASCII.semicolon) ?? value.endIndex
        self.first = ASCII.trimmed(value[..<firstEnd])
        guard let parameters = Self.parameters(of: value[firstEnd...].dropFirst()) else { return nil }
        self.parameters = parameters
    }

    /// The value of the first parameter with this name, which is given in lower case, in any case.
    func value(of name: StaticString) -> String? {
        self.parameters.first { HeaderText.isEqual(name, to: $0.name) }?.value
    }

    /// Parses `name=value; …` with nothing in front; `nil` when a quoted value is never closed.
    static func parameters(of text: ArraySlice<UInt8>) -> [(name: String, value: String)]? {
        var parameters: [(name: String, value: String)] = []
        var rest = text
        while !rest.isEmpty {
            let nameEnd = rest.firstIndex { $0 == ASCII.equals || $0 == ASCII.semicolon } ?? rest.endIndex
            let name = String(decoding: ASCII.trimmed(rest[..<nameEnd]), as: UTF8.self)
            let hasValue = nameEnd < rest.endIndex && rest[nameEnd] == ASCII.equals
            rest = rest[nameEnd...]
            var value = ""
            if hasValue {
                guard let taken = Self.takeValue(from: &rest) else { return nil }
                value = taken
            }
            rest = rest.dropFirst()
            if !name.isEmpty {
                parameters.append((name, value))
            }
        }
        return parameters
    }

    /// Takes the value after an equals sign and leaves the text at the next semicolon or at its end.
    private static func takeValue(from text: inout ArraySlice<UInt8>) -> String? {
        text = text.dropFirst().drop(while: ASCII.isWhitespace)
        var quoted: String?
        if text.first == ASCII.quote {
            quoted = Self.takeQuoted(from: &text)
            guard quoted != nil else { return nil }
        }
        let end = text.firstIndex(of: ASCII.semicolon) ?? text.endIndex
        defer { text = text[end...] }
        return quoted ?? String(decoding: ASCII.trimmed(text[..<end]), as: UTF8.self)
    }

    /// Takes text in double quotes, in which a backslash stands before a byte that is meant as it is.
    private static func takeQuoted(from text: inout ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var position = text.startIndex + 1
        while position < text.endIndex {
            var byte = text[position]
            position += 1
            if byte == ASCII.quote {
                text = text[position...]
                return String(decoding: bytes, as: UTF8.self)
            }
            if byte == ASCII.backslash, position < text.endIndex {
                byte = text[position]
                position += 1
            }
            bytes.append(byte)
        }
        return nil
    }
}
