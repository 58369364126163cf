import ProxySessions

/// A client's long poll: held, or waiting for the origin's answer to its replay.
struct ModelPoll {
    var channels: [ModelChannel]
    var isHeld = true
    var isPaced = false
    var timeout: Int64
}

extension ReliabilityModel {
    mutating func pollHeld(_ slot: Int, _ channels: [ModelChannel], timeout: Int64) {
        self.pollLeft(slot)
        self.polls[slot] = ModelPoll(channels: channels, timeout: self.now + timeout)
        self.settle()
        if self.hasConflict(channels) {
            self.replay(slot)
        }
    }

    mutating func pollAnswered(_ slot: Int) {
        guard let poll = self.polls[slot], !poll.isHeld else { return }
        self.polls[slot] = nil
    }

    mutating func pollLeft(_ slot: Int) {
        guard let poll = self.polls.removeValue(forKey: slot) else { return }
        self.leavePacer(slot)
        if poll.isHeld {
            self.linger(poll.channels)
        }
    }

    mutating func replay(_ slot: Int) {
        guard let poll = self.polls[slot], poll.isHeld else { return }
        self.polls[slot]?.isHeld = false
        self.polls[slot]?.isPaced = false
        self.leavePacer(slot)
        self.linger(poll.channels)
        let lastIDs = poll.channels.compactMap { channel in
            channel.previousID.map { ReliabilityWorld.lastID(channel.name, $0) }
        }
        self.effects.append(.replayed(slot: slot, lastIDs: lastIDs))
    }

    mutating func update(poll slot: Int) {
        guard let poll = self.polls[slot], poll.isHeld, !poll.isPaced else { return }
        self.polls[slot]?.isPaced = true
        self.pace(nil, slot: slot)
    }

    mutating func checkDeadline(ofPoll slot: Int) {
        guard let poll = self.polls[slot], poll.isHeld, poll.timeout <= self.now else { return }
        self.effects.append(.timedOut(slot: slot))
        self.pollLeft(slot)
    }

    mutating func deliver(_ item: ModelItem, toPoll slot: Int) {
        guard let poll = self.polls[slot], poll.isHeld, !poll.isPaced,
            let position = poll.channels.firstIndex(where: { $0.name == item.channel })
        else { return }
        if let previous = poll.channels[position].previousID {
            guard item.previousID == previous else {
                self.forget(item.channel)
                self.update(poll: slot)
                return
            }
            self.polls[slot]?.channels[position].previousID = item.id
        }
        switch item.kind {
        case .content:
            self.effects.append(.delivered(slot: slot, item: item.number))
            self.pollLeft(slot)
        case .hint:
            self.replay(slot)
        case .close, .nothing:
            break
        }
    }
}
