import ProxySessions

/// Makes random sequences of events; what comes out depends on the seed alone.
struct ReliabilityGenerator {
    private var random: SeededRandom
    private var newest = Array(repeating: 1, count: ReliabilityWorld.channelCount)
    private var itemCount = 0

    init(seed: UInt64) {
        self.random = SeededRandom(seed: seed)
    }

    /// A sequence with at least so many events.
    mutating func sequence(count: Int) -> [ReliabilityEvent] {
        var events: [ReliabilityEvent] = []
        while events.count < count {
            switch self.number(100) {
            case 0..<12: events.append(.streamOpened(slot: self.stream(), self.instruct()))
            case 12..<20: events.append(self.poll())
            case 20..<23: events.append(.pollAnswered(slot: self.slot(in: ReliabilityWorld.pollSlots)))
            case 23..<28: events.append(.clientLeft(slot: self.number(ReliabilityWorld.pollSlots.upperBound)))
            case 28..<46: events += self.linkAnswer()
            case 46..<51: events.append(.linkFailed(slot: self.stream(), jitter: Int64(self.number(1000))))
            case 51..<53: events.append(.recover)
            case 53..<68: events.append(.timePassed(self.time()))
            default: events += self.publish()
            }
        }
        return events
    }

    private mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self.random) }
    private mutating func slot(in slots: Range<Int>) -> Int { Int.random(in: slots, using: &self.random) }
    private mutating func stream() -> Int { self.slot(in: ReliabilityWorld.streamSlots) }

    private mutating func time() -> Int64 {
        let times: [Int64] = [1, 50, 100, 250, 1000, 1000, 2000, 5000, 9000, 20_000]
        return times[self.number(times.count)]
    }

    // MARK: Instructions

    private mutating func channels() -> [ModelChannel] {
        (0..<ReliabilityWorld.channelCount).filter { _ in self.number(10) < 7 }.map { name in
            switch self.number(10) {
            case 0..<3: ModelChannel(name: name, previousID: nil)
            case 3..<8: ModelChannel(name: name, previousID: self.newest[name])
            default: ModelChannel(name: name, previousID: max(0, self.newest[name] - self.number(4)))
            }
        }
    }

    private mutating func instruct() -> ModelInstruct {
        let link = ModelLink(target: self.number(3), timeout: [0, 3000, 10_000][self.number(3)])
        return ModelInstruct(
            isHold: self.number(10) < 8,
            channels: self.channels(),
            link: self.number(10) < 8 ? link : nil
        )
    }

    private mutating func poll() -> ReliabilityEvent {
        .pollHeld(
            slot: self.slot(in: ReliabilityWorld.pollSlots),
            self.channels(),
            timeout: [5000, 30_000][self.number(2)]
        )
    }

    private mutating func linkAnswer() -> [ReliabilityEvent] {
        let slot = self.stream()
        let answer: ModelAnswer =
            switch self.number(20) {
            case 0: .responseHold
            case 1, 2: .unsuccessful
            default: .stream(self.instruct())
            }
        var events = [ReliabilityEvent.linkAnswered(slot: slot, answer, jitter: Int64(self.number(1000)))]
        if self.number(2) == 0 {
            events.append(.linkBody(slot: slot, byteCount: self.number(3)))
        }
        // Sometimes something else happens before the end, which then may never come.
        if self.number(5) > 0 {
            events.append(.linkEnded(slot: slot))
        }
        return events
    }

    // MARK: Items

    private mutating func publish() -> [ReliabilityEvent] {
        let channel = self.number(ReliabilityWorld.channelCount)
        let last = self.newest[channel]
        switch self.number(20) {
        case 0..<9:
            self.newest[channel] = last + 1
            return [self.item(channel, id: last + 1, previousID: last)]
        case 9..<13:
            // Reordered: the successor comes first.
            self.newest[channel] = last + 2
            return [
                self.item(channel, id: last + 2, previousID: last + 1),
                self.item(channel, id: last + 1, previousID: last),
            ]
        case 13, 14:
            let again = max(1, last - self.number(4))
            return [self.item(channel, id: again, previousID: again - 1)]
        case 15, 16:
            // One was lost on the way.
            self.newest[channel] = last + 2
            return [self.item(channel, id: last + 2, previousID: last + 1)]
        case 17:
            self.newest[channel] = last + 1
            return [self.item(channel, id: last + 1, previousID: nil)]
        case 18:
            return [self.item(channel, id: nil, previousID: self.number(2) == 0 ? nil : last)]
        default:
            self.newest[channel] = last + 1
            return [self.item(channel, id: last + 1, previousID: last, isUnordered: true)]
        }
    }

    private mutating func item(
        _ channel: Int,
        id: Int?,
        previousID: Int?,
        isUnordered: Bool = false
    ) -> ReliabilityEvent {
        self.itemCount += 1
        let kinds: [StreamItemKind] = [.hint, .hint, .close, .nothing, .nothing]
        let kind = self.number(20)
        return .publish(
            ModelItem(
                number: self.itemCount,
                channel: channel,
                id: id,
                previousID: previousID,
                isUnordered: isUnordered,
                kind: kind < kinds.count ? kinds[kind] : .content
            )
        )
    }
}
