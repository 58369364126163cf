import GRIP

/// The channels of one WebSocket, each with its filters.
///
/// Look-ups are linear: a connection has few channels. Reference: behaviour 1.4 (`sub`), WebSocket 2.3.
struct WebSocketSubscriptions {
    private struct Subscription {
        /// The name as publishers use it, with the route's prefix.
        let channelName: ChannelName
        /// The name as the origin gave it, or the target's `sub`.
        let originName: ChannelName
        var filters: SubscriptionFilters
        let isImplicit: Bool
    }

    enum OnAdd: Equatable {
        /// The channel is new.
        case added(ChannelName)
        /// The channel has other filters now.
        case replaced
        /// There are so many channels already.
        case full(limit: Int)
    }

    private let prefix: String
    private let maximumCount: Int
    private var subscriptions: [Subscription] = []

    /// The channels of the target, as many of them as there may be.
    init(implicit: [String], prefix: String, maximumCount: Int) {
        self.prefix = prefix
        self.maximumCount = maximumCount
        for name in implicit {
            let channelName = ChannelName(name)
            guard self.subscriptions.count < maximumCount, self.position(of: channelName) == nil else { continue }
            self.append(channelName, originName: channelName, SubscriptionFilters(names: []), isImplicit: true)
        }
    }

    /// The names as publishers use them, each once.
    var channelNames: [ChannelName] { self.subscriptions.map(\.channelName) }

    /// Whether a channel has filters.
    var hasFilters: Bool { self.subscriptions.contains { !$0.filters.isEmpty } }

    /// Whether the WebSocket has a channel, by the name that the origin gave it.
    func contains(originName: String) -> Bool {
        let name = ChannelName(originName)
        return self.subscriptions.contains { $0.originName == name }
    }

    /// The filters of a channel, `nil` if the WebSocket has not subscribed to it.
    func filters(of channelName: ChannelName) -> SubscriptionFilters? {
        self.position(of: channelName).map { self.subscriptions[$0].filters }
    }

    /// Adds a channel, or gives one that is there other filters.
    mutating func add(_ originName: String, _ filters: SubscriptionFilters) -> OnAdd {
        let channelName = ChannelName(self.prefix + originName)
        if let position = self.position(of: channelName) {
            self.subscriptions[position].filters = filters
            return .replaced
        }
        guard self.subscriptions.count < self.maximumCount else { return .full(limit: self.maximumCount) }
        self.append(channelName, originName: ChannelName(originName), filters, isImplicit: false)
        return .added(channelName)
    }

    /// Removes a channel; `nil` if it is not there, or is the target's.
    mutating func remove(_ originName: String) -> ChannelName? {
        let channelName = ChannelName(self.prefix + originName)
        guard let position = self.position(of: channelName), !self.subscriptions[position].isImplicit else {
            return nil
        }
        self.subscriptions.remove(at: position)
        return channelName
    }

    private mutating func append(
        _ channelName: ChannelName,
        originName: ChannelName,
        _ filters: SubscriptionFilters,
        isImplicit: Bool
    ) {
        self.subscriptions.append(
            Subscription(channelName: channelName, originName: originName, filters: filters, isImplicit: isImplicit)
        )
    }

    private func position(of channelName: ChannelName) -> Int? {
        self.subscriptions.firstIndex { $0.channelName == channelName }
    }
}
