import ProxySessions
import Testing

@testable import ProxyFanout

/// Two shards under random use, against two sets per subscriber.
struct ShardModelTests {
    /// The registry beside the plainest thing that behaves like it.
    private final class Run {
        let directory = RecordingDirectory()
        let loops: [EmbeddedLoop]
        let subscribers = (0..<40).map { _ in RecordingSubscriber() }
        /// What each subscriber is subscribed to.
        var names: [Set<String>]
        var random: SplitMix64

        init(seed: UInt64) {
            self.loops = [3, 63].map { [directory] in EmbeddedLoop(position: $0, directory: directory) }
            self.names = Array(repeating: [], count: self.subscribers.count)
            self.random = SplitMix64(seed: seed)
        }

        func loop(of subscriber: Int) -> EmbeddedLoop { self.loops[subscriber % self.loops.count] }

        func anyName() -> String { "channel-\(Int.random(in: 0..<12, using: &self.random))" }

        func anySubscriber() -> Int { .random(in: 0..<self.subscribers.count, using: &self.random) }

        func subscribeAny() {
            let subscriber = self.anySubscriber()
            let added = (0..<Int.random(in: 1...4, using: &self.random)).map { _ in self.anyName() }
            self.loop(of: subscriber).shard.subscribe(self.subscribers[subscriber], to: added.map { ChannelName($0) })
            self.names[subscriber].formUnion(added)
        }

        func unsubscribeAnyFromSome() {
            let subscriber = self.anySubscriber()
            let left = (0..<Int.random(in: 1...4, using: &self.random)).map { _ in self.anyName() }
            let shard = self.loop(of: subscriber).shard
            shard.unsubscribe(self.subscribers[subscriber], from: left.map { ChannelName($0) })
            self.names[subscriber].subtract(left)
        }

        func unsubscribe(_ subscriber: Int) {
            self.loop(of: subscriber).shard.unsubscribe(self.subscribers[subscriber])
            self.names[subscriber] = []
        }

        /// Delivers an item on both loops; with departures, who receives it may send anybody of its loop away.
        ///
        /// Returns what is wrong.
        func deliverAny(step: Int, withDepartures: Bool) -> String? {
            let name = self.anyName()
            let before = self.subscribers.indices.filter { self.names[$0].contains(name) }
            if withDepartures {
                for subscriber in before where Bool.random(using: &self.random) {
                    let victim = Bool.random(using: &self.random) ? subscriber : self.anySubscriber()
                    guard victim % self.loops.count == subscriber % self.loops.count else { continue }
                    self.subscribers[subscriber].onReceive = { [unowned self] in self.unsubscribe(victim) }
                }
            }
            let taken = self.loops.map { $0.deliver(name, id: "\(step)") }.reduce(0, +)
            let after = before.filter { self.names[$0].contains(name) }
            var receivers: [Int] = []
            for (position, subscriber) in self.subscribers.enumerated() where !subscriber.received.isEmpty {
                guard subscriber.received == ["\(step)"], subscriber.channelNames == [name] else {
                    return "\(position) received \(subscriber.received) on \(subscriber.channelNames)"
                }
                receivers.append(position)
            }
            for subscriber in self.subscribers {
                subscriber.forgetReceived()
                subscriber.onReceive = {}
            }
            // Whoever was sent away in the middle has received the item or not, depending on the order.
            guard Set(receivers).isSuperset(of: after), Set(receivers).isSubset(of: before) else {
                return "\(name) reached \(receivers), not \(before)"
            }
            return taken == receivers.count ? nil : "\(taken) were counted, not \(receivers.count)"
        }

        /// What the bookkeeping has wrong.
        func difference() -> String? {
            for (position, subscriber) in self.subscribers.enumerated() {
                let kept = subscriber.memberships.map(\.channelName.text)
                guard kept.count == self.names[position].count, Set(kept) == self.names[position] else {
                    return "\(position) is on \(kept), not on \(self.names[position])"
                }
                for (number, membership) in subscriber.memberships.enumerated() {
                    let entries = membership.roster.entries
                    guard membership.position < entries.count, entries[membership.position].subscriber === subscriber,
                        entries[membership.position].membership == number
                    else { return "\(position) is not where it says in \(membership.channelName)" }
                }
            }
            return self.directory.shards == self.expectedShards() ? nil : "the directory does not know who is where"
        }

        private func expectedShards() -> [String: Set<Int>] {
            var shards: [String: Set<Int>] = [:]
            for (position, names) in self.names.enumerated() {
                for name in names {
                    shards[name, default: []].insert(position.isMultiple(of: 2) ? 3 : 63)
                }
            }
            return shards
        }
    }

    @Test(arguments: [1, 0x5EED, 20_260_101] as [UInt64])
    func registryAgreesWithAPlainModel(seed: UInt64) {
        let run = Run(seed: seed)
        for step in 0..<10_000 {
            let problem: String?
            switch Int.random(in: 0..<10, using: &run.random) {
            case 0..<4:
                run.subscribeAny()
                problem = nil
            case 4:
                run.unsubscribe(run.anySubscriber())
                problem = nil
            case 5:
                run.unsubscribeAnyFromSome()
                problem = nil
            case 6..<9:
                problem = run.deliverAny(step: step, withDepartures: false)
            default:
                problem = run.deliverAny(step: step, withDepartures: true)
            }
            if let problem = problem ?? run.difference() {
                Issue.record("seed \(seed), step \(step): \(problem)")
                return
            }
        }
        for subscriber in run.subscribers.indices {
            run.unsubscribe(subscriber)
        }
        #expect(run.directory.shards.isEmpty)
    }
}
