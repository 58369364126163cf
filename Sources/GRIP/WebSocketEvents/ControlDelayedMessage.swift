/// What the `send-delayed` control message asks for.
///
/// Source: reference "WebSocket" 2.3.
public struct ControlDelayedMessage: Sendable, Equatable {
    /// The time when the control message names none.
    public static let defaultDelay: Duration = .seconds(1)

    /// What is sent.
    public var message: WebSocketMessageContent
    /// After which time, whole seconds and at least one.
    public var delay: Duration

    /// Creates a delayed message.
    public init(message: WebSocketMessageContent, delay: Duration = Self.defaultDelay) {
        self.message = message
        self.delay = delay
    }
}
