public import NIOCore

/// The bytes that keep a quiet stream open.
///
/// Source: reference "GRIP" 1.2, `Grip-Keep-Alive`.
public struct KeepAlive: Sendable, Equatable {
    /// What restarts the timer.
    public enum Mode: String, Sendable {
        /// Every published item does, so the bytes are sent only after a quiet ``KeepAlive/timeout``.
        case idle
        /// Nothing does: the bytes are sent at a steady pace.
        case interval
    }

    /// The `timeout` of a keep-alive that names none.
    public static let defaultTimeout: Duration = .seconds(55)
    /// The smallest `timeout`; lower ones are raised to it.
    public static let minimumTimeout: Duration = .seconds(1)

    /// The bytes to send, decoded.
    public var data: ByteBuffer
    /// The time between two keep-alives, at least ``minimumTimeout``.
    public var timeout: Duration
    /// What restarts the timer.
    public var mode: Mode

    /// Creates a keep-alive.
    public init(data: ByteBuffer, timeout: Duration = Self.defaultTimeout, mode: Mode = .idle) {
        self.data = data
        self.timeout = timeout
        self.mode = mode
    }
}
