/// Why a control message is ignored; `description` is the line that debug logs show.
///
/// Source: reference "WebSocket" 2.3.
public enum ControlMessageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What comes after the prefix is not JSON.
    case notJSON(JSONError)
    /// A field cannot be used, or there is no object to have fields.
    case field(FieldError)
    /// The `type` is not known.
    case unknownType(String)
    /// The `message-type` is not known.
    case unknownMessageType(String)
    /// There is nothing to send.
    case missingContent

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .notJSON(let error): "control message is \(error)"
        case .field(let error): error.description
        case .unknownType(let name):
            "control message contains 'type' with unknown value '\(LogText.printable(name))'"
        case .unknownMessageType(let name):
            "control message contains 'message-type' with unknown value '\(LogText.printable(name))'"
        case .missingContent: "control message does not contain 'content' or 'content-bin'"
        }
    }
}

extension ControlMessageError: FieldFailure {}
