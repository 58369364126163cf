package import NIOCore

/// Spreads updates of low priority over time, so that a publisher's gap or a recover command does not make every held
/// client ask the origin at once.
///
/// Sessions wait under a key, the next link's URI; all response holds share one key. The first wait is short, so that
/// sessions of one item come into one batch; then one batch at a time is due, the keys taking turns.
/// Reference: GRIP 2.6, "Pacing".
package struct LinkPacer<Key: Hashable, Token: Hashable> {
    /// Sessions that are updated together.
    package struct Batch {
        package var key: Key
        package var tokens: [Token]

        package init(key: Key, tokens: [Token]) {
            self.key = key
            self.tokens = tokens
        }
    }

    private let firstWait: TimeAmount
    private let interval: TimeAmount
    private let batchSize: Int
    private var waiting: [Key: RecencyMap<Token, Void>] = [:]
    /// The keys in the order of their turns.
    private var turns = RecencyMap<Key, Void>()
    /// When the next batch is due; meaningless while nothing waits.
    private var nextBatch = NIODeadline.distantPast

    /// A pacer without sessions.
    ///
    /// - Parameters:
    ///   - firstWait: the time from the first session to the first batch.
    ///   - interval: the time between two batches: 10 in a second.
    ///   - batchSize: how many sessions a batch has at most.
    package init(
        firstWait: TimeAmount = .milliseconds(100),
        interval: TimeAmount = .milliseconds(100),
        batchSize: Int = 100
    ) {
        self.firstWait = firstWait
        self.interval = interval
        self.batchSize = max(batchSize, 1)
    }

    /// How many sessions wait.
    package private(set) var count = 0

    /// When `due` must next be called; `nil` when nothing waits.
    package var nextDeadline: NIODeadline? { self.count == 0 ? nil : self.nextBatch }

    /// Adds a session; one that waits under this key already keeps its place.
    ///
    /// Returns when `due` must next be called.
    package mutating func add(_ key: Key, _ token: Token, now: NIODeadline) -> NIODeadline {
        if self.count == 0 {
            self.nextBatch = now + self.firstWait
        }
        self.turns.insert(key)
        if self.waiting[key, default: RecencyMap()].insert(token) {
            self.count += 1
        }
        return self.nextBatch
    }

    /// Takes a session off that does not need its update any more.
    package mutating func remove(_ key: Key, _ token: Token) {
        guard self.waiting[key]?.removeValue(for: token) != nil else { return }
        self.count -= 1
        self.forgetIfEmpty(key)
    }

    /// Takes the batches that are due; more than one when the caller is late, but never more than a second's worth.
    package mutating func due(now: NIODeadline) -> [Batch] {
        var batches: [Batch] = []
        while self.nextBatch <= now, let (key, _) = self.turns.removeOldest() {
            batches.append(self.takeBatch(key))
            self.nextBatch = max(self.nextBatch, now - .seconds(1)) + self.interval
        }
        return batches
    }

    private mutating func takeBatch(_ key: Key) -> Batch {
        var tokens: [Token] = []
        while tokens.count < self.batchSize, let (token, _) = self.waiting[key]?.removeOldest() {
            tokens.append(token)
        }
        self.count -= tokens.count
        // The end of the line: every other key has its turn first.
        self.turns.insert(key)
        self.forgetIfEmpty(key)
        return Batch(key: key, tokens: tokens)
    }

    private mutating func forgetIfEmpty(_ key: Key) {
        if self.waiting[key]?.isEmpty == true {
            self.waiting[key] = nil
            self.turns.removeValue(for: key)
        }
    }
}

extension LinkPacer.Batch: Equatable {}
extension LinkPacer.Batch: Sendable where Key: Sendable, Token: Sendable {}
extension LinkPacer: Sendable where Key: Sendable, Token: Sendable {}
