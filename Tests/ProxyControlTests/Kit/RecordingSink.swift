import GRIP
import NIOCore
import ProxyFanout
import Synchronization

/// A sink that writes down what it gets and answers at once, or when the test says so.
final class RecordingSink: PublishSink {
    typealias Completion = @Sendable ([ItemOutcome]) -> Void

    private struct State {
        var publishes: [[PublishItem]] = []
        var patiences: [PublishPatience] = []
        var recoverCount = 0
        var waiting: [Completion] = []
    }

    private let answersAtOnce: Bool
    private let outcome: @Sendable (Int) -> ItemOutcome
    private let state = Mutex(State())

    /// `outcome` gives what becomes of the item at a position.
    init(
        answersAtOnce: Bool = true,
        outcome: @escaping @Sendable (Int) -> ItemOutcome = { _ in .published(receivers: 0) }
    ) {
        self.answersAtOnce = answersAtOnce
        self.outcome = outcome
    }

    /// The items of every publish.
    var publishes: [[PublishItem]] { self.state.withLock { $0.publishes } }

    /// The channel names of all items in their order.
    var channelNames: [String] { self.publishes.joined().map(\.channel) }

    /// What the publisher of each call waits for.
    var patiences: [PublishPatience] { self.state.withLock { $0.patiences } }

    var recoverCount: Int { self.state.withLock { $0.recoverCount } }

    func publish(
        _ items: [PublishItem],
        on eventLoop: any EventLoop,
        waits patience: PublishPatience,
        completion: @escaping Completion
    ) {
        let outcomes = items.indices.map(self.outcome)
        self.state.withLock { state in
            state.publishes.append(items)
            state.patiences.append(patience)
            if !self.answersAtOnce {
                state.waiting.append { _ in completion(outcomes) }
            }
        }
        if self.answersAtOnce {
            completion(outcomes)
        }
    }

    func recover() {
        self.state.withLock { $0.recoverCount += 1 }
    }

    /// Answers the oldest publish that waits; `false` if none does.
    @discardableResult
    func finishPublish() -> Bool {
        let completion = self.state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
        completion?([])
        return completion != nil
    }
}
