/// The status line an origin asks for instead of that of its own response.
///
/// Source: reference "GRIP" 1.2, `Grip-Status`.
public struct GripStatus: Sendable, Equatable {
    /// The status code, 0 to 999.
    public var code: Int
    /// The reason phrase; `nil` means the standard phrase of the code.
    public var reason: String?

    /// Creates a status.
    public init(code: Int, reason: String? = nil) {
        self.code = code
        self.reason = reason
    }
}
