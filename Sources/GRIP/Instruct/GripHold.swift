/// How long and for what a client's response is held open.
///
/// Source: reference "GRIP" 1.2, `Grip-Hold` and the headers that go with it.
public struct GripHold: Sendable, Equatable {
    /// The two kinds of hold.
    public enum Mode: String, Sendable {
        /// Long polling: the first published response is the response.
        case response
        /// Streaming: the response starts at once and every published item adds to it.
        case stream
    }

    /// The `timeout` of an instruction that names none.
    public static let defaultTimeout: Duration = .seconds(55)
    /// The smallest `timeout`; lower ones are raised to it.
    public static let minimumTimeout: Duration = .seconds(5)

    /// The kind of hold.
    public var mode: Mode
    /// The channels to subscribe to, in the order named; may be empty.
    public var channels: [GripChannel]
    /// How long a response hold lasts, at least ``minimumTimeout``; it has no meaning for stream holds.
    public var timeout: Duration
    /// What to send when nothing else is sent; it has no meaning for response holds.
    public var keepAlive: KeepAlive?

    /// Creates a hold.
    public init(
        mode: Mode,
        channels: [GripChannel] = [],
        timeout: Duration = Self.defaultTimeout,
        keepAlive: KeepAlive? = nil
    ) {
        self.mode = mode
        self.channels = channels
        self.timeout = timeout
        self.keepAlive = keepAlive
    }
}
