package import GRIP
package import NIOCore
package import ProxySessions
import Synchronization

/// The front of the registry: takes published items from any thread and hands each once to every loop that has a
/// subscriber of its channel.
///
/// Items are put in order and into the loops' queues under one lock, so every loop sees them in the same order. Delivery
/// itself takes no lock.
package final class PublishHub: PublishSink {
    /// One loop's part, as the hub sees it.
    package struct Member: Sendable {
        let eventLoop: any EventLoop
        let shard: NIOLoopBound<Shard>
        let counters: Counters

        /// To be made on the shard's own loop.
        package init(_ shard: Shard) {
            self.eventLoop = shard.context.eventLoop
            self.shard = NIOLoopBound(shard, eventLoop: shard.context.eventLoop)
            self.counters = shard.context.counters
        }
    }

    private struct State {
        var publishing: PublishState
        var members: [Member] = []
        /// When the next tick comes, if one was scheduled.
        var nextTick: NIODeadline?
    }

    /// The least time between two ticks: nothing that waits is in a hurry.
    private static let tickInterval = TimeAmount.milliseconds(100)

    private let state: Mutex<State>
    private let published: @Sendable (_ channelName: String, _ receivers: Int) -> Void

    /// A hub without loops; `start` names them.
    ///
    /// - Parameters:
    ///   - settings: the limits and times of publishing.
    ///   - published: told of each item after its delivery, for the log.
    package init(
        _ settings: PublishSettings,
        published: @escaping @Sendable (_ channelName: String, _ receivers: Int) -> Void
    ) {
        self.state = Mutex(State(publishing: PublishState(settings, now: .now())))
        self.published = published
    }

    /// Names the loops to publish to, in the order of their shards' positions.
    package func start(_ members: [Member]) {
        self.state.withLock { $0.members = members }
    }

    package func publish(
        _ items: [PublishItem],
        on eventLoop: any EventLoop,
        completion: @escaping @Sendable ([ItemOutcome]) -> Void
    ) {
        let now = NIODeadline.now()
        // Framing is the expensive part and needs no order: it is done before the lock.
        let candidates = items.map { PublishedItem($0) }
        let (delivery, counters) = self.state.withLock { state in
            var parts: [Delivery.Part] = []
            var outcomes: [ItemOutcome] = []
            parts.reserveCapacity(items.count)
            outcomes.reserveCapacity(items.count)
            for (position, candidate) in candidates.enumerated() {
                switch state.publishing.itemPublished(candidate, now: now) {
                case .deliver(let released):
                    for (index, item) in released.enumerated() {
                        let shards = state.publishing.shards(of: item.channelName)
                        // Items that were waiting have been answered for already.
                        parts.append(Delivery.Part(item: item, position: index == 0 ? position : nil, shards: shards))
                    }
                    outcomes.append(.published(receivers: 0))
                case .park:
                    outcomes.append(.waiting)
                case .duplicate:
                    outcomes.append(.duplicate)
                case .refuse(let reason):
                    outcomes.append(.refused(reason))
                }
            }
            let delivery = Delivery(parts: parts, outcomes: outcomes, eventLoop: eventLoop, completion: completion)
            self.enqueue(delivery, in: &state, now: now)
            let own = state.members.first { $0.eventLoop === eventLoop } ?? state.members.first
            return (delivery, own?.counters)
        }
        delivery.count(in: counters)
        delivery.shardFinished(receivers: [], published: self.published)
    }

    /// Puts the delivery into the queue of every loop that has a subscriber.
    private func enqueue(_ delivery: Delivery, in state: inout State, now: NIODeadline) {
        let wanted = delivery.shards
        for (position, member) in state.members.enumerated() where wanted.contains(shard: position) {
            let published = self.published
            member.eventLoop.execute {
                let shard = member.shard.value
                let receivers = delivery.parts.map { part in
                    part.shards.contains(shard: position) ? shard.deliver(part.item, now: now) : 0
                }
                shard.flushLater()
                delivery.shardFinished(receivers: receivers, published: published)
            }
        }
        self.scheduleTick(in: &state, now: now)
    }

    package func recover() {
        self.state.withLock { state in
            state.publishing.forgetAll()
            for member in state.members {
                member.eventLoop.execute { member.shard.value.updateAll() }
            }
        }
    }

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
            if !due.items.isEmpty, let loop = state.members.first?.eventLoop {
                let parts = due.items.map { item in
                    Delivery.Part(item: item, position: nil, shards: state.publishing.shards(of: item.channelName))
                }
                let delivery = Delivery(parts: parts, outcomes: [], eventLoop: loop) { _ in }
                self.enqueue(delivery, in: &state, now: now)
                delivery.shardFinished(receivers: [], published: self.published)
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
