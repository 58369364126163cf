package import GRIP
package import NIOCore
package import ProxySessions
import Synchronization

/// The front of the registry: takes published items from any thread and hands each once to every loop that has a
/// subscriber of its channel.
///
/// Items pass the `PublishGate` and enter the loops' queues under one lock, so every loop sees them in the same order.
/// Delivery itself takes no lock.
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
        var gate: PublishGate
        var members: [Member] = []
    }

    /// Which loops have a subscriber; every shard is made with it.
    package let index = ChannelIndex()
    private let state: Mutex<State>
    private let published: @Sendable (_ channelName: String, _ receivers: Int) -> Void

    /// A hub without loops; `start` names them.
    ///
    /// - Parameters:
    ///   - gate: what decides whether an item is let through.
    ///   - published: told of each item after its delivery, for the log.
    package init(
        gate: PublishGate,
        published: @escaping @Sendable (_ channelName: String, _ receivers: Int) -> Void
    ) {
        self.state = Mutex(State(gate: gate))
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
            var accepted: [Delivery.Part] = []
            var outcomes: [ItemOutcome] = []
            accepted.reserveCapacity(items.count)
            outcomes.reserveCapacity(items.count)
            for (position, candidate) in candidates.enumerated() {
                switch state.gate.itemPublished(candidate.item, now: now) {
                case .deliver:
                    let shards = self.index.shards(of: candidate.channelName)
                    accepted.append(Delivery.Part(item: candidate, position: position, shards: shards))
                    outcomes.append(.published(receivers: 0))
                case .dropDuplicate:
                    outcomes.append(.duplicate)
                case .refuse(let reason):
                    outcomes.append(.refused(reason))
                }
            }
            let delivery = Delivery(parts: accepted, outcomes: outcomes, eventLoop: eventLoop, completion: completion)
            self.enqueue(delivery, to: state.members, now: now)
            let own = state.members.first { $0.eventLoop === eventLoop } ?? state.members.first
            return (delivery, own?.counters)
        }
        delivery.count(in: counters)
        delivery.shardFinished(receivers: [], published: self.published)
    }

    /// Puts the delivery into the queue of every loop that has a subscriber.
    private func enqueue(_ delivery: Delivery, to members: [Member], now: NIODeadline) {
        let wanted = delivery.shards
        for (position, member) in members.enumerated() where wanted & (1 << UInt64(position)) != 0 {
            let published = self.published
            member.eventLoop.execute {
                let shard = member.shard.value
                let receivers = delivery.parts.map { part in
                    part.shards & (1 << UInt64(position)) == 0 ? 0 : shard.deliver(part.item, now: now)
                }
                shard.flushLater()
                delivery.shardFinished(receivers: receivers, published: published)
            }
        }
    }

    package func recover() {
        // Holds neither remember what was published last nor can they be replayed yet: nothing to forget.
    }
}
