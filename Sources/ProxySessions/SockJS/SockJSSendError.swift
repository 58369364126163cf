/// Messages of a client that cannot be taken (reference: websocket 4.2, 4.3).
///
/// The answer is 400 with the description.
package enum SockJSSendError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The body is not a JSON list of strings.
    case payloadExpected
    /// The messages together are longer than a session holds.
    case messageTooLarge
    /// The messages of an earlier request still wait for the origin.
    case alreadySending
    /// The body of the request passed its limit.
    case requestTooLarge

    /// What the client is told, without the line feed.
    package var description: String {
        switch self {
        case .payloadExpected: "Payload expected"
        case .messageTooLarge: "Message too large"
        case .alreadySending: "Already sending"
        case .requestTooLarge: "Request too large."
        }
    }
}
