package import NIOCore

/// The item ids seen lately, per channel, for de-duplication.
///
/// An id is remembered for a fixed time from when it was first seen; seeing it again does not extend that
/// (reference: GRIP 5, step 1). Bounded in number: the oldest are forgotten first.
package struct ItemIDCache {
    private struct Key: Hashable {
        let channelName: ChannelName
        let id: String
    }

    private let lifetime: TimeAmount
    private let capacity: Int
    private var keys: Set<Key> = []
    /// In the order of expiry; `oldest` is the first entry still in force.
    private var order: [(key: Key, expires: NIODeadline)] = []
    private var oldest = 0

    /// A cache that remembers ids for `lifetime`; zero remembers nothing.
    package init(lifetime: TimeAmount, capacity: Int) {
        self.lifetime = lifetime
        self.capacity = capacity
    }

    /// How many ids are remembered.
    package var count: Int { self.keys.count }

    /// Remembers an id; returns false when it was remembered already.
    package mutating func insert(id: String, channelName: ChannelName, now: NIODeadline) -> Bool {
        guard self.lifetime > .zero, self.capacity > 0 else { return true }
        while self.oldest < self.order.count, self.order[self.oldest].expires <= now {
            self.forgetOldest()
        }
        let key = Key(channelName: channelName, id: id)
        guard self.keys.insert(key).inserted else { return false }
        self.order.append((key, now + self.lifetime))
        // Only now: an id that is seen again needs no room, and must not push out the very entry it is found by.
        if self.keys.count > self.capacity {
            self.forgetOldest()
        }
        return true
    }

    private mutating func forgetOldest() {
        self.keys.remove(self.order[self.oldest].key)
        self.oldest += 1
        // Moving the rest down is paid for by the entries that were forgotten since the last time.
        if self.oldest > 1024, self.oldest * 2 > self.order.count {
            self.order.removeFirst(self.oldest)
            self.oldest = 0
        }
    }
}
