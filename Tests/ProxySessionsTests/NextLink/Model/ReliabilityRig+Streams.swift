import GRIP
import NIOCore
import ProxySessions

/// Drives the machines of the streams.
extension ReliabilityRig {
    private static func instruct(_ instruct: ModelInstruct) -> StreamInstruct {
        StreamInstruct(
            isHold: instruct.isHold,
            channels: Self.channels(instruct.channels),
            link: instruct.link.map {
                NextLink(uri: LinkFixtures.uri("/\($0.target)"), timeout: .milliseconds($0.timeout))
            }
        )
    }

    // MARK: Responses

    func streamOpened(_ slot: Int, _ instruct: ModelInstruct) {
        self.streamLeft(slot)
        let stream = Stream()
        self.streams[slot] = stream
        self.act(stream.machine.begin(Self.instruct(instruct)), slot: slot)
    }

    private func act(_ answer: Machine.OnResponse, slot: Int) {
        switch answer {
        case .hold(let changes):
            self.subscribe(slot, to: changes.added)
            self.unsubscribe(slot, from: changes.removed)
            guard let stream = self.streams[slot] else { return }
            if changes.isFirst, self.sequencer.holdBegan(on: stream.machine.channels) == .recover {
                self.update(stream: slot)
            }
            self.release(stream, slot: slot)
        case .fetch(let request):
            self.fetch(request, slot: slot)
        case .end:
            self.end(slot, .end)
        case .fail:
            self.end(slot, .failed)
        case .ignore:
            break
        }
    }

    private func release(_ stream: Stream, slot: Int) {
        while true {
            switch stream.machine.releaseNext(now: self.now) {
            case .item(let item):
                self.act(stream.machine.itemReleased(item, kind: item.token.kind), item.token, slot: slot)
            case .hold(let deadline):
                stream.deadline = deadline
                return
            case .pace(let link):
                self.pace(link, slot: slot)
                return
            case .ignore:
                return
            }
        }
    }

    private func end(_ slot: Int, _ end: ReliabilityEnd) {
        self.effects.append(.ended(slot: slot, end))
        self.streams[slot] = nil
        self.unsubscribe(slot, from: Self.names)
    }

    func streamLeft(_ slot: Int) {
        guard let stream = self.streams.removeValue(forKey: slot) else { return }
        if case .leavePacer(let link) = stream.machine.connectionClosed() {
            self.pacer.remove(link.uri, slot)
        }
        self.unsubscribe(slot, from: Self.names)
    }

    // MARK: Links

    private func fetch(_ request: LinkRequest, slot: Int) {
        let target = request.link.uri.target.dropFirst()
        self.effects.append(
            .fetched(
                slot: slot,
                target: Int(String(decoding: target, as: UTF8.self)) ?? -1,
                lastIDs: Self.lastIDs(request.lastIDs)
            )
        )
    }

    func linkAnswered(_ slot: Int, _ answer: ModelAnswer, jitter: TimeAmount) {
        guard let stream = self.streams[slot] else { return }
        let linkAnswer: Machine.LinkAnswer =
            switch answer {
            case .stream(let instruct): .stream(Self.instruct(instruct))
            case .responseHold: .responseHold
            case .unsuccessful: .unsuccessful
            }
        self.act(stream.machine.linkAnswered(linkAnswer, now: self.now, jitter: jitter), stream, slot: slot)
    }

    func linkFailed(_ slot: Int, jitter: TimeAmount) {
        guard let stream = self.streams[slot] else { return }
        self.act(stream.machine.linkFailed(now: self.now, jitter: jitter), stream, slot: slot)
    }

    private func act(_ answer: Machine.OnLinkAnswer, _ stream: Stream, slot: Int) {
        switch answer {
        case .retry(let deadline):
            stream.deadline = deadline
            self.effects.append(.retry(slot: slot, at: Int64(deadline.uptimeNanoseconds / 1_000_000)))
        case .fail:
            self.end(slot, .failed)
        case .relay, .ignore:
            break
        }
    }

    func linkBody(_ slot: Int, byteCount: Int) {
        _ = self.streams[slot]?.machine.linkBodyReceived(byteCount: byteCount)
    }

    func linkEnded(_ slot: Int) {
        guard let stream = self.streams[slot] else { return }
        self.act(stream.machine.linkEnded(), slot: slot)
    }

    // MARK: Updates

    private func pace(_ link: NextLink, slot: Int) {
        _ = self.pacer.add(link.uri, slot, now: self.now)
    }

    func update(stream slot: Int) {
        guard let stream = self.streams[slot] else { return }
        if case .pace(let link) = stream.machine.updateRequested() {
            self.pace(link, slot: slot)
        }
    }

    func updateDue(stream slot: Int) {
        if case .fetch(let request)? = self.streams[slot]?.machine.updateDue() {
            self.fetch(request, slot: slot)
        }
    }

    /// Looks at a machine's deadlines only when the machine asked for it.
    func checkDeadline(ofStream slot: Int) {
        guard let stream = self.streams[slot], let deadline = stream.deadline, deadline <= self.now else { return }
        stream.deadline = nil
        switch stream.machine.deadlineChecked(now: self.now) {
        case .fetch(let request): self.fetch(request, slot: slot)
        case .pace(let link): self.pace(link, slot: slot)
        case .wait(let next): stream.deadline = next
        case .forget: break
        }
    }

    // MARK: Items

    func deliver(_ item: ModelItem, toStream slot: Int) {
        guard let stream = self.streams[slot] else { return }
        let streamItem = StreamItem(
            channelName: Self.names[item.channel],
            id: item.id.map { "\($0)" },
            previousID: item.previousID.map { "\($0)" },
            token: item
        )
        self.act(stream.machine.itemPublished(streamItem, kind: item.kind), item, slot: slot)
    }

    private func act(_ answer: Machine.OnItem, _ item: ModelItem, slot: Int) {
        switch answer {
        case .deliver:
            self.effects.append(.delivered(slot: slot, item: item.number))
        case .drop:
            self.effects.append(.dropped(slot: slot, item: item.number))
        case .recover(let name, let link):
            self.sequencer.forget(channelName: name)
            if self.streams[slot] != nil {
                self.pace(link, slot: slot)
            }
        case .fetch(let request):
            self.fetch(request, slot: slot)
        case .end:
            self.end(slot, .close)
        case .queue, .ignore:
            break
        }
    }
}
