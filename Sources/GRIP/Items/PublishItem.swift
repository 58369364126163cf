/// One published item: a channel, its place in the channel's order, and what to do in each wire form.
///
/// An item may carry all three forms; each subscriber takes the one for its kind.
/// Source: reference "GRIP" 3.1.
public struct PublishItem: Sendable, Equatable {
    /// The exact name of the channel, which may be empty.
    public var channel: String
    /// The item's id, for de-duplication and ordering.
    public var id: String?
    /// The id of the item this one follows.
    public var previousID: String?
    /// What it does to response holds.
    public var httpResponse: HTTPResponseItem?
    /// What it does to stream holds.
    public var httpStream: HTTPStreamItem?
    /// What it does to WebSockets.
    public var webSocketMessage: WebSocketMessageItem?
    /// Text values for the subscribers' filters.
    public var meta: [String: String]
    /// The size to count in blocks instead of the length of the content, in bytes; never negative.
    public var size: Int?
    /// Whether the item bypasses ordering.
    public var noSequence: Bool

    /// Creates an item; give at least one wire form for it to reach anybody.
    public init(
        channel: String,
        id: String? = nil,
        previousID: String? = nil,
        httpResponse: HTTPResponseItem? = nil,
        httpStream: HTTPStreamItem? = nil,
        webSocketMessage: WebSocketMessageItem? = nil,
        meta: [String: String] = [:],
        size: Int? = nil,
        noSequence: Bool = false
    ) {
        self.channel = channel
        self.id = id
        self.previousID = previousID
        self.httpResponse = httpResponse
        self.httpStream = httpStream
        self.webSocketMessage = webSocketMessage
        self.meta = meta
        self.size = size
        self.noSequence = noSequence
    }
}
