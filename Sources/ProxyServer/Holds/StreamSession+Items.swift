import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions

/// Items: order, filters, delivery.
extension StreamSession: HoldGate {
    /// What a look at an item brought.
    private struct Verdict {
        var kind: StreamItemKind
        var content: ByteBuffer?
        var failure: String?
        var question: FilterRequest?

        init(_ kind: StreamItemKind, _ outcome: HoldFilterOutcome) {
            self.kind = kind
            switch outcome {
            case .send(let content): self.content = content
            case .drop: self.kind = .nothing
            case .fail(let reason): self.failure = reason
            case .ask(let question): self.question = question
            }
        }
    }

    func receive(_ item: PublishedItem, on channelName: ChannelName, turn: FanoutTurn) -> Bool {
        // Items that a filter has not decided on come first.
        if let queue = self.queue, queue.isWaiting { return queue.wait((item, channelName)) }
        return self.take(item, channelName, turn: turn)
    }

    /// An item that waited for a hold passes on, through the filters now in force.
    func release(_ item: StreamItem<PublishedItem>) {
        let verdict = self.verdict(on: item.token, item.channelName)
        _ = self.perform(self.machine.itemReleased(item, kind: verdict.kind), item.token, verdict, turn: nil)
    }

    @discardableResult
    private func take(_ item: PublishedItem, _ channelName: ChannelName, turn: FanoutTurn?) -> Bool {
        let verdict = self.verdict(on: item, channelName)
        if let question = verdict.question, self.isHolding {
            self.ask(question, about: item, channelName)
            return true
        }
        return self.take(item, channelName, verdict, turn: turn)
    }

    @discardableResult
    private func take(
        _ item: PublishedItem,
        _ channelName: ChannelName,
        _ verdict: Verdict,
        turn: FanoutTurn?
    ) -> Bool {
        let streamItem = StreamItem(
            channelName: channelName,
            id: item.item.id,
            previousID: item.item.previousID,
            token: item
        )
        return self.perform(self.machine.itemPublished(streamItem, kind: verdict.kind), item, verdict, turn: turn)
    }

    private func verdict(on item: PublishedItem, _ channelName: ChannelName) -> Verdict {
        let kind: StreamItemKind
        var content: ByteBuffer?
        var contentFilters: [String]?
        switch item.item.httpStream {
        case .send(let stream)?:
            kind = .content
            content = stream.content
            contentFilters = stream.contentFilters
        case .close?: kind = .close
        case .hint?: kind = .hint
        case .refresh?, nil: return Verdict(.nothing, .drop)
        }
        let outcome = self.filters.outcome(
            of: item.item,
            on: channelName,
            contentFilters: contentFilters,
            content: content,
            channels: self.machine.channels
        )
        return Verdict(kind, outcome)
    }

    private func perform(
        _ decision: NextLinkStateMachine<PublishedItem>.OnItem,
        _ item: PublishedItem,
        _ verdict: Verdict,
        turn: FanoutTurn?
    ) -> Bool {
        switch decision {
        case .deliver:
            if let reason = verdict.failure {
                self.fail(reason)
                return false
            }
            return self.hold?.deliver(item, replacement: verdict.content, now: .now(), turn: turn) ?? false
        case .queue:
            return true
        case .drop:
            self.services.context.counters.add(.deliveriesDropped)
            return false
        case .recover(let channelName, let link):
            self.services.directory.forget(channelName)
            self.pace(link)
            return false
        case .fetch(let request):
            self.fetch(request)
            return true
        case .end:
            self.end()
            return true
        case .ignore:
            return false
        }
    }

    func update() {
        guard case .pace(let link) = self.machine.updateRequested() else { return }
        self.pace(link)
    }

    // MARK: Filters that ask an origin

    private func ask(_ question: FilterRequest, about item: PublishedItem, _ channelName: ChannelName) {
        let queue = self.queue ?? FilterQueue(place: self.place, services: self.services)
        self.queue = queue
        queue.ask(
            question,
            about: (item, channelName),
            lastIDs: self.machine.channels.lastIDs,
            context: { self.filters.context(item.item, channelName, self.machine.channels) },
            decided: { outcome in
                self.take(item, channelName, Verdict(.content, HoldFilterOutcome(outcome)), turn: nil)
                self.queue?.resume { self.take($0.item, $0.channelName, turn: nil) }
                self.flush()
            }
        )
    }
}
