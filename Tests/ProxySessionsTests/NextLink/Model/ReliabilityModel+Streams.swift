import ProxySessions

/// A client's stream, as a collection of facts.
struct ModelStream {
    /// The channels of the last hold, with what the client has of them.
    var channels: [ModelChannel] = []
    var link: ModelLink?
    var hasHeld = false
    var isPaced = false
    var wantsUpdate = false
    var queue: [ModelItem] = []

    /// The link that is being fetched, or will be again.
    var fetched: ModelLink?
    var retryAt: Int64?
    var retries = 0
    var hasWritten = false
    var answer: ModelInstruct?

    /// When the link is due, which channels had content since, and whether that was all of them.
    var tick: Int64?
    var active: Set<Int> = []
    var skipsTick = false

    func isOn(_ channel: Int) -> Bool {
        self.channels.contains { $0.name == channel }
    }

    func accepts(_ item: ModelItem) -> Bool {
        guard let channel = self.channels.first(where: { $0.name == item.channel }) else { return false }
        return channel.previousID == nil || channel.previousID == item.previousID
    }

    var lastIDs: [Int] {
        self.channels.compactMap { channel in
            channel.previousID.map { ReliabilityWorld.lastID(channel.name, $0) }
        }
    }
}

extension ReliabilityModel {
    // MARK: Responses

    mutating func streamOpened(_ slot: Int, _ instruct: ModelInstruct) {
        self.streamLeft(slot)
        self.settle()
        self.streams[slot] = ModelStream()
        self.act(on: instruct, slot: slot)
    }

    private mutating func act(on instruct: ModelInstruct, slot: Int) {
        guard var stream = self.streams[slot] else { return }
        stream.fetched = nil
        stream.answer = nil
        stream.retries = 0
        stream.hasWritten = false
        if !instruct.isHold {
            guard let link = instruct.link else {
                self.end(slot, .end)
                return
            }
            stream.fetched = link
            self.streams[slot] = stream
            self.effects.append(.fetched(slot: slot, target: link.target, lastIDs: stream.lastIDs))
            return
        }
        if instruct.link == nil, instruct.channels.contains(where: { $0.previousID != nil }) {
            self.end(slot, .failed)
            return
        }
        let isFirst = !stream.hasHeld
        stream.hasHeld = true
        stream.channels = instruct.channels
        stream.link = instruct.link
        while let first = stream.queue.first, !stream.accepts(first) {
            stream.queue.removeFirst()
        }
        let waiting = stream.queue
        stream.queue = []
        self.streams[slot] = stream
        self.settle()
        if isFirst, self.hasConflict(instruct.channels) {
            self.streams[slot]?.wantsUpdate = true
        }
        self.release(waiting, slot: slot)
    }

    /// Hands out what waited, until something ends the hold again.
    private mutating func release(_ items: [ModelItem], slot: Int) {
        for item in items {
            guard let stream = self.streams[slot], stream.fetched == nil, !stream.isPaced else { return }
            self.deliver(item, toStream: slot)
        }
        guard let stream = self.streams[slot], stream.fetched == nil, !stream.isPaced else { return }
        self.streams[slot]?.wantsUpdate = false
        self.streams[slot]?.tick = stream.link.map { self.now + $0.timeout }
        self.streams[slot]?.active = []
        self.streams[slot]?.skipsTick = false
        if stream.wantsUpdate {
            self.update(stream: slot)
        }
    }

    private mutating func end(_ slot: Int, _ end: ReliabilityEnd) {
        self.streams[slot] = nil
        self.effects.append(.ended(slot: slot, end))
    }

    mutating func streamLeft(_ slot: Int) {
        self.streams[slot] = nil
        self.leavePacer(slot)
    }

    // MARK: Links

    mutating func linkAnswered(_ slot: Int, _ answer: ModelAnswer, jitter: Int64) {
        guard let stream = self.streams[slot], stream.fetched != nil, stream.retryAt == nil, stream.answer == nil
        else { return }
        switch answer {
        case .stream(let instruct): self.streams[slot]?.answer = instruct
        case .responseHold: self.end(slot, .failed)
        case .unsuccessful: self.linkFailed(slot, jitter: jitter)
        }
    }

