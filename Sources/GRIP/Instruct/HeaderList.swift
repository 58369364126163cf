/// The comma-separated form of a Grip header's value.
///
/// Source: reference "GRIP" 1.1. Commas inside double quotes do not split, a backslash in quotes hides the next byte,
/// and a quote that is never closed makes the rest one element. Commas inside `<…>` do split, as Pushpin has it.
enum HeaderList {
    /// The elements in order, without whitespace at their ends and without empty ones.
    static func elements(of value: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(value.utf8)
        var elements: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var position = start
        var isQuoted = false
        while position < bytes.endIndex {
            switch bytes[position] {
            case ASCII.quote:
                isQuoted.toggle()
            case ASCII.backslash where isQuoted:
                position += 1
            case ASCII.comma where !isQuoted:
                elements.append(ASCII.trimmed(bytes[start..<position]))
                start = position + 1
            default:
                break
            }
            position += 1
        }
        elements.append(ASCII.trimmed(bytes[start...]))
        return elements.filter { !$0.isEmpty }
    }
}
