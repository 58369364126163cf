import NIOCore
import ProxySessions

/// Drives the long polls.
extension ReliabilityRig {
    func pollHeld(_ slot: Int, _ channels: ReliableChannels, timeout: TimeAmount) {
        self.pollLeft(slot)
        self.polls[slot] = Poll(channels: channels, timeout: self.now + timeout)
        self.subscribe(slot, to: channels.channelNames)
        if self.sequencer.holdBegan(on: channels) == .recover {
            self.replay(slot)
        }
    }

    func pollAnswered(_ slot: Int) {
        guard let poll = self.polls[slot], !poll.isHeld else { return }
        self.polls[slot] = nil
    }

    func pollLeft(_ slot: Int) {
        guard let poll = self.polls.removeValue(forKey: slot), poll.isHeld else { return }
        self.release(poll, slot: slot)
    }

    private func release(_ poll: Poll, slot: Int) {
        self.pacer.remove(nil, slot)
        for name in poll.channels.channelNames {
            _ = self.linger.holdEnded(channelName: name, now: self.now)
        }
        self.unsubscribe(slot, from: poll.channels.channelNames)
    }

    func replay(_ slot: Int) {
        guard let poll = self.polls[slot], poll.isHeld else { return }
        self.polls[slot]?.isHeld = false
        self.polls[slot]?.isPaced = false
        self.release(poll, slot: slot)
        self.effects.append(.replayed(slot: slot, lastIDs: Self.lastIDs(poll.channels.lastIDs)))
    }

    func update(poll slot: Int) {
        guard let poll = self.polls[slot], poll.isHeld, !poll.isPaced else { return }
        self.polls[slot]?.isPaced = true
        _ = self.pacer.add(nil, slot, now: self.now)
    }

    func checkDeadline(ofPoll slot: Int) {
        guard let poll = self.polls[slot], poll.isHeld, poll.timeout <= self.now else { return }
        self.effects.append(.timedOut(slot: slot))
        self.pollLeft(slot)
    }

    func deliver(_ item: ModelItem, toPoll slot: Int) {
        guard let poll = self.polls[slot], poll.isHeld, !poll.isPaced else { return }
        let name = Self.names[item.channel]
        let order = self.polls[slot]?.channels.itemPublished(
            name,
            id: item.id.map { "\($0)" },
            previousID: item.previousID.map { "\($0)" }
        )
        switch (order, item.kind) {
        case (.recover, _):
            self.sequencer.forget(channelName: name)
            self.update(poll: slot)
        case (.deliver, .content):
            self.effects.append(.delivered(slot: slot, item: item.number))
            self.pollLeft(slot)
        case (.deliver, .hint):
            self.replay(slot)
        case (.deliver, .close), (.deliver, .nothing), (.ignore, _), (nil, _):
            break
        }
    }
}
