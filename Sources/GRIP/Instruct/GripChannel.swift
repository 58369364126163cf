/// One channel an origin names for a hold.
///
/// Source: reference "GRIP" 1.2, `Grip-Channel`.
public struct GripChannel: Sendable, Equatable {
    /// How many filters one channel may have.
    public static let maximumFilters = 5

    /// The name as the origin wrote it: never unquoted or decoded, so it may hold `/ % { } : "` and inner spaces.
    public var name: String
    /// The id of the last item the origin knew of; empty counts as named.
    public var previousID: String?
    /// The names of the filters, known or not, in order.
    public var filters: [String]

    /// Creates a channel.
    public init(name: String, previousID: String? = nil, filters: [String] = []) {
        self.name = name
        self.previousID = previousID
        self.filters = filters
    }
}
