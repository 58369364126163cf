import NIOCore
package import ProxySessions

/// One loop's part of the registry: which of its subscribers are on which channel, and the delivery to them.
///
/// Belongs to its event loop. The directory is told when a channel gets its first subscriber here and loses its last,
/// so that publishes go only to loops that have one.
package final class Shard {
    /// The loop's shared things.
    package let context: LoopContext
    private let position: Int
    private let directory: any SubscriptionDirectory
    private var rosters: [ChannelName: Roster] = [:]
    private let marks = TurnMarks()
    private var isFlushPending = false
    /// How many memberships ended, so that a delivery notices when it loses subscribers.
    private var departures = 0

    /// An empty shard.
    ///
    /// - Parameters:
    ///   - context: the loop it belongs to.
    ///   - position: which of the hub's members it is, below `ShardSet.capacity`.
    ///   - directory: told of first and last subscribers.
    package init(context: LoopContext, position: Int, directory: any SubscriptionDirectory) {
        self.context = context
        self.position = position
        self.directory = directory
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
                self.directory.firstSubscribed(to: name, shard: self.position)
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
            self.leave(membership, lingers: subscriber.lingers)
        }
    }

    /// Takes a subscriber off some of its channels; those it is not on do not count.
    package func unsubscribe(_ subscriber: any Subscriber, from channelNames: [ChannelName]) {
        self.context.eventLoop.assertInEventLoop()
        for name in channelNames {
            guard let index = subscriber.memberships.firstIndex(where: { $0.channelName == name }) else { continue }
            self.leave(subscriber.memberships[index], lingers: subscriber.lingers)
            let last = subscriber.memberships.removeLast()
            if index < subscriber.memberships.count {
                subscriber.memberships[index] = last
                last.roster.entries[last.position].membership = index
            }
        }
    }

    /// Takes an entry off its roster; the last entry moves into its place.
    private func leave(_ membership: Membership, lingers: Bool) {
        self.departures += 1
        let roster = membership.roster
        let last = roster.entries.removeLast()
        if membership.position < roster.entries.count {
            roster.entries[membership.position] = last
            last.subscriber.memberships[last.membership].position = membership.position
        }
        let isLast = roster.entries.isEmpty
        if isLast {
            self.rosters[roster.channelName] = nil
        }
        if isLast || lingers {
            self.directory.subscriptionEnded(
                on: roster.channelName,
                lastOfShard: isLast ? self.position : nil,
                lingers: lingers
            )
        }
    }

    /// Hands an item to every subscriber of its channel; returns how many took it.
    func deliver(_ item: PublishedItem, now: NIODeadline) -> Int {
        guard let roster = self.rosters[item.channelName] else { return 0 }
        let turn = FanoutTurn(now: now, marks: self.marks)
        let departures = self.departures
        var receivers = 0
        // A copy: a subscriber may leave the roster while it receives.
        for entry in roster.entries {
            var membership = entry.membership
            if departures != self.departures {
                // Somebody left meanwhile: whether this one is still there, and where, has to be looked up.
                let present = entry.subscriber.memberships.firstIndex { $0.roster === roster }
                guard let present else { continue }
                membership = present
            }
            if entry.subscriber.receive(item, on: membership, turn: turn) {
                receivers += 1
            }
        }
        self.context.counters.add(.deliveries, receivers)
        return receivers
    }

    /// Asks the subscribers of a channel to look what they may have missed.
    func update(_ channelName: ChannelName) {
        for entry in self.rosters[channelName]?.entries ?? [] {
            entry.subscriber.update()
        }
    }

    /// Asks every subscriber to look what it may have missed.
    func updateAll() {
        for entry in self.rosters.values.flatMap(\.entries) where entry.membership == 0 {
            entry.subscriber.update()
        }
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
