/// The status code and text of a published WebSocket close.
///
/// Source: reference "GRIP" 3.3, `ws-message` with `close`. The code is at least 0 and otherwise not checked.
public struct CloseReason: Sendable, Equatable {
    /// The code of a close that names none (RFC 6455 section 7.4.1).
    public static let normalClosure = 1000

    /// The WebSocket status code (RFC 6455 section 7.4), ``normalClosure`` when the item names none.
    public var code: Int
    /// The text that goes with the code, possibly empty.
    public var text: String

    /// Creates a close reason; without arguments it is that of a normal closure.
    public init(code: Int = Self.normalClosure, text: String = "") {
        self.code = code
        self.text = text
    }
}
