/// What filters may know of the subscriber that an item is being delivered to.
///
/// It is made for one delivery, where the subscriber lives.
public struct FilterContext {
    /// The subscriber's values, one set for all of its channels.
    public var meta: [String: String]
    /// Whether the subscriber has a channel, by the name that the origin gave it: without the route's prefix.
    public var isSubscribed: (_ channelName: String) -> Bool
    /// The id of the last item of a channel that reached the subscriber, `nil` when none is tracked.
    ///
    /// Compatibility: the item being delivered counts already, as in Pushpin 1.36 (reference "GRIP" 6.2).
    public var lastID: (_ channelName: String) -> String?
    /// The URI that the subscriber's session is at, which relative URLs of network filters start from.
    public var currentURI: ResolvedLink?

    /// Creates a context; without a current URI network filters fail.
    public init(
        meta: [String: String],
        isSubscribed: @escaping (_ channelName: String) -> Bool,
        lastID: @escaping (_ channelName: String) -> String?,
        currentURI: ResolvedLink? = nil
    ) {
        self.meta = meta
        self.isSubscribed = isSubscribed
        self.lastID = lastID
        self.currentURI = currentURI
    }
}
