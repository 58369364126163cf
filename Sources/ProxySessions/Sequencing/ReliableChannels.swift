package import GRIP

/// The channels of one hold, each with the id its next item must follow where the origin named one.
///
/// The chain of `prev-id`s tells a hold whether it missed an item. Reference: GRIP 2.8.
package struct ReliableChannels: Sendable, Equatable {
    /// The names, which may be shared with other holds.
    private var names: ChannelList
    /// The ids of the last items the client has, by position; `nil` where the channel accepts everything.
    ///
    /// Empty when all channels do.
    private var lastItemIDs: [String?] = []
    /// The channels on which an item was sent since every channel had one.
    private var active = PositionSet()

    /// The channels of an instruction; of names that repeat the last one counts.
    ///
    /// - Parameters:
    ///   - channels: what the origin named, cut to what a connection may subscribe to.
    ///   - prefix: the route's channel prefix.
    ///   - implicit: the target's own channels (`sub`), which accept everything.
    package init(_ channels: [GripChannel], prefix: String = "", implicit: [String] = []) {
        self.names = ChannelList(minimumCapacity: channels.count + implicit.count)
        for channel in channels {
            self.add(ChannelName(prefix + channel.name), originName: channel.name)
        }
        for name in implicit where self.names.position(of: ChannelName(name)) == nil {
            self.add(ChannelName(name), originName: name)
        }
        guard channels.contains(where: { $0.previousID != nil }) else { return }
        self.lastItemIDs = Array(repeating: nil, count: self.count)
        for channel in channels {
            if let position = self.names.position(of: ChannelName(prefix + channel.name)) {
                self.lastItemIDs[position] = channel.previousID
            }
        }
    }

    private mutating func add(_ channelName: ChannelName, originName: String) {
        if self.names.position(of: channelName) == nil {
            self.names.append(channelName, originName: originName)
        }
    }

    /// Uses the names of other holds where they are equal.
    package mutating func shareNames(_ known: inout SharedValues<ChannelList>) {
        self.names = known.shared(self.names)
    }

    private func lastID(at position: Int) -> String? {
        self.lastItemIDs.isEmpty ? nil : self.lastItemIDs[position]
    }

    /// The channels to subscribe to, each once.
    package var channelNames: [ChannelName] { self.names.channelNames }

    /// How many channels there are.
    package var count: Int { self.names.count }

    /// The name, as the origin gave it, of a channel that has a `prev-id`; `nil` when no channel has one.
    package var firstReliableName: String? {
        self.lastItemIDs.firstIndex { $0 != nil }.map { self.names.originName(at: $0) }
    }

    /// What the origin is told with `Grip-Last`: the names are without the route's prefix.
    package var lastIDs: [RequestContext.LastID] {
        self.lastItemIDs.enumerated().compactMap { position, id in
            id.map { RequestContext.LastID(channelName: self.names.originName(at: position), id: $0) }
        }
    }

    /// Whether the hold is on this channel.
    package func contains(_ channelName: ChannelName) -> Bool {
        self.names.position(of: channelName) != nil
    }

    /// The id of the last item the client has, for filters; the name is the origin's.
    package func lastID(originName: String) -> String? {
        self.names.position(ofOriginName: originName).flatMap { self.lastID(at: $0) }
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
        guard let position = self.names.position(of: channelName) else { return .ignore }
        guard let last = self.lastID(at: position) else { return .deliver }
        guard let previousID, ItemID(previousID) == ItemID(last) else { return .recover }
        self.lastItemIDs[position] = id
        return .deliver
    }

    /// An item's content was sent to the client.
    ///
    /// Returns true, and begins anew, when that has happened on every channel since the last time.
    package mutating func contentSent(_ channelName: ChannelName) -> Bool {
        guard let position = self.names.position(of: channelName) else { return false }
        self.active.insert(position)
        guard self.active.count == self.count else { return false }
        self.forgetActivity()
        return true
    }

    /// Begins anew to watch for content on every channel.
    package mutating func forgetActivity() {
        self.active.removeAll()
    }

    /// Whether an item would be delivered.
    package func accepts(_ channelName: ChannelName, previousID: String?) -> Bool {
        guard let position = self.names.position(of: channelName) else { return false }
        guard let last = self.lastID(at: position) else { return true }
        guard let previousID else { return false }
        return ItemID(previousID) == ItemID(last)
    }

    /// The channels on which something else was published last than the origin knew of when it answered.
    package func conflicts<Token>(with sequencer: ItemSequencer<Token>) -> [ChannelName] {
        self.lastItemIDs.enumerated().compactMap { position, id in
            let channelName = self.names.channelName(at: position)
            guard let id, let known = sequencer.lastID(of: channelName), ItemID(known) != ItemID(id) else { return nil }
            return channelName
        }
    }
}

extension ReliableChannels {
    package static func == (left: Self, right: Self) -> Bool {
        left.names == right.names && left.active == right.active && left.lastIDs == right.lastIDs
    }
}
