/// What a client connection still has to do before the process can end.
package enum DrainStage: Equatable, Sendable, CaseIterable {
    /// Nothing: it waits for a request.
    case idle
    /// A request is being answered, or its head is arriving.
    case request
    /// A stream is held.
    case stream
    /// A response is held.
    case longPoll
    /// A WebSocket is open.
    case webSocket
    /// A WebSocket was sent a Close.
    case closing
    /// The last bytes have not left.
    case sending
    /// The client has everything and may close.
    case lingering

    /// Whether there is a hold whose client has to be told.
    package var isHold: Bool {
        switch self {
        case .stream, .longPoll, .webSocket: true
        case .idle, .request, .closing, .sending, .lingering: false
        }
    }
}
