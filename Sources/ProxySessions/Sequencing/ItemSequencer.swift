package import NIOCore

/// Puts the items of a channel into the order of their `id`s and `prev-id`s.
///
/// For each channel with subscribers it remembers the id of the last item let through, and parks an item that does not
/// follow on from it until its predecessor has come or it has waited long enough. Reference: GRIP 5, steps 2 to 4.
///
/// Remembering is bounded: of too many channels the one set longest ago is forgotten, which only means that its next
/// item is let through unchecked. `Token` is what the caller keeps for an item and gets back when it is due.
package struct ItemSequencer<Token> {
    /// What ordering needs to know of an item, and the item itself.
    package struct Item {
        package var channelName: ChannelName
        package var id: String?
        package var previousID: String?
        /// The item bypasses ordering (`no-seq`).
        package var isUnordered: Bool
        /// How much the item counts against `parkedBytes`.
        package var byteCount: Int
        package var token: Token

        package init(
            channelName: ChannelName,
            id: String?,
            previousID: String?,
            isUnordered: Bool = false,
            byteCount: Int = 0,
            token: Token
        ) {
            self.channelName = channelName
            self.id = id
            self.previousID = previousID
            self.isUnordered = isUnordered
            self.byteCount = byteCount
            self.token = token
        }
    }

    private let limits: SequencerLimits
    private var lastIDs = RecencyMap<ChannelName, ItemID>()
    private var parked = ParkedItems<Token>()

    /// A sequencer that knows no channel.
    package init(limits: SequencerLimits = SequencerLimits()) {
        self.limits = limits
    }

    /// How many channels have a last id.
    package var knownChannelCount: Int { self.lastIDs.count }

    /// How many items are parked.
    package var parkedCount: Int { self.parked.count }

    /// When `expired` must next be called; `nil` when nothing is parked.
    package var nextDeadline: NIODeadline? { self.parked.oldest?.expires }

    /// The id of the last item that was let through on a channel, where it is known.
    package func lastID(of channelName: ChannelName) -> String? {
        self.lastIDs[channelName]?.text
    }

    package enum OnItem {
        /// Deliver the item, then those that waited for it, in this order.
        case deliver(released: [Token])
        /// Keep the item; `expired` must be called at this time at the latest.
        case park(until: NIODeadline)
        /// Drop the item, and count it.
        case drop(DropReason)
    }

    /// Why an item is lost to its subscribers.
    package enum DropReason: Equatable, Sendable {
        /// Another item with the same `prev-id` is parked on the channel.
        case samePredecessor
        /// The channel has as many parked items as it may have.
        case tooManyParked
        /// All parked items together take as many bytes as they may.
        case tooManyBytesParked
    }

    /// An item was published that is no duplicate.
    ///
    /// - Parameters:
    ///   - item: the item.
    ///   - isSubscribed: whether the channel has a subscription at this moment, one that lingers included.
    ///   - now: the present time.
    /// - Returns: what becomes of the item.
    package mutating func itemPublished(_ item: Item, isSubscribed: Bool, now: NIODeadline) -> OnItem {
        guard isSubscribed, !item.isUnordered else { return .deliver(released: []) }
        if let previous = item.previousID, let last = self.lastIDs[item.channelName], last != ItemID(previous) {
            return self.park(item, after: ItemID(previous), now: now)
        }
        var released: [Token] = []
        self.letThrough(item.id.map { ItemID($0) }, channelName: item.channelName, released: &released)
        return .deliver(released: released)
    }

    /// Takes the items that have waited too long, each followed by those that waited for it.
    package mutating func expired(now: NIODeadline) -> [Token] {
        var released: [Token] = []
        while let place = self.parked.oldest, place.expires <= now,
            let item = self.parked.take(after: place.previousID, of: place.channelName)
        {
            released.append(item.token)
            self.letThrough(item.id, channelName: place.channelName, released: &released)
        }
        return released
    }

    /// Forgets a channel's last id, so that its next item is let through unchecked; parked items stay.
    package mutating func forget(channelName: ChannelName) {
        self.lastIDs.removeValue(for: channelName)
    }

    /// Forgets all last ids (reference: GRIP 4, `/recover`); parked items stay.
    package mutating func forgetAll() {
        self.lastIDs.removeAll()
    }

    /// A channel's last subscription ended, and does not linger: forgets the channel.
    ///
    /// Returns how many parked items were dropped with it, to be counted.
    package mutating func subscriptionEnded(channelName: ChannelName) -> Int {
        self.lastIDs.removeValue(for: channelName)
        return self.parked.removeAll(of: channelName)
    }

    private mutating func park(_ item: Item, after previous: ItemID, now: NIODeadline) -> OnItem {
        guard !self.parked.contains(previous, channelName: item.channelName) else { return .drop(.samePredecessor) }
        guard self.parked.count(of: item.channelName) < self.limits.parkedPerChannel else {
            return .drop(.tooManyParked)
        }
        guard item.byteCount <= self.limits.parkedBytes - self.parked.byteCount else {
            return .drop(.tooManyBytesParked)
        }
        let expires = now + self.limits.wait
        self.parked.park(
            item.token,
            id: item.id.map { ItemID($0) },
            byteCount: item.byteCount,
            until: expires,
            at: previous,
            of: item.channelName
        )
        return .park(until: expires)
    }

    /// Makes an id the channel's last one and releases what follows on from it, repeatedly.
    private mutating func letThrough(_ id: ItemID?, channelName: ChannelName, released: inout [Token]) {
        var last = id
        while let present = last, !self.parked.isEmpty,
            let follower = self.parked.take(after: present, of: channelName)
        {
            released.append(follower.token)
            last = follower.id
        }
        guard let last else {
            self.lastIDs.removeValue(for: channelName)
            return
        }
        self.lastIDs.set(last, for: channelName)
        if self.lastIDs.count > self.limits.channels {
            _ = self.lastIDs.removeOldest()
        }
    }
}

extension ItemSequencer.Item: Sendable where Token: Sendable {}
extension ItemSequencer.OnItem: Sendable where Token: Sendable {}
extension ItemSequencer: Sendable where Token: Sendable {}
extension ItemSequencer.OnItem: Equatable where Token: Equatable {}
