public import NIOCore

extension JSONValue {
    /// Appends the value as compact JSON text.
    ///
    /// Numbers are written as they were read. Strings are written as UTF-8; only what must be is escaped.
    /// - Parameters:
    ///   - buffer: Where to append.
    ///   - sortedKeys: Whether the members of objects are written in the order of the bytes of their names.
    public func write(to buffer: inout ByteBuffer, sortedKeys: Bool = false) {
        switch self {
        case .null:
            buffer.writeStaticString("null")
        case .bool(let value):
            buffer.writeStaticString(value ? "true" : "false")
        case .number(let number):
            buffer.writeString(number.text)
        case .string(let text):
            Self.write(text, to: &buffer)
        case .array(let elements):
            buffer.writeStaticString("[")
            var isFirst = true
            for element in elements {
                Self.writeSeparator(isFirst: &isFirst, to: &buffer)
                element.write(to: &buffer, sortedKeys: sortedKeys)
            }
            buffer.writeStaticString("]")
        case .object(let object):
            let members = sortedKeys ? object.sorted { ExactString($0.name) < ExactString($1.name) } : object.members
            buffer.writeStaticString("{")
            var isFirst = true
            for member in members {
                Self.writeSeparator(isFirst: &isFirst, to: &buffer)
                Self.write(member.name, to: &buffer)
                buffer.writeStaticString(":")
                member.value.write(to: &buffer, sortedKeys: sortedKeys)
            }
            buffer.writeStaticString("}")
        }
    }

    /// Appends a string in quotes, escaped as RFC 8259 section 7 asks for.
    public static func write(_ text: String, to buffer: inout ByteBuffer) {
        buffer.writeInteger(ASCII.quote)
        for byte in text.utf8 {
            switch byte {
            case ASCII.quote, ASCII.backslash:
                buffer.writeInteger(ASCII.backslash)
                buffer.writeInteger(byte)
            case ASCII.lineFeed: buffer.writeStaticString("\\n")
            case ASCII.carriageReturn: buffer.writeStaticString("\\r")
            case ASCII.tab: buffer.writeStaticString("\\t")
            case 0x08: buffer.writeStaticString("\\b")
            case 0x0C: buffer.writeStaticString("\\f")
            case 0..<0x20:
                buffer.writeStaticString(byte < 0x10 ? "\\u000" : "\\u00")
                buffer.writeString(String(byte, radix: 16))
            default: buffer.writeInteger(byte)
            }
        }
        buffer.writeInteger(ASCII.quote)
    }

    private static func writeSeparator(isFirst: inout Bool, to buffer: inout ByteBuffer) {
        if !isFirst {
            buffer.writeInteger(ASCII.comma)
        }
        isFirst = false
    }
}
