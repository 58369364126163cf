/// What the `keep-alive` control message sets up.
///
/// Source: reference "WebSocket" 2.3.
public struct ControlKeepAlive: Sendable, Equatable {
    /// The time when the control message names none.
    public static let defaultTimeout: Duration = .seconds(55)

    /// What is sent.
    public var message: WebSocketMessageContent
    /// The time between two of them, whole seconds and at least one.
    public var timeout: Duration
    /// What restarts the timer: everything that is sent to the client, or nothing.
    public var mode: KeepAlive.Mode

    /// Creates a keep-alive.
    public init(
        message: WebSocketMessageContent,
        timeout: Duration = Self.defaultTimeout,
        mode: KeepAlive.Mode = .idle
    ) {
        self.message = message
        self.timeout = timeout
        self.mode = mode
    }
}
