/// Why the body of a publish request was refused; `description` is the body of the 400 answer, without its newline.
///
/// Source: reference "GRIP" 4.
public enum PublishError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The body is not JSON, or its top level is neither an object nor an array.
    case notJSON(JSONError?)
    /// The top level is an array.
    case notAnObject
    /// There is no `items`.
    case itemsMissing
    /// `items` is not an array.
    case itemsWrongType
    /// The item at this place of the list, counted from 0, was refused, and with it the whole request.
    case item(index: Int, ItemError)

    /// The text of the reference.
    public var description: String {
        switch self {
        case .notJSON: "Body is not valid JSON."
        case .notAnObject: "Invalid format."
        case .itemsMissing: "Invalid format: object does not contain 'items'"
        case .itemsWrongType: "Invalid format: object contains 'items' with wrong type"
        case .item(_, let error): "Invalid format: \(error)"
        }
    }
}
