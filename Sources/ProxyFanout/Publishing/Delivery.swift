import GRIP
import NIOCore
import Synchronization

/// One publish call on its way through the loops; the last loop to finish reports the outcomes.
final class Delivery: Sendable {
    /// An accepted item.
    struct Part: Sendable {
        let item: PublishedItem
        /// Its place among the items of the call.
        ///
        /// `nil` for an item that was published earlier and waited.
        let position: Int?
        /// The loops that have a subscriber.
        let shards: ShardSet
    }

    private struct Progress {
        /// Loops that still deliver.
        var outstanding: Int
        /// By part; empty until the first loop has delivered.
        var receivers: [Receivers] = []
    }

    /// Told of the outcomes, on a loop.
    struct Caller: Sendable {
        let eventLoop: any EventLoop
        let completion: @Sendable ([ItemOutcome]) -> Void

        func report(_ outcomes: [ItemOutcome]) {
            if self.eventLoop.inEventLoop {
                self.completion(outcomes)
            } else {
                self.eventLoop.execute {
                    self.completion(outcomes)
                }
            }
        }
    }

    let parts: [Part]
    /// The loops this delivery goes to.
    let shards: ShardSet
    private let outcomes: [ItemOutcome]
    private let progress: Mutex<Progress>
    /// Who waits for the delivery.
    private let caller: Caller?

    init(parts: [Part], outcomes: [ItemOutcome], caller: Caller?) {
        self.parts = parts
        self.outcomes = outcomes
        self.caller = caller
        let shards: ShardSet = parts.reduce(0) { $0 | $1.shards }
        self.shards = shards
        self.progress = Mutex(Progress(outstanding: shards.nonzeroBitCount))
    }

    /// No loop has a subscriber: there is nothing to wait for.
    func finishWithoutShards(published: @Sendable (PublishedItem, Receivers) -> Void) {
        self.finish(receivers: [], published: published)
    }

    /// One loop is done.
    ///
    /// - Parameters:
    ///   - shard: the loop.
    ///   - receivers: how many subscribers each item of the loop's turn had; the parts that concern this loop are next.
    ///   - published: told of each item after the last loop.
    func shardFinished(
        _ shard: Int,
        receivers: inout ArraySlice<Receivers>,
        published: @Sendable (PublishedItem, Receivers) -> Void
    ) {
        let finished: [Receivers]? = self.progress.withLock { progress in
            if progress.receivers.isEmpty {
                progress.receivers = Array(repeating: Receivers(), count: self.parts.count)
            }
            for (index, part) in self.parts.enumerated() where part.shards.contains(shard: shard) {
                progress.receivers[index] += receivers.popFirst() ?? Receivers()
            }
            progress.outstanding -= 1
            return progress.outstanding == 0 ? progress.receivers : nil
        }
        if let finished {
            self.finish(receivers: finished, published: published)
        }
    }

    private func finish(receivers: [Receivers], published: @Sendable (PublishedItem, Receivers) -> Void) {
        var outcomes = self.outcomes
        for (index, part) in self.parts.enumerated() {
            let count = index < receivers.count ? receivers[index] : Receivers()
            if let position = part.position {
                outcomes[position] = .published(receivers: count.total)
            }
            published(part.item, count)
        }
        self.caller?.report(outcomes)
    }
}

extension Counters {
    /// Counts what became of published items.
    func add(_ outcomes: [ItemOutcome]) {
        for outcome in outcomes {
            switch outcome {
            case .published, .queued, .waiting: self.add(.itemsPublished)
            case .duplicate: self.add(.itemsDuplicate)
            case .refused: self.add(.itemsRateLimited)
            }
        }
    }
}
