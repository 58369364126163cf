import ProxySessions

/// The rules of reliable delivery, written down as plainly as possible: lists and flags, no states.
///
/// It knows nothing of the values it checks. Reference: GRIP 2.5, 2.6, 2.8, 5.
struct ReliabilityModel {
    var now: Int64 = 0
    var effects: [ReliabilityEffect] = []

    var streams: [Int: ModelStream] = [:]
    var polls: [Int: ModelPoll] = [:]

    private var seen: [(channel: Int, id: Int, until: Int64)] = []
    private var lastIDs: [Int?] = Array(repeating: nil, count: ReliabilityWorld.channelCount)
    private var parked: [(item: ModelItem, until: Int64)] = []
    private var lingering: [Int: Int64] = [:]
    private var firstDue: [(channel: Int, at: Int64)] = []
    private var wasSubscribed = Array(repeating: false, count: ReliabilityWorld.channelCount)

    /// Who waits for an update: the link's target, or `nil` for long polls.
    private var paced: [(key: Int?, slot: Int)] = []
    private var pacedKeys: [Int?] = []
    private var nextBatch: Int64 = 0

    var summary: ReliabilitySummary {
        ReliabilitySummary(lastIDs: self.lastIDs, parkedCount: self.parked.count, pacedCount: self.paced.count)
    }

    mutating func apply(_ event: ReliabilityEvent) -> [ReliabilityEffect] {
        self.effects = []
        switch event {
        case .publish(let item): self.publish(item)
        case .streamOpened(let slot, let instruct): self.streamOpened(slot, instruct)
        case .pollHeld(let slot, let channels, let timeout): self.pollHeld(slot, channels, timeout: timeout)
        case .pollAnswered(let slot): self.pollAnswered(slot)
        case .clientLeft(let slot) where ReliabilityWorld.streamSlots.contains(slot): self.streamLeft(slot)
        case .clientLeft(let slot): self.pollLeft(slot)
        case .linkAnswered(let slot, let answer, let jitter): self.linkAnswered(slot, answer, jitter: jitter)
        case .linkBody(let slot, let byteCount): self.linkBody(slot, byteCount: byteCount)
        case .linkEnded(let slot): self.linkEnded(slot)
        case .linkFailed(let slot, let jitter): self.linkFailed(slot, jitter: jitter)
        case .recover: self.recover()
        case .timePassed(let duration): self.timePassed(duration)
        }
        self.settle()
        return self.effects
    }

    // MARK: Subscriptions

    private func isSubscribed(_ channel: Int) -> Bool {
        self.streams.values.contains { $0.channels.contains { $0.name == channel } }
            || self.polls.values.contains { $0.isHeld && $0.channels.contains { $0.name == channel } }
            || (self.lingering[channel] ?? self.now) > self.now
    }

    /// After every change: notices which channels have a first or lost their last subscription.
    mutating func settle() {
        for channel in self.wasSubscribed.indices where self.isSubscribed(channel) != self.wasSubscribed[channel] {
            self.wasSubscribed[channel].toggle()
            if self.wasSubscribed[channel] {
                self.firstDue.append((channel, self.now + 1000))
            } else {
                self.lastIDs[channel] = nil
                self.parked.removeAll { $0.item.channel == channel }
                self.firstDue.removeAll { $0.channel == channel }
            }
        }
    }

    /// Whether the channels contradict what was published last; what does is forgotten.
    mutating func hasConflict(_ channels: [ModelChannel]) -> Bool {
        let stale = channels.filter { channel in
            guard let last = self.lastIDs[channel.name], let previous = channel.previousID else { return false }
            return last != previous
        }
        for channel in stale {
            self.lastIDs[channel.name] = nil
        }
        return !stale.isEmpty
    }

    mutating func linger(_ channels: [ModelChannel]) {
        for channel in channels {
            self.lingering[channel.name] = self.now + ReliabilityWorld.linger
        }
    }

    // MARK: Items

