/// One packet of the statistics socket.
///
/// Reference: ops 3.
package enum StatisticsPacket: Sendable, Equatable {
    /// New requests and WebSockets, keep-alives, and WebSockets with traffic, of a route since the last packet.
    case activity(count: Int, routeID: String?)
    /// Requests received since the last packet.
    case counts(requestsReceived: Int)
    /// An item reached somebody in this form.
    case message(MessageStatistics)
    /// A connection is there.
    case connected(ConnectionStatistics)
    /// A connection has ended.
    case disconnected(id: String, routeID: String?)
    /// A channel has subscribers of a kind.
    case subscribed(SubscriptionStatistics)
    /// A channel has no subscribers of a kind any more.
    case unsubscribed(mode: SubscriptionMode, channel: String)
    /// What a route did in an interval.
    case report(TrafficReport)

    /// The kind of packet.
    package var topic: StatisticsTopic {
        switch self {
        case .activity: .activity
        case .counts: .counts
        case .message: .message
        case .connected, .disconnected: .connection
        case .subscribed, .unsubscribed: .subscription
        case .report: .report
        }
    }
}

/// An item that reached somebody.
package struct MessageStatistics: Sendable, Equatable {
    /// Where it was published.
    package var channel: String
    /// Its id, if it has one.
    package var itemID: String?
    /// The kind of its receivers.
    package var mode: SubscriptionMode
    /// How many received it.
    package var receivers: Int
    /// The blocks that they received together; `nil` without `message_block_size`.
    package var blocks: Int?

    package init(channel: String, itemID: String?, mode: SubscriptionMode, receivers: Int, blocks: Int?) {
        self.channel = channel
        self.itemID = itemID
        self.mode = mode
        self.receivers = receivers
        self.blocks = blocks
    }
}

/// A connection that is there.
package struct ConnectionStatistics: Sendable, Equatable {
    /// The name of the connection.
    package var id: String
    /// Whether it is a WebSocket.
    package var isWebSocket: Bool
    /// The address of the client, where it is known.
    package var peerAddress: String?
    /// Whether it came over TLS.
    package var isTLS: Bool
    /// In how many seconds it counts as gone, if no other packet comes.
    package var lifetimeSeconds: Int
    /// The id of its route, if that was given one.
    package var routeID: String?

    package init(
        id: String,
        isWebSocket: Bool,
        peerAddress: String?,
        isTLS: Bool,
        lifetimeSeconds: Int,
        routeID: String?
    ) {
        self.id = id
        self.isWebSocket = isWebSocket
        self.peerAddress = peerAddress
        self.isTLS = isTLS
        self.lifetimeSeconds = lifetimeSeconds
        self.routeID = routeID
    }
}

/// The subscribers of one kind that a channel has.
package struct SubscriptionStatistics: Sendable, Equatable {
    /// The kind.
    package var mode: SubscriptionMode
    /// The channel.
    package var channel: String
    /// In how many seconds the subscription counts as gone, if no other packet comes.
    package var lifetimeSeconds: Int
    /// How many there are.
    package var subscribers: Int

    package init(mode: SubscriptionMode, channel: String, lifetimeSeconds: Int, subscribers: Int) {
        self.mode = mode
        self.channel = channel
        self.lifetimeSeconds = lifetimeSeconds
        self.subscribers = subscribers
    }
}
