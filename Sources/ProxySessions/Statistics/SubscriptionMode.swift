/// The kind of a subscriber: what of an item it takes.
package enum SubscriptionMode: UInt8, CaseIterable, Sendable {
    /// A held response.
    case response
    /// A held stream.
    case stream
    /// A WebSocket.
    case webSocket

    /// The mode in `sub` packets (reference: ops 3).
    package var name: String {
        switch self {
        case .response: "response"
        case .stream: "stream"
        case .webSocket: "ws"
        }
    }

    /// The transport in `message` packets, which is the name of the item's format.
    package var transport: String {
        switch self {
        case .response: "http-response"
        case .stream: "http-stream"
        case .webSocket: "ws-message"
        }
    }
}
