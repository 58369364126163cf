import GRIP
import NIOCore
import ProxySessions

/// What publishing remembers, for the whole process: who is subscribed, what came last, what waits.
///
/// The hub keeps it under its lock. Reference: GRIP 5.
struct PublishState {
    private var gate: PublishGate
    private var sequencer: ItemSequencer<PublishedItem>
    private var linger: SubscriptionLinger
    private var updates: FirstSubscriptionUpdates
    private var channels: [ChannelName: ShardSet] = [:]
    /// Who is told of first and last subscriptions, if anybody is.
    private var watch: ChannelWatch?

    init(_ settings: PublishSettings, now: NIODeadline) {
        self.gate = PublishGate(
            idLifetime: settings.itemIDLifetime,
            idCapacity: settings.itemIDs,
            itemsPerSecond: settings.itemsPerSecond,
            burst: settings.burst,
            now: now
        )
        self.sequencer = ItemSequencer(limits: SequencerLimits(wait: settings.reorderingTime))
        self.linger = SubscriptionLinger(duration: settings.subscriptionLinger)
        self.updates = FirstSubscriptionUpdates(isEnabled: settings.updatesOnFirstSubscription)
    }

    /// The loops that have a subscriber of a channel.
    func shards(of channelName: ChannelName) -> ShardSet {
        self.channels[channelName] ?? 0
    }

    /// How many channels have subscribers.
    var channelCount: Int { self.channels.count }

    /// When `tick` must next be called.
    var nextDeadline: NIODeadline? {
        // Asked for with every publish: no array is made for it.
        Self.earlier(Self.earlier(self.sequencer.nextDeadline, self.linger.nextDeadline), self.updates.nextDeadline)
    }

    private static func earlier(_ a: NIODeadline?, _ b: NIODeadline?) -> NIODeadline? {
        guard let a else { return b }
        return b.map { min(a, $0) } ?? a
    }

    enum OnItem {
        /// Deliver the item to the loops that have a subscriber, and then those that waited for it.
        case deliver(to: ShardSet, released: [PublishedItem])
        /// The item waits for its predecessor.
        case park
        case duplicate
        case refuse(String)
    }

    /// An item was published.
    mutating func itemPublished(_ item: PublishedItem, now: NIODeadline) -> OnItem {
        switch self.gate.itemPublished(item.item, now: now) {
        case .dropDuplicate: return .duplicate
        case .refuse(let reason): return .refuse(reason)
        case .deliver: break
        }
        let shards = self.shards(of: item.channelName)
        let isSubscribed = shards != 0 || self.linger.isLingering(item.channelName, now: now)
        let sequenced = ItemSequencer.Item(
            channelName: item.channelName,
            id: item.item.id,
            previousID: item.item.previousID,
            isUnordered: item.item.noSequence,
            byteCount: item.byteCount,
            token: item
        )
        switch self.sequencer.itemPublished(sequenced, isSubscribed: isSubscribed, now: now) {
        case .deliver(let released): return .deliver(to: shards, released: released)
        case .park: return .park
        case .drop(.samePredecessor): return .duplicate
        case .drop(.tooManyParked): return .refuse("too many items of the channel wait for their predecessors")
        case .drop(.tooManyBytesParked): return .refuse("too many bytes wait for their predecessors")
        }
    }

    /// What has become due.
    struct Due {
        /// Items that waited long enough for their predecessors.
        var items: [PublishedItem] = []
        /// Channels whose holds ask their origins what they missed.
        var updates: [ChannelName] = []
        /// Parked items that lost their last subscriber.
        var droppedCount = 0
    }

    /// Takes what has become due.
    mutating func tick(now: NIODeadline) -> Due {
        var due = Due()
        due.items = self.sequencer.expired(now: now)
        for channelName in self.linger.expired(now: now) where self.channels[channelName] == nil {
            due.droppedCount += self.forgetSubscription(channelName)
        }
        due.updates = self.updates.due(now: now)
        return due
    }

    // MARK: Subscriptions

    /// Returns false when the channel's holds cannot be updated, because too many channels wait for that.
    mutating func firstSubscribed(to channelName: ChannelName, shard: Int, now: NIODeadline) -> Bool {
        var isUpdated = true
        if self.channels[channelName] == nil, !self.linger.isLingering(channelName, now: now) {
            isUpdated = self.updates.firstSubscribed(channelName: channelName, now: now) != .drop
            self.watch?.subscribed(to: channelName)
        }
        self.channels[channelName, default: 0] |= 1 << ShardSet(shard)
        return isUpdated
    }

    /// Returns how many parked items were dropped with the channel's last subscription.
    mutating func subscriptionEnded(
        on channelName: ChannelName,
        lastOfShard shard: Int?,
        lingers: Bool,
        now: NIODeadline
    ) -> Int {
        var dropped = 0
        if lingers, let evicted = self.linger.holdEnded(channelName: channelName, now: now),
            self.channels[evicted] == nil
        {
            dropped += self.forgetSubscription(evicted)
        }
        guard let shard, let set = self.channels[channelName] else { return dropped }
        let rest = set & ~(1 << ShardSet(shard))
        self.channels[channelName] = rest == 0 ? nil : rest
        if rest == 0, !self.linger.isLingering(channelName, now: now) {
            dropped += self.forgetSubscription(channelName)
        }
        return dropped
    }

    /// Tells somebody from now on which channels count as subscribed, beginning with those that do now.
    mutating func watch(_ watcher: any ChannelWatcher) {
        var watch = ChannelWatch(watcher)
        for channelName in self.channels.keys {
            watch.subscribed(to: channelName)
        }
        self.watch = watch
    }

    private mutating func forgetSubscription(_ channelName: ChannelName) -> Int {
        self.watch?.ended(on: channelName)
        self.updates.subscriptionEnded(channelName: channelName)
        return self.sequencer.subscriptionEnded(channelName: channelName)
    }

    // MARK: Reliability

    mutating func holdBegan(on channels: ReliableChannels) -> Bool {
        self.sequencer.holdBegan(on: channels) == .recover
    }

    mutating func forget(_ channelName: ChannelName) {
        self.sequencer.forget(channelName: channelName)
    }

    mutating func forgetAll() {
        self.sequencer.forgetAll()
    }
}