    mutating func linkBody(_ slot: Int, byteCount: Int) {
        guard self.streams[slot]?.answer != nil, byteCount > 0 else { return }
        self.streams[slot]?.hasWritten = true
    }

    mutating func linkEnded(_ slot: Int) {
        guard let answer = self.streams[slot]?.answer else { return }
        self.act(on: answer, slot: slot)
    }

    mutating func linkFailed(_ slot: Int, jitter: Int64) {
        guard let stream = self.streams[slot], stream.fetched != nil, stream.retryAt == nil else { return }
        guard !stream.hasWritten, stream.retries < 5 else {
            self.end(slot, .failed)
            return
        }
        let delays: [Int64] = [1000, 2000, 4000, 8000, 16_000]
        let time = self.now + delays[stream.retries] + jitter
        self.streams[slot]?.answer = nil
        self.streams[slot]?.retries += 1
        self.streams[slot]?.retryAt = time
        self.effects.append(.retry(slot: slot, at: time))
    }

    // MARK: Updates

    mutating func update(stream slot: Int) {
        guard let stream = self.streams[slot], !stream.isPaced else { return }
        if stream.fetched != nil {
            self.streams[slot]?.wantsUpdate = true
        } else if let link = stream.link {
            self.streams[slot]?.isPaced = true
            self.streams[slot]?.wantsUpdate = false
            self.pace(link.target, slot: slot)
        }
    }

    mutating func fetch(stream slot: Int) {
        guard let stream = self.streams[slot], let link = stream.link else { return }
        self.streams[slot]?.isPaced = false
        self.streams[slot]?.fetched = link
        if stream.isPaced == false {
            // A hint's response covers what another update was wanted for.
            self.streams[slot]?.wantsUpdate = false
        }
        self.effects.append(.fetched(slot: slot, target: link.target, lastIDs: stream.lastIDs))
    }

    mutating func checkDeadlines(ofStream slot: Int) {
        guard let stream = self.streams[slot], !stream.isPaced else { return }
        if let fetched = stream.fetched {
            guard let time = stream.retryAt, time <= self.now else { return }
            self.streams[slot]?.retryAt = nil
            self.effects.append(.fetched(slot: slot, target: fetched.target, lastIDs: stream.lastIDs))
            return
        }
        guard let tick = stream.tick, tick <= self.now, let link = stream.link else { return }
        if stream.skipsTick {
            self.streams[slot]?.skipsTick = false
            self.streams[slot]?.tick = tick + max(link.timeout, 100)
            // The next tick may be over as well.
            self.checkDeadlines(ofStream: slot)
            return
        }
        self.update(stream: slot)
    }

    // MARK: Items

    mutating func deliver(_ item: ModelItem, toStream slot: Int) {
        guard var stream = self.streams[slot] else { return }
        if stream.isPaced || stream.fetched != nil {
            if stream.queue.count < ReliabilityWorld.queuedItems {
                self.streams[slot]?.queue.append(item)
            } else {
                self.effects.append(.dropped(slot: slot, item: item.number))
            }
            return
        }
        guard let position = stream.channels.firstIndex(where: { $0.name == item.channel }) else { return }
        if stream.channels[position].previousID != nil {
            guard stream.channels[position].previousID == item.previousID else {
                self.forget(item.channel)
                self.update(stream: slot)
                return
            }
            stream.channels[position].previousID = item.id
        }
        self.streams[slot] = stream
        switch item.kind {
        case .content:
            self.effects.append(.delivered(slot: slot, item: item.number))
            stream.active.insert(item.channel)
            if stream.active.count == stream.channels.count {
                stream.active = []
                stream.skipsTick = true
            }
            self.streams[slot] = stream
        case .hint:
            if stream.link != nil {
                self.fetch(stream: slot)
            }
        case .close:
            self.end(slot, .close)
        case .nothing:
            break
        }
    }
}
