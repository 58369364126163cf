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
    private(set) var rosters: [ChannelName: Roster] = [:]
    /// How many holds there are, subscribed or not; kept by the holds.
    package var holds = Receivers()
    /// Told of every change of subscriptions, while somebody wants to know.
    var subscriptionWatch: SubscriptionWatch?
    private let marks = TurnMarks()
    /// When turns begin.
    var pace = TurnPace()
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
    package func subscribe(_ subscriber: any Subscriber, to channelNames: some Collection<ChannelName>) {
        self.context.eventLoop.assertInEventLoop()
        if subscriber.memberships.isEmpty {
            // Most stay with the channels they begin with: no more room than these take.
            subscriber.memberships.reserveCapacity(channelNames.count)
        }
        for name in channelNames where !subscriber.memberships.contains(where: { $0.channelName == name }) {
            let roster: Roster
            if let existing = self.rosters[name] {
                roster = existing
            } else {
                roster = Roster(channelName: name)
                self.rosters[name] = roster
                self.directory.firstSubscribed(to: name, shard: self.position)
            }
            let entry = Roster.Entry(subscriber: subscriber, membership: subscriber.memberships.count)
            roster.append(entry)
            subscriber.memberships.append(Membership(roster: roster, position: roster.entries.count - 1))
            self.subscriptionWatch?.changed(by: 1, mode: entry.kind.mode, channelName: name)
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
                last.roster.setMembership(index, at: last.position)
            }
        }
    }

    /// Takes an entry off its roster; the last entry moves into its place.
    private func leave(_ membership: Membership, lingers: Bool) {
        self.departures += 1
        let roster = membership.roster
        let mode = roster.entries[membership.position].kind.mode
        self.subscriptionWatch?.changed(by: -1, mode: mode, channelName: roster.channelName, lingers: lingers)
        if let moved = roster.remove(at: membership.position) {
            moved.subscriber.memberships[moved.membership].position = membership.position
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

    /// Lets plain content go to a socket without asking the subscriber, as long as the socket's `directForm` says
    /// so.
    package func setSocket(_ socket: ParkedSocket, of subscriber: any Subscriber) {
        self.context.eventLoop.assertInEventLoop()
        for membership in subscriber.memberships {
            membership.roster.setSocket(socket, at: membership.position)
        }
    }

    /// The subscribers of a channel on this loop, in no order.
    package func subscribers(of channelName: ChannelName) -> [any Subscriber] {
        self.context.eventLoop.assertInEventLoop()
        return self.rosters[channelName]?.entries.map(\.subscriber) ?? []
    }

    // MARK: Turns

    /// Hands items to every subscriber of their channels, and has everybody flush.
    ///
    /// - Parameters:
    ///   - items: what was published, in order.
    ///   - now: the present time.
    /// - Returns: how many subscribers took each item.
    func deliver(_ items: [PublishedItem], now: NIODeadline) -> [Receivers] {
        self.context.eventLoop.assertInEventLoop()
        var receivers = Array(repeating: Receivers(), count: items.count)
        var next = 0
        while next < items.count {
            let run = ItemRun.first(of: items[next...])
            let count = run?.count ?? 1
            // A subscriber is touched only once, while it is in the processor's cache, if this is all there is.
            let isOnly = count == items.count
            if let run {
                self.deliver(run, receivers: &receivers[next..<next + count], now: now, isOnly: isOnly)
            } else {
                receivers[next] = self.deliver(items[next], now: now, isOnly: isOnly)
            }
            next += count
        }
        self.endTurn()
        self.context.counters.add(.deliveries, receivers.reduce(0) { $0 + $1.total })
        self.pace.turnEnded(began: now, now: self.context.eventLoop.now, itemCount: items.count)
        self.context.deliversQuickly = self.pace.wasShort
        return receivers
    }

    /// Hands an item to every subscriber of its channel; returns how many took it.
    private func deliver(_ item: PublishedItem, now: NIODeadline, isOnly: Bool) -> Receivers {
        guard let roster = self.rosters[item.channelName] else { return Receivers() }
        let turn = FanoutTurn(now: now, marks: self.marks, isLast: isOnly)
        let departures = self.departures
        let direct = isOnly ? DirectContent(item) : nil
        var tally = ReceiverTally()
        // A copy: a subscriber may leave the roster while it receives.
        let entries = roster.entries
        let sockets = direct == nil ? [] : roster.sockets
        for index in entries.indices {
            if index < sockets.count, departures == self.departures, let direct, let socket = sockets[index],
                direct.send(to: socket, now: now)
            {
                tally.add(entries[index].kind)
                continue
            }
            let entry = entries[index]
            guard let membership = self.membership(of: entry, on: roster, since: departures) else { continue }
            if entry.subscriber.receive(item, on: membership, turn: turn) {
                tally.add(entry.kind)
            }
            if isOnly {
                self.endTurn()
            }
        }
        return self.count(tally, of: item)
    }

    /// Hands several items to every subscriber of their channel.
    private func deliver(_ run: ItemRun, receivers: inout ArraySlice<Receivers>, now: NIODeadline, isOnly: Bool) {
        guard let roster = self.rosters[run.channelName] else { return }
        let turn = FanoutTurn(now: now, marks: self.marks, isLast: isOnly)
        let single = FanoutTurn(now: now, marks: self.marks)
        let departures = self.departures
        let direct = isOnly ? DirectContent(run) : nil
        var takenAtOnce = ReceiverTally()
        let entries = roster.entries
        let sockets = direct == nil ? [] : roster.sockets
        for index in entries.indices {
            if index < sockets.count, departures == self.departures, let direct, let socket = sockets[index],
                direct.send(to: socket, now: now)
            {
                takenAtOnce.add(entries[index].kind)
                continue
            }
            let entry = entries[index]
            guard self.membership(of: entry, on: roster, since: departures) != nil else { continue }
            if entry.subscriber.receive(run, turn: turn) {
                takenAtOnce.add(entry.kind)
            } else {
                for (item, index) in zip(run.items, receivers.indices) {
                    guard let membership = self.membership(of: entry, on: roster, since: departures) else { break }
                    if entry.subscriber.receive(item, on: membership, turn: single) {
                        var tally = ReceiverTally()
                        tally.add(entry.kind)
                        receivers[index] += self.count(tally, of: item)
                    }
                }
            }
            if isOnly {
                self.endTurn()
            }
        }
        for (item, index) in zip(run.items, receivers.indices) {
            receivers[index] += self.count(takenAtOnce, of: item)
        }
    }

    /// Which membership of its subscriber an entry is, `nil` if the subscriber has left.
    private func membership(of entry: Roster.Entry, on roster: Roster, since departures: Int) -> Int? {
        guard departures != self.departures else { return entry.membership }
        // Somebody left meanwhile: whether this one is still there, and where, has to be looked up.
        return entry.subscriber.memberships.firstIndex { $0.roster === roster }
    }

    /// Has everybody flush who asked for it.
    private func endTurn() {
        guard !self.marks.subscribers.isEmpty else { return }
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
}