    mutating func publish(_ item: ModelItem) {
        self.seen.removeAll { $0.until <= self.now }
        if let id = item.id {
            guard !self.seen.contains(where: { $0.channel == item.channel && $0.id == id }) else {
                self.effects.append(.duplicate(item: item.number))
                return
            }
            self.seen.append((item.channel, id, self.now + ReliabilityWorld.idLifetime))
        }
        guard self.isSubscribed(item.channel), !item.isUnordered else {
            self.deliver(item)
            return
        }
        if let last = self.lastIDs[item.channel], let previous = item.previousID, last != previous {
            let others = self.parked.filter { $0.item.channel == item.channel }
            if others.contains(where: { $0.item.previousID == previous })
                || others.count >= ReliabilityWorld.parkedPerChannel
            {
                self.effects.append(.lost(item: item.number))
            } else {
                self.parked.append((item, self.now + ReliabilityWorld.messageWait))
            }
            return
        }
        for released in self.letThrough(item) {
            self.deliver(released)
        }
    }

    /// The item and those parked that chain on.
    private mutating func letThrough(_ item: ModelItem) -> [ModelItem] {
        var run = [item]
        self.lastIDs[item.channel] = item.id
        while let id = self.lastIDs[item.channel],
            let next = self.parked.firstIndex(where: { $0.item.channel == item.channel && $0.item.previousID == id })
        {
            let follower = self.parked.remove(at: next).item
            self.lastIDs[item.channel] = follower.id
            run.append(follower)
        }
        return run
    }

    private mutating func deliver(_ item: ModelItem) {
        for slot in ReliabilityWorld.streamSlots where self.streams[slot]?.isOn(item.channel) == true {
            self.deliver(item, toStream: slot)
            self.settle()
        }
        for slot in ReliabilityWorld.pollSlots {
            guard let poll = self.polls[slot], poll.isHeld, poll.channels.contains(where: { $0.name == item.channel })
            else { continue }
            self.deliver(item, toPoll: slot)
            self.settle()
        }
    }

    mutating func forget(_ channel: Int) {
        self.lastIDs[channel] = nil
    }

    mutating func recover() {
        self.lastIDs = self.lastIDs.map { _ in nil }
        for slot in ReliabilityWorld.streamSlots {
            self.update(stream: slot)
        }
        for slot in ReliabilityWorld.pollSlots {
            self.update(poll: slot)
        }
    }

    // MARK: Pacing

    mutating func pace(_ key: Int?, slot: Int) {
        if self.paced.isEmpty {
            self.nextBatch = self.now + 100
        }
        if !self.pacedKeys.contains(key) {
            self.pacedKeys.append(key)
        }
        if !self.paced.contains(where: { $0.key == key && $0.slot == slot }) {
            self.paced.append((key, slot))
        }
    }

    mutating func leavePacer(_ slot: Int) {
        self.paced.removeAll { $0.slot == slot }
        self.pacedKeys.removeAll { key in !self.paced.contains { $0.key == key } }
    }

    private mutating func takeBatches() -> [Int] {
        var slots: [Int] = []
        while self.nextBatch <= self.now, let key = self.pacedKeys.first {
            self.pacedKeys.removeFirst()
            let batch = self.paced.filter { $0.key == key }.prefix(ReliabilityWorld.batchSize).map(\.slot)
            self.paced.removeAll { $0.key == key && batch.contains($0.slot) }
            if self.paced.contains(where: { $0.key == key }) {
                self.pacedKeys.append(key)
            }
            self.nextBatch = max(self.nextBatch, self.now - 1000) + 100
            slots += batch
        }
        return slots
    }

    // MARK: Time

    mutating func timePassed(_ duration: Int64) {
        self.now += duration
        var expired: [ModelItem] = []
        while let first = self.parked.first, first.until <= self.now {
            self.parked.removeFirst()
            expired += self.letThrough(first.item)
        }
        for item in expired {
            self.deliver(item)
        }
        self.settle()

        let due = self.firstDue.filter { $0.at <= self.now }.map(\.channel)
        self.firstDue.removeAll { $0.at <= self.now }
        for channel in due {
            for slot in ReliabilityWorld.streamSlots where self.streams[slot]?.isOn(channel) == true {
                self.update(stream: slot)
            }
            for slot in ReliabilityWorld.pollSlots
            where self.polls[slot]?.channels.contains(where: { $0.name == channel }) == true {
                self.update(poll: slot)
            }
        }
        for slot in ReliabilityWorld.streamSlots {
            self.checkDeadlines(ofStream: slot)
        }
        for slot in ReliabilityWorld.pollSlots {
            self.checkDeadline(ofPoll: slot)
        }
        for slot in self.takeBatches() {
            if ReliabilityWorld.streamSlots.contains(slot) {
                self.fetch(stream: slot)
            } else {
                self.replay(slot)
            }
        }
        self.settle()
    }
}
