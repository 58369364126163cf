/// Why one publish item was refused; `description` is the text publishers and operators see.
///
/// Source: reference "GRIP" 3.2. `subject` is the format at fault, its name in single quotes.
public enum ItemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A field cannot be used.
    case field(FieldError)
    /// A format lacks all of the fields that could carry its content.
    case missingContent(subject: String, alternatives: String)
    /// The item has no format at all, not even an unknown one.
    case noFormats
    /// The `type` of a WebSocket message is not known.
    case unknownType(subject: String)
    /// The `action` is not known. Compatibility: the text is empty, as Pushpin's is.
    case unknownAction

    /// The text of the reference, without a newline.
    public var description: String {
        switch self {
        case .field(let error): error.description
        case .missingContent(let subject, let alternatives): "\(subject) does not contain \(alternatives)"
        case .noFormats: "no formats specified"
        case .unknownType(let subject): "\(subject) contains 'type' with unknown value"
        case .unknownAction: ""
        }
    }
}

extension ItemError: FieldFailure {}
