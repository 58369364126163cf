package import GRIP
package import NIOCore
package import ProxySessions
import Synchronization

/// The front of the registry: takes published items from any thread and hands each once to every loop that has a
/// subscriber of its channel.
///
/// Items are put in order and into the loops' queues under one lock, so every loop sees them in the same order. A loop
/// takes the lock once per turn of delivery.
package final class PublishHub: PublishSink {
    /// One loop's part, as the hub sees it.
    package struct Member: Sendable {
        let eventLoop: any EventLoop
        let shard: NIOLoopBound<Shard>
        let counters: Counters
        let fanoutTimes: DurationHistogram

        /// To be made on the shard's own loop.
        package init(_ shard: Shard) {
            self.eventLoop = shard.context.eventLoop
            self.shard = NIOLoopBound(shard, eventLoop: shard.context.eventLoop)
            self.counters = shard.context.counters
            self.fanoutTimes = shard.context.fanoutTimes
        }
    }

    private struct State {
        var publishing: PublishState
        var members: [Member] = []
        /// By member.
        var inboxes: [ShardInbox] = []
        /// When the next tick comes, if one was scheduled.
        var nextTick: NIODeadline?

        /// Whether all these loops have room for more items.
        func isRoomy(for shards: ShardSet) -> Bool {
            self.inboxes.indices.allSatisfy { !shards.contains(shard: $0) || self.inboxes[$0].isRoomy }
        }
    }

    /// The least time between two ticks: nothing that waits is in a hurry.
    private static let tickInterval = TimeAmount.milliseconds(100)

    private let state: Mutex<State>
    private let published: @Sendable (_ item: PublishedItem, _ receivers: Receivers) -> Void

    /// A hub without loops; `start` names them.
    ///
    /// - Parameters:
    ///   - settings: the limits and times of publishing.
    ///   - published: told of each item after its delivery, for the log and the statistics.
    package init(
        _ settings: PublishSettings,
        published: @escaping @Sendable (_ item: PublishedItem, _ receivers: Receivers) -> Void
    ) {
        self.state = Mutex(State(publishing: PublishState(settings, now: .now())))
        self.published = published
    }

    /// Names the loops to publish to, in the order of their shards' positions.
    package func start(_ members: [Member]) {
        self.state.withLock { state in
            state.members = members
            state.inboxes = Array(repeating: ShardInbox(), count: members.count)
        }
    }

    /// Tells somebody which channels count as subscribed, from now on; one watcher at a time.
    package func watchChannels(_ watcher: any ChannelWatcher) {
        self.state.withLock { $0.publishing.watch(watcher) }
    }

    package func publish(
        _ items: [PublishItem],
        on eventLoop: any EventLoop,
        waits patience: PublishPatience,
        completion: @escaping @Sendable ([ItemOutcome]) -> Void
    ) {
        let now = NIODeadline.now()
        let caller = Delivery.Caller(eventLoop: eventLoop, completion: completion)
        // Framing is the expensive part and needs no order: it is done before the lock.
        let candidates = items.map { PublishedItem($0) }
        let (delivery, outcomes, isAwaited, counters) = self.state.withLock { state in
            let (parts, outcomes) = Self.admit(candidates, to: &state.publishing, patience, now: now)
            let shards: ShardSet = parts.reduce(0) { $0 | $1.shards }
            let isAwaited = patience == .untilDelivered || !state.isRoomy(for: shards)
            let delivery = Delivery(parts: parts, outcomes: outcomes, caller: isAwaited ? caller : nil)
            self.enqueue(delivery, in: &state, now: now)
            let own = state.members.first { $0.eventLoop === eventLoop } ?? state.members.first
            return (delivery, outcomes, isAwaited, own?.counters)
        }
        counters?.add(outcomes)
        if delivery.shards == 0 {
            delivery.finishWithoutShards(published: self.published)
        }
        if !isAwaited {
            caller.report(outcomes)
        }
    }

    /// Puts items into order, and says what becomes of them.
    private static func admit(
        _ candidates: [PublishedItem],
        to publishing: inout PublishState,
        _ patience: PublishPatience,
        now: NIODeadline
    ) -> (parts: [Delivery.Part], outcomes: [ItemOutcome]) {
        var parts: [Delivery.Part] = []
        var outcomes: [ItemOutcome] = []
        parts.reserveCapacity(candidates.count)
        outcomes.reserveCapacity(candidates.count)
        for (position, candidate) in candidates.enumerated() {
            switch publishing.itemPublished(candidate, now: now) {
            case .deliver(let shards, let released):
                parts.append(Delivery.Part(item: candidate, position: position, shards: shards))
                for item in released {
                    // Items that were waiting have been answered for already.
                    parts.append(Delivery.Part(item: item, position: nil, shards: shards))
                }
                outcomes.append(patience == .untilQueued ? .queued : .published(receivers: 0))
            case .park:
                outcomes.append(.waiting)
            case .duplicate:
                outcomes.append(.duplicate)
            case .refuse(let reason):
                outcomes.append(.refused(reason))
            }
        }
        return (parts, outcomes)
    }

    // MARK: Turns

    /// Puts the delivery into the queue of every loop that has a subscriber.
    private func enqueue(_ delivery: Delivery, in state: inout State, now: NIODeadline) {
        let byteCount = delivery.parts.reduce(0) { $0 + $1.item.byteCount }
        for position in state.members.indices where delivery.shards.contains(shard: position) {
            let member = state.members[position]
            switch state.inboxes[position].append(delivery, byteCount: byteCount, now: now) {
            case .tellLoop: member.eventLoop.execute { self.beginTurn(position, of: member) }
            case .endGathering: member.eventLoop.execute { self.turn(position, of: member) }
            case .wait: break
            }
        }
        self.scheduleTick(in: &state, now: now)
    }

    /// A loop's turn has come; it may let more items gather.
    private func beginTurn(_ position: Int, of member: Member) {
        let waitingSince = self.state.withLock { $0.inboxes[position].waitingSince }
        guard let waitingSince, let wait = member.shard.value.pace.wait(since: waitingSince) else {
            self.turn(position, of: member)
            return
        }
        member.eventLoop.scheduleTask(in: wait) {
            self.turn(position, of: member)
        }
    }

    /// Delivers everything that waits for a loop, on that loop.
    private func turn(_ position: Int, of member: Member) {
        let (deliveries, waitingSince) = self.state.withLock { state in
            let waitingSince = state.inboxes[position].waitingSince
            return (state.inboxes[position].takeAll(), waitingSince)
        }
        // Nothing waits when so much gathered that the turn began before its time.
        guard let waitingSince else { return }
        let shard = member.shard.value
        var items: [PublishedItem] = []
        items.reserveCapacity(deliveries.reduce(0) { $0 + $1.parts.count })
        for delivery in deliveries {
            for part in delivery.parts where part.shards.contains(shard: position) {
                items.append(part.item)
            }
        }
        var receivers = shard.deliver(items, now: member.eventLoop.now)[...]
        member.fanoutTimes.record(member.eventLoop.now - waitingSince)
        for delivery in deliveries {
            delivery.shardFinished(position, receivers: &receivers, published: self.published)
        }
    }

    package func recover() {
        self.state.withLock { state in
            state.publishing.forgetAll()
            for member in state.members {
                member.eventLoop.execute { member.shard.value.updateAll() }
            }
        }
    }

    /// How many channels have subscribers.
    package var channelCount: Int { self.state.withLock { $0.publishing.channelCount } }

    // MARK: Time

    private func scheduleTick(in state: inout State, now: NIODeadline) {
        guard let due = state.publishing.nextDeadline, let loop = state.members.first?.eventLoop else { return }
        let tick = max(due, now + Self.tickInterval)
        if let next = state.nextTick, next <= tick { return }
        state.nextTick = tick
        loop.scheduleTask(deadline: tick) { self.tick() }
    }

    private func tick() {
        let now = NIODeadline.now()
        self.state.withLock { state in
            if let next = state.nextTick, next <= now {
                state.nextTick = nil
            }
            let due = state.publishing.tick(now: now)
            if !due.items.isEmpty {
                let parts = due.items.map { item in
                    Delivery.Part(item: item, position: nil, shards: state.publishing.shards(of: item.channelName))
                }
                let delivery = Delivery(parts: parts, outcomes: [], caller: nil)
                self.enqueue(delivery, in: &state, now: now)
                if delivery.shards == 0 {
                    delivery.finishWithoutShards(published: self.published)
                }
            }
            state.members.first?.counters.add(.itemsDropped, due.droppedCount)
            for channelName in due.updates {
                let shards = state.publishing.shards(of: channelName)
                for (position, member) in state.members.enumerated() where shards.contains(shard: position) {
                    member.eventLoop.execute { member.shard.value.update(channelName) }
                }
            }
            self.scheduleTick(in: &state, now: now)
        }
    }
}

extension PublishHub: SubscriptionDirectory {
    package func firstSubscribed(to channelName: ChannelName, shard: Int) {
        let now = NIODeadline.now()
        self.state.withLock { state in
            if !state.publishing.firstSubscribed(to: channelName, shard: shard, now: now) {
                state.members.first?.counters.add(.holdUpdatesDropped)
            }
            self.scheduleTick(in: &state, now: now)
        }
    }

    package func subscriptionEnded(on channelName: ChannelName, lastOfShard shard: Int?, lingers: Bool) {
        let now = NIODeadline.now()
        self.state.withLock { state in
            let dropped = state.publishing.subscriptionEnded(
                on: channelName,
                lastOfShard: shard,
                lingers: lingers,
                now: now
            )
            state.members.first?.counters.add(.itemsDropped, dropped)
            self.scheduleTick(in: &state, now: now)
        }
    }

    package func holdBegan(on channels: ReliableChannels) -> Bool {
        self.state.withLock { $0.publishing.holdBegan(on: channels) }
    }

    package func forget(_ channelName: ChannelName) {
        self.state.withLock { $0.publishing.forget(channelName) }
    }
}
