import NIOCore
package import ProxySessions

/// One loop's part of the registry: which of its subscribers are on which channel, and the delivery to them.
///
/// Belongs to its event loop. `ChannelIndex` is told when a channel gets its first subscriber here and loses its last,
/// so that publishes go only to loops that have one.
package final class Shard {
    /// The loop's shared things.
    package let context: LoopContext
    private let position: Int
    private let index: ChannelIndex
    private var rosters: [ChannelName: Roster] = [:]
    private let marks = TurnMarks()
    private var isFlushPending = false

    /// An empty shard.
    ///
    /// - Parameters:
    ///   - context: the loop it belongs to.
    ///   - position: which of the hub's members it is, below `ChannelIndex.maximumShardCount`.
    ///   - index: the index shared with the hub and all other shards.
    package init(context: LoopContext, position: Int, index: ChannelIndex) {
        self.context = context
        self.position = position
        self.index = index
    }

    /// Subscribes to channels; names that repeat count once.
    package func subscribe(_ subscriber: any Subscriber, to channelNames: some Sequence<ChannelName>) {
        self.context.eventLoop.assertInEventLoop()
        for name in channelNames where !subscriber.memberships.contains(where: { $0.channelName == name }) {
            let roster: Roster
            if let existing = self.rosters[name] {
                roster = existing
            } else {
                roster = Roster(channelName: name)
                self.rosters[name] = roster
                self.index.firstSubscribed(to: name, shard: self.position)
            }
            roster.entries.append(Roster.Entry(subscriber: subscriber, membership: subscriber.memberships.count))
            subscriber.memberships.append(Membership(roster: roster, position: roster.entries.count - 1))
        }
    }

    /// Takes a subscriber off all its channels.
    ///
    /// Constant time per channel.
    package func unsubscribe(_ subscriber: any Subscriber) {
        self.context.eventLoop.assertInEventLoop()
        let memberships = subscriber.memberships
        subscriber.memberships = []
        for membership in memberships {
            let roster = membership.roster
            roster.entries.swapAt(membership.position, roster.entries.count - 1)
            roster.entries.removeLast()
            if membership.position < roster.entries.count {
                let moved = roster.entries[membership.position]
                moved.subscriber.memberships[moved.membership].position = membership.position
            }
            if roster.entries.isEmpty {
                self.rosters[roster.channelName] = nil
                self.index.lastUnsubscribed(from: roster.channelName, shard: self.position)
            }
        }
    }

    /// Hands an item to every subscriber of its channel; returns how many took it.
    func deliver(_ item: PublishedItem, now: NIODeadline) -> Int {
        guard let roster = self.rosters[item.channelName] else { return 0 }
        let turn = FanoutTurn(now: now, marks: self.marks)
        var receivers = 0
        // A copy: a subscriber may leave the roster while it receives.
        for entry in roster.entries where entry.subscriber.receive(item, turn: turn) {
            receivers += 1
        }
        self.context.counters.add(.deliveries, receivers)
        return receivers
    }

    /// Flushes what was written, after everything else that is already waiting on this loop was delivered as well.
    func flushLater() {
        guard !self.isFlushPending, !self.marks.subscribers.isEmpty else { return }
        self.isFlushPending = true
        let shard = NIOLoopBound(self, eventLoop: self.context.eventLoop)
        self.context.eventLoop.execute {
            shard.value.flush()
        }
    }

    private func flush() {
        self.isFlushPending = false
        var marked: [any Subscriber] = []
        swap(&marked, &self.marks.subscribers)
        for subscriber in marked {
            subscriber.turnEnded()
        }
        // Keep the storage for the next turn.
        if self.marks.subscribers.isEmpty {
            marked.removeAll(keepingCapacity: true)
            self.marks.subscribers = marked
        }
    }
}
