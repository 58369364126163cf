/// Why a ZeroMQ message has no item that could be published; `description` is what the log says of it.
///
/// Source: reference "operations" 1.1.
public enum MessageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A message marked as JSON is none, or its top level is neither an object nor an array.
    case notJSON(JSONError?)
    /// The JSON is an array.
    case notAnObject
    /// A message that is not marked as JSON is no tnetstring.
    case notTNetString(TNetStringError)
    /// The item was refused.
    case item(ItemError)

    /// The text of the reference.
    public var description: String {
        switch self {
        case .notJSON: "invalid format (json parse failed)"
        case .notAnObject: "invalid format (not a valid json object)"
        case .notTNetString: "invalid format (tnetstring parse failed)"
        case .item(let error): "invalid format: \(error)"
        }
    }
}
