import GRIP
import NIOCore
import ProxySessions

/// The values under test, wired up as the hub and its loops do, without anything between them.
final class ReliabilityRig {
    typealias Machine = NextLinkStateMachine<ModelItem>

    /// A client's stream.
    final class Stream {
        var machine = Machine(maximumQueuedItems: ReliabilityWorld.queuedItems)
        /// When the machine wants to look at its deadlines.
        var deadline: NIODeadline?
        /// The link under which the stream waits for its turn.
    }

    /// A client's long poll.
    struct Poll {
        var channels: ReliableChannels
        var isHeld = true
        var isPaced = false
        var timeout: NIODeadline
    }

    var effects: [ReliabilityEffect] = []
    var now = NIODeadline.uptimeNanoseconds(0)
    var streams: [Int: Stream] = [:]
    var polls: [Int: Poll] = [:]
    var pacer = LinkPacer<ResolvedLink?, Int>(batchSize: ReliabilityWorld.batchSize)
    var sequencer = ItemSequencer<ModelItem>(
        limits: SequencerLimits(
            wait: .milliseconds(ReliabilityWorld.messageWait),
            parkedPerChannel: ReliabilityWorld.parkedPerChannel
        )
    )
    var linger = SubscriptionLinger(duration: .milliseconds(ReliabilityWorld.linger))
    private var gate = PublishGate(
        idLifetime: .milliseconds(ReliabilityWorld.idLifetime),
        idCapacity: 1000,
        itemsPerSecond: 0,
        burst: 0,
        now: .uptimeNanoseconds(0)
    )
    private var firsts = FirstSubscriptionUpdates(isEnabled: true)
    /// Who is subscribed to a channel.
    private var members: [ChannelName: Set<Int>] = [:]

    static let names = (0..<ReliabilityWorld.channelCount).map { ChannelName("\($0)") }

    var summary: ReliabilitySummary {
        ReliabilitySummary(
            lastIDs: Self.names.map { self.sequencer.lastID(of: $0).flatMap { Int($0) } },
            parkedCount: self.sequencer.parkedCount,
            pacedCount: self.pacer.count
        )
    }

    func apply(_ event: ReliabilityEvent) -> [ReliabilityEffect] {
        self.effects = []
        switch event {
        case .publish(let item): self.publish(item)
        case .streamOpened(let slot, let instruct): self.streamOpened(slot, instruct)
        case .pollHeld(let slot, let channels, let timeout):
            self.pollHeld(slot, Self.channels(channels), timeout: .milliseconds(timeout))
        case .pollAnswered(let slot): self.pollAnswered(slot)
        case .clientLeft(let slot) where ReliabilityWorld.streamSlots.contains(slot): self.streamLeft(slot)
        case .clientLeft(let slot): self.pollLeft(slot)
        case .linkAnswered(let slot, let answer, let jitter):
            self.linkAnswered(slot, answer, jitter: .milliseconds(jitter))
        case .linkBody(let slot, let byteCount): self.linkBody(slot, byteCount: byteCount)
        case .linkEnded(let slot): self.linkEnded(slot)
        case .linkFailed(let slot, let jitter): self.linkFailed(slot, jitter: .milliseconds(jitter))
        case .recover: self.recover()
        case .timePassed(let duration): self.timePassed(.milliseconds(duration))
        }
        return self.effects
    }

    // MARK: Subscriptions

    func subscribe(_ slot: Int, to names: [ChannelName]) {
        for name in names {
            if !self.isSubscribed(name) {
                _ = self.firsts.firstSubscribed(channelName: name, now: self.now)
            }
            self.members[name, default: []].insert(slot)
        }
    }

    func unsubscribe(_ slot: Int, from names: [ChannelName]) {
        for name in names {
            self.members[name]?.remove(slot)
            self.endIfUnsubscribed(name)
        }
    }

    private func isSubscribed(_ name: ChannelName) -> Bool {
        self.members[name]?.isEmpty == false || self.linger.isLingering(name, now: self.now)
    }

    private func endIfUnsubscribed(_ name: ChannelName) {
        guard !self.isSubscribed(name) else { return }
        _ = self.sequencer.subscriptionEnded(channelName: name)
        self.firsts.subscriptionEnded(channelName: name)
    }

    // MARK: Items

    private func publish(_ item: ModelItem) {
        let published = PublishItem(
            channel: "\(item.channel)",
            id: item.id.map { "\($0)" },
            previousID: item.previousID.map { "\($0)" },
            noSequence: item.isUnordered
        )
        guard self.gate.itemPublished(published, now: self.now) == .deliver else {
            self.effects.append(.duplicate(item: item.number))
            return
        }
        let name = Self.names[item.channel]
        let sequenced = ItemSequencer.Item(
            channelName: name,
            id: published.id,
            previousID: published.previousID,
            isUnordered: item.isUnordered,
            token: item
        )
        switch self.sequencer.itemPublished(sequenced, isSubscribed: self.isSubscribed(name), now: self.now) {
        case .deliver(let released):
            self.deliver(item)
            for follower in released {
                self.deliver(follower)
            }
        case .park:
            break
        case .drop:
            self.effects.append(.lost(item: item.number))
        }
    }

    private func deliver(_ item: ModelItem) {
        let name = Self.names[item.channel]
        for slot in (self.members[name] ?? []).sorted() where self.members[name]?.contains(slot) == true {
            if ReliabilityWorld.streamSlots.contains(slot) {
                self.deliver(item, toStream: slot)
            } else {
                self.deliver(item, toPoll: slot)
            }
        }
    }

    private func recover() {
        self.sequencer.forgetAll()
        for slot in ReliabilityWorld.streamSlots {
            self.update(stream: slot)
        }
        for slot in ReliabilityWorld.pollSlots {
            self.update(poll: slot)
        }
    }

    // MARK: Time

    private func timePassed(_ duration: TimeAmount) {
        self.now = self.now + duration
        for item in self.sequencer.expired(now: self.now) {
            self.deliver(item)
        }
        for name in self.linger.expired(now: self.now) {
            self.endIfUnsubscribed(name)
        }
        for name in self.firsts.due(now: self.now) {
            for slot in (self.members[name] ?? []).sorted() {
                self.update(stream: slot)
                self.update(poll: slot)
            }
        }
        for slot in ReliabilityWorld.streamSlots {
            self.checkDeadline(ofStream: slot)
        }
        for slot in ReliabilityWorld.pollSlots {
            self.checkDeadline(ofPoll: slot)
        }
        for batch in self.pacer.due(now: self.now) {
            for slot in batch.tokens {
                if ReliabilityWorld.streamSlots.contains(slot) {
                    self.updateDue(stream: slot)
                } else {
                    self.replay(slot)
                }
            }
        }
    }

    static func channels(_ channels: [ModelChannel]) -> ReliableChannels {
        ReliableChannels(channels.map { GripChannel(name: "\($0.name)", previousID: $0.previousID.map { "\($0)" }) })
    }

    static func lastIDs(_ lastIDs: [RequestContext.LastID]) -> [Int] {
        lastIDs.map { ReliabilityWorld.lastID(Int($0.channelName) ?? -1, Int($0.id) ?? -1) }
    }
}
