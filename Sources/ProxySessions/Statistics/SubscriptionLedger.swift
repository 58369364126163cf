package import NIOCore

/// Who is subscribed to what, on all loops, while somebody wants to know: decides when `sub` packets are due.
///
/// A value without a clock: time is an argument. Reference: ops 3, `sub`.
package struct SubscriptionLedger: Sendable {
    /// How many channels may linger; of more, those whose last subscriber left longest ago are gone at once.
    private static var lingeringLimit: Int { 1_000_000 }

    /// Subscriptions of one kind to one channel.
    private struct Key: Hashable {
        let channelName: ChannelName
        let mode: SubscriptionMode
    }

    private struct Entry: Sendable {
        let key: Key
        var subscribers: Int
        /// Whether the number changed since the last packet.
        var isChanged = false
    }

    private let cycle: RefreshCycle
    private let lifetimeSeconds: Int
    private let linger: TimeAmount
    private var places: [Key: Int] = [:]
    private var entries: [Entry?] = []
    private var free: [Int] = []
    private var changed: [Int] = []
    /// The places of entries that linger, and when they are gone.
    private var lingering = RecencyMap<Int, NIODeadline>()

    /// A ledger without subscriptions.
    ///
    /// - Parameters:
    ///   - lifetimeSeconds: the time to live in packets.
    ///   - linger: how long a channel counts as subscribed after a held response.
    package init(lifetimeSeconds: Int, linger: TimeAmount) {
        self.cycle = RefreshCycle(lifetimeSeconds: lifetimeSeconds)
        self.lifetimeSeconds = lifetimeSeconds
        self.linger = linger
    }

    /// The number of subscribers has changed.
    ///
    /// - Parameters:
    ///   - difference: by how many.
    ///   - mode: the kind of the subscribers.
    ///   - channelName: the channel.
    ///   - lingers: whether the channel counts as subscribed for a while after the last one has left.
    ///   - now: the present time.
    /// - Returns: the packet to send at once, if one is.
    package mutating func changed(
        by difference: Int,
        mode: SubscriptionMode,
        channelName: ChannelName,
        lingers: Bool,
        now: NIODeadline
    ) -> StatisticsPacket? {
        let key = Key(channelName: channelName, mode: mode)
        guard let place = self.places[key], var entry = self.entries[place] else {
            guard difference > 0 else { return nil }
            let entry = Entry(key: key, subscribers: difference)
            self.insert(entry)
            return self.packet(entry)
        }
        entry.subscribers = max(0, entry.subscribers + difference)
        if entry.subscribers > 0, self.lingering.removeValue(for: place) != nil {
            self.entries[place] = entry
            return self.packet(entry)
        }
        guard entry.subscribers == 0 else {
            if !entry.isChanged {
                entry.isChanged = true
                self.changed.append(place)
            }
            self.entries[place] = entry
            return nil
        }
        guard lingers, self.linger > .zero else {
            return self.remove(place)
        }
        self.entries[place] = entry
        self.lingering.set(now + self.linger, for: place)
        return nil
    }

    /// A second has passed.
    ///
    /// - Parameters:
    ///   - second: the number of the second, which says whose turn it is to be refreshed.
    ///   - now: the present time.
    /// - Returns: the packets to send.
    package mutating func secondPassed(_ second: Int, now: NIODeadline) -> [StatisticsPacket] {
        var packets: [StatisticsPacket] = []
        while let oldest = self.lingering.oldest,
            oldest.value <= now || self.lingering.count > Self.lingeringLimit
        {
            _ = self.lingering.removeOldest()
            if let packet = self.remove(oldest.key) {
                packets.append(packet)
            }
        }
        for place in self.changed {
            guard var entry = self.entries[place], entry.isChanged else { continue }
            entry.isChanged = false
            self.entries[place] = entry
            // One that only lingers is told when it has subscribers again, or is gone.
            if entry.subscribers > 0 {
                packets.append(self.packet(entry))
            }
        }
        self.changed.removeAll(keepingCapacity: true)
        for place in self.cycle.turn(second: second, count: self.entries.count) {
            guard let entry = self.entries[place] else { continue }
            packets.append(self.packet(entry))
        }
        return packets
    }

    private func packet(_ entry: Entry) -> StatisticsPacket {
        .subscribed(
            SubscriptionStatistics(
                mode: entry.key.mode,
                channel: entry.key.channelName.text,
                lifetimeSeconds: self.lifetimeSeconds,
                subscribers: entry.subscribers
            )
        )
    }

    private mutating func insert(_ entry: Entry) {
        if let place = self.free.popLast() {
            self.entries[place] = entry
            self.places[entry.key] = place
        } else {
            self.places[entry.key] = self.entries.count
            self.entries.append(entry)
        }
    }

    private mutating func remove(_ place: Int) -> StatisticsPacket? {
        guard let entry = self.entries[place] else { return nil }
        self.places[entry.key] = nil
        self.entries[place] = nil
        self.free.append(place)
        return .unsubscribed(mode: entry.key.mode, channel: entry.key.channelName.text)
    }
}
