package import GRIP

/// The channels of one hold, each with the id its next item must follow where the origin named one.
///
/// The chain of `prev-id`s tells a hold whether it missed an item. Reference: GRIP 2.8.
package struct ReliableChannels: Sendable, Equatable {
    private struct Subscription: Sendable, Equatable {
        /// The name as publishers use it, with the route's prefix.
        let channelName: ChannelName
        /// The name as the origin gave it.
        let originName: String
        /// The id of the last item the client has; `nil` where the channel accepts everything.
        var lastID: String?
        /// Whether an item was sent since every channel had one.
        var isActive = false
    }

    private var subscriptions: [Subscription] = []

    /// The channels of an instruction; of names that repeat the last one counts.
    ///
    /// - Parameters:
    ///   - channels: what the origin named, cut to what a connection may subscribe to.
    ///   - prefix: the route's channel prefix.
    ///   - implicit: the target's own channels (`sub`), which accept everything.
    package init(_ channels: [GripChannel], prefix: String = "", implicit: [String] = []) {
        for channel in channels {
            self.add(ChannelName(prefix + channel.name), originName: channel.name, lastID: channel.previousID)
        }
        for name in implicit where self.position(of: ChannelName(name)) == nil {
            self.add(ChannelName(name), originName: name, lastID: nil)
        }
    }

    private mutating func add(_ channelName: ChannelName, originName: String, lastID: String?) {
        let subscription = Subscription(channelName: channelName, originName: originName, lastID: lastID)
        if let position = self.position(of: channelName) {
            self.subscriptions[position] = subscription
        } else {
            self.subscriptions.append(subscription)
        }
    }

    private func position(of channelName: ChannelName) -> Int? {
        self.subscriptions.firstIndex { $0.channelName == channelName }
    }

    /// The channels to subscribe to, each once.
    package var channelNames: [ChannelName] { self.subscriptions.map(\.channelName) }

    /// How many channels there are.
    package var count: Int { self.subscriptions.count }

    /// The name, as the origin gave it, of a channel that has a `prev-id`; `nil` when no channel has one.
    package var firstReliableName: String? { self.subscriptions.first { $0.lastID != nil }?.originName }

    /// What the origin is told with `Grip-Last`: the names are without the route's prefix.
    package var lastIDs: [RequestContext.LastID] {
        self.subscriptions.compactMap { subscription in
            subscription.lastID.map { RequestContext.LastID(channelName: subscription.originName, id: $0) }
        }
    }

    /// Whether the hold is on this channel.
    package func contains(_ channelName: ChannelName) -> Bool {
        self.position(of: channelName) != nil
    }

    /// The id of the last item the client has, for filters; the name is the origin's.
    package func lastID(originName: String) -> String? {
        let name = ChannelName(originName)
        return self.subscriptions.first { ChannelName($0.originName) == name }?.lastID
    }

    package enum OnItem: Equatable {
        /// The item follows on: deliver it.
        case deliver
        /// Something was missed: forget the channel's last id, drop what is queued for the hold, and ask the origin.
        case recover
        /// The hold is not on this channel.
        case ignore
    }

    /// An item reached the hold; to be called before filters, since one they drop counts as delivered here.
    ///
    /// Compatibility: after an item without `id` the channel accepts everything.
    package mutating func itemPublished(_ channelName: ChannelName, id: String?, previousID: String?) -> OnItem {
        guard let position = self.position(of: channelName) else { return .ignore }
        guard let last = self.subscriptions[position].lastID else { return .deliver }
        guard let previousID, ItemID(previousID) == ItemID(last) else { return .recover }
        self.subscriptions[position].lastID = id
        return .deliver
    }

    /// An item's content was sent to the client.
    ///
    /// Returns true, and begins anew, when that has happened on every channel since the last time.
    package mutating func contentSent(_ channelName: ChannelName) -> Bool {
        guard let position = self.position(of: channelName) else { return false }
        self.subscriptions[position].isActive = true
        guard self.subscriptions.allSatisfy(\.isActive) else { return false }
        self.forgetActivity()
        return true
    }

    /// Begins anew to watch for content on every channel.
    package mutating func forgetActivity() {
        for position in self.subscriptions.indices {
            self.subscriptions[position].isActive = false
        }
    }

    /// Whether an item would be delivered.
    package func accepts(_ channelName: ChannelName, previousID: String?) -> Bool {
        guard let position = self.position(of: channelName) else { return false }
        guard let last = self.subscriptions[position].lastID else { return true }
        guard let previousID else { return false }
        return ItemID(previousID) == ItemID(last)
    }

    /// The channels on which something else was published last than the origin knew of when it answered.
    package func conflicts<Token>(with sequencer: ItemSequencer<Token>) -> [ChannelName] {
        self.subscriptions.compactMap { subscription in
            guard let last = subscription.lastID, let known = sequencer.lastID(of: subscription.channelName),
                ItemID(known) != ItemID(last)
            else { return nil }
            return subscription.channelName
        }
    }
}
