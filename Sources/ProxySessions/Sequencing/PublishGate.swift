package import GRIP
package import NIOCore

/// Decides, once for the whole process, whether an item is let through to its subscribers.
package struct PublishGate {
    private var identifiers: ItemIDCache
    private var rate: ItemRateLimit
    private let itemsPerSecond: Int

    /// A gate with the given limits.
    ///
    /// - Parameters:
    ///   - idLifetime: how long an item id is remembered.
    ///   - idCapacity: how many ids are remembered at most.
    ///   - itemsPerSecond: how many items are let through; zero is no limit.
    ///   - burst: how many items may come at once, if that is more.
    ///   - now: the present time.
    package init(idLifetime: TimeAmount, idCapacity: Int, itemsPerSecond: Int, burst: Int, now: NIODeadline) {
        self.identifiers = ItemIDCache(lifetime: idLifetime, capacity: idCapacity)
        self.rate = ItemRateLimit(itemsPerSecond: itemsPerSecond, burst: burst, now: now)
        self.itemsPerSecond = itemsPerSecond
    }

    package enum OnItem: Equatable {
        /// Hand the item to its subscribers.
        case deliver
        /// Drop the item: its id was seen before.
        case dropDuplicate
        /// Refuse the item to its publisher, with this reason.
        case refuse(String)
    }

    /// An item was published.
    package mutating func itemPublished(_ item: PublishItem, now: NIODeadline) -> OnItem {
        // The rate comes first, so that an item that was refused can be published again under its id.
        guard self.rate.take(now: now) else {
            return .refuse("message_rate of \(self.itemsPerSecond) items per second exceeded; try again in a second")
        }
        if let id = item.id, !self.identifiers.insert(id: id, channelName: ChannelName(item.channel), now: now) {
            return .dropDuplicate
        }
        return .deliver
    }
}
