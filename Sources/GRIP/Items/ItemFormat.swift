/// The wire forms an item can carry, in the order in which they are checked.
enum ItemFormat: CaseIterable {
    case httpResponse
    case httpStream
    case webSocketMessage

    /// The name of the field that holds the form.
    var name: StaticString {
        switch self {
        case .httpResponse: "http-response"
        case .httpStream: "http-stream"
        case .webSocketMessage: "ws-message"
        }
    }

    /// What error texts call the form.
    var subject: StaticString {
        switch self {
        case .httpResponse: "'http-response'"
        case .httpStream: "'http-stream'"
        case .webSocketMessage: "'ws-message'"
        }
    }
}
