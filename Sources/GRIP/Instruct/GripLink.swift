/// A place at the origin that goes with a hold.
///
/// Source: reference "GRIP" 1.2, `Grip-Link`.
public struct GripLink: Sendable, Equatable {
    /// The `timeout` of a next link that names none.
    public static let defaultTimeout: Duration = .seconds(120)

    /// The URI reference between `<` and `>`, absolute or relative, free of spaces and control characters.
    public var target: String
    /// How long to wait before a next link is fetched without cause.
    ///
    /// Zero is allowed. It means nothing for gone links.
    public var timeout: Duration

    /// Creates a link.
    public init(target: String, timeout: Duration = Self.defaultTimeout) {
        self.target = target
        self.timeout = timeout
    }
}
