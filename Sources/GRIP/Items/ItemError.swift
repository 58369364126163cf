/// Why one publish item was refused; `description` is the text publishers and operators see.
///
/// Source: reference "GRIP" 3.2. `subject` is the thing at fault: `publish item object`, a format's name in single
/// quotes, `headers`, and so on.
public enum ItemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Something that must be an object is not.
    case notAnObject(subject: String)
    /// A required field is absent.
    case missing(subject: String, field: String)
    /// A format lacks all of the fields that could carry its content.
    case missingContent(subject: String, alternatives: String)
    /// A field's value has a type that cannot be used.
    case wrongType(subject: String, field: String)
    /// A field's value has the right type but cannot be used.
    case invalidValue(subject: String, field: String)
    /// A header's name or value could not be sent without changing the meaning of the response.
    case invalidHeader(subject: String, name: String)
    /// The item has no format at all, not even an unknown one.
    case noFormats
    /// The `type` of a WebSocket message is not known.
    case unknownType(subject: String)
    /// The `action` is not known. Compatibility: the text is empty, as Pushpin's is.
    case unknownAction
    /// A list holds an element of a type that cannot be used.
    case elementWrongType(list: String)
    /// A header given as a list does not have a name and a value.
    case headerElementCount
    /// The name or the value of a header given as a list is not text.
    case headerElementWrongType(part: String)

    /// The text of the reference, without a newline.
    public var description: String {
        switch self {
        case .notAnObject(let subject):
            "\(subject) is not an object"
        case .missing(let subject, let field):
            "\(subject) does not contain '\(field)'"
        case .missingContent(let subject, let alternatives):
            "\(subject) does not contain \(alternatives)"
        case .wrongType(let subject, let field):
            "\(subject) contains '\(field)' with wrong type"
        case .invalidValue(let subject, let field):
            "\(subject) contains '\(field)' with invalid value"
        case .invalidHeader(let subject, let name):
            "\(subject) headers contains '\(Self.printable(name))' with invalid value"
        case .noFormats:
            "no formats specified"
        case .unknownType(let subject):
            "\(subject) contains 'type' with unknown value"
        case .unknownAction:
            ""
        case .elementWrongType(let list):
            "\(list) contains element with wrong type"
        case .headerElementCount:
            "headers contains list with wrong number of elements"
        case .headerElementWrongType(let part):
            "header contains \(part) element with wrong type"
        }
    }

    /// Text with its control characters written as `\xHH`, for it goes into log lines.
    private static func printable(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            guard let byte = UInt8(exactly: scalar.value), ASCII.isControl(byte) else { return String(scalar) }
            return (byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16)
        }.joined()
    }
}
