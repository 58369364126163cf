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
        /// Loops that still deliver, and the caller.
        var outstanding: Int
        var receivers: [Int]
    }

    let parts: [Part]
    let initialOutcomes: [ItemOutcome]
    private let progress: Mutex<Progress>
    private let eventLoop: any EventLoop
    private let completion: @Sendable ([ItemOutcome]) -> Void

    init(
        parts: [Part],
        outcomes: [ItemOutcome],
        eventLoop: any EventLoop,
        completion: @escaping @Sendable ([ItemOutcome]) -> Void
    ) {
        self.parts = parts
        self.initialOutcomes = outcomes
        self.eventLoop = eventLoop
        self.completion = completion
        let shards = parts.reduce(0) { $0 | $1.shards }
        self.progress = Mutex(
            Progress(outstanding: shards.nonzeroBitCount + 1, receivers: Array(repeating: 0, count: parts.count))
        )
    }

    /// The loops this delivery goes to.
    var shards: ShardSet {
        self.parts.reduce(0) { $0 | $1.shards }
    }

    /// Counts what became of the items.
    func count(in counters: Counters?) {
        for outcome in self.initialOutcomes {
            switch outcome {
            case .published, .waiting: counters?.add(.itemsPublished)
            case .duplicate: counters?.add(.itemsDuplicate)
            case .refused: counters?.add(.itemsRateLimited)
            }
        }
    }

    /// One loop, or the caller, is done.
    func shardFinished(receivers: [Int], published: @Sendable (String, Int) -> Void) {
        let finished: [Int]? = self.progress.withLock { progress in
            for (position, count) in receivers.enumerated() {
                progress.receivers[position] += count
            }
            progress.outstanding -= 1
            return progress.outstanding == 0 ? progress.receivers : nil
        }
        guard let finished else { return }
        var outcomes = self.initialOutcomes
        for (part, receivers) in zip(self.parts, finished) {
            if let position = part.position {
                outcomes[position] = .published(receivers: receivers)
            }
            published(part.item.item.channel, receivers)
        }
        if self.eventLoop.inEventLoop {
            self.completion(outcomes)
        } else {
            let completion = self.completion
            let reported = outcomes
            self.eventLoop.execute {
                completion(reported)
            }
        }
    }
}
