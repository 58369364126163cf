/// An item on its way into a stream: what the order of its channel needs, and the item itself.
package struct StreamItem<Token> {
    package var channelName: ChannelName
    package var id: String?
    package var previousID: String?
    package var token: Token

    package init(channelName: ChannelName, id: String?, previousID: String?, token: Token) {
        self.channelName = channelName
        self.id = id
        self.previousID = previousID
        self.token = token
    }
}

extension StreamItem: Equatable where Token: Equatable {}
extension StreamItem: Sendable where Token: Sendable {}

/// What an item brings for a stream.
package enum StreamItemKind: Equatable, Sendable {
    /// Content to append.
    case content
    /// `action: close`.
    case close
    /// `action: hint`.
    case hint
    /// An action that does not concern streams, or content a filter drops: the item only moves its channel's last id.
    case nothing
}
