/// Why a field of a JSON object was refused; `description` is the text publishers, origins and operators see.
///
/// Source: reference "GRIP" 1.3 and 3.2. `subject` is the thing at fault: `publish item object`, a format's name in
/// single quotes, `hold`, `response`, and so on.
public enum FieldError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Something that must be an object is not.
    case notAnObject(subject: String)
    /// A required field is absent.
    case missing(subject: String, field: String)
    /// A field's value has a type that cannot be used.
    case wrongType(subject: String, field: String)
    /// A field's value has the right type but cannot be used.
    case invalidValue(subject: String, field: String)
    /// A header's name or value could not be sent without changing the meaning of the response.
    case invalidHeader(subject: String, name: String)
    /// A list holds an element of a type that cannot be used; `element` is what the text calls it.
    case elementWrongType(list: String, element: String)
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
        case .wrongType(let subject, let field):
            "\(subject) contains '\(LogText.printable(field))' with wrong type"
        case .invalidValue(let subject, let field):
            "\(subject) contains '\(field)' with invalid value"
        case .invalidHeader(let subject, let name):
            "\(subject) headers contains '\(LogText.printable(name))' with invalid value"
        case .elementWrongType(let list, let element):
            "\(list) contains \(element) with wrong type"
        case .headerElementCount:
            "headers contains list with wrong number of elements"
        case .headerElementWrongType(let part):
            "header contains \(part) element with wrong type"
        }
    }
}
