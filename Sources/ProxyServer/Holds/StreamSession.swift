import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions

/// A stream whose items or links need a look: channels with `prev-id`s, next links, filters.
///
/// `NextLinkStateMachine` decides; this class fetches, filters and writes. A plain stream needs none of it and is a
/// `ChannelHold` alone. Belongs to the loop of its connection. Reference: GRIP 2.6, 2.8, 6.
final class StreamSession {
    /// Who began the session.
    weak var owner: (any StreamSessionOwner)?
    var wheelPosition: WheelPosition?
    private let services: LoopServices
    private let place: HoldPlace
    private let hold: ChannelHold
    private var machine = NextLinkStateMachine<PublishedItem>()
    private var filters = HoldFilters()
    /// The instruction whose hold comes into force next.
    private var incoming: Instruction
    /// Where the last response came from: what links are resolved against.
    private var currentURI: ResolvedLink
    private var call: LinkCall?
    /// A fetch that waits for the client to take what was written.
    private var waitingFetch: LinkRequest?
    /// The link of the hold in force.
    private var link: NextLink?
    /// The link whose ticks this stream takes part in.
    private var ticking: NextLink?
    /// The link under which the stream waits for an update.
    private var pacedLink: ResolvedLink?
    /// Whether items go out as they come.
    private var isHolding = false
    /// Items that wait for a filter's origin, the first one being asked about.
    private var undecided: [(item: PublishedItem, channelName: ChannelName)] = []
    private var question: FilterExchange?

    /// A session for a stream whose head and first body were written.
    init(
        _ instruction: Instruction,
        place: HoldPlace,
        hold: ChannelHold,
        services: LoopServices
    ) {
        self.incoming = instruction
        self.place = place
        self.hold = hold
        self.services = services
        self.currentURI = place.uri
    }

    /// Acts on the first instruction.
    func begin() {
        self.hold.gate = self
        self.act(on: self.machine.begin(self.streamInstruct(of: self.incoming)))
    }

    /// The connection is gone.
    func close() {
        switch self.machine.connectionClosed() {
        case .cancelFetch:
            self.cancelCall()
        case .leavePacer:
            if let link = self.pacedLink {
                self.services.updates.remove(self, link: link)
            }
        case .release, .ignore:
            break
        }
        self.stopTicking()
        self.services.context.wheel.cancel(self)
        self.question?.cancel()
        self.question = nil
    }

    /// The client takes bytes again.
    func clientTakesBytes() {
        if let request = self.waitingFetch {
            self.waitingFetch = nil
            self.fetch(request)
        } else if let call = self.call {
            self.services.links.receiverTakesBytes(of: call)
        }
    }

    // MARK: Responses

    private func streamInstruct(of instruction: Instruction) -> StreamInstruct {
        let instruct = self.place.streamInstruct(of: instruction, uri: self.currentURI)
        self.link = instruct.link
        return instruct
    }

    private func act(on response: NextLinkStateMachine<PublishedItem>.OnResponse) {
        switch response {
        case .hold(let changes):
            self.putInForce(changes)
        case .fetch(let request):
            self.fetch(request)
        case .end:
            self.end()
        case .fail(let reason):
            self.fail(reason)
        case .ignore:
            break
        }
    }

    private func putInForce(_ changes: SubscriptionChanges) {
        let instruct = self.incoming.instruct
        self.filters = HoldFilters(instruct, prefix: self.place.prefix, uri: self.currentURI)
        self.hold.replaceKeepAlive(instruct.hold?.keepAlive)
        self.hold.subscribe(to: changes.added, unsubscribingFrom: changes.removed)
        if changes.isFirst, self.services.directory.holdBegan(on: self.machine.channels) {
            self.update()
        }
        self.release()
        self.owner?.streamHeld()
    }

    /// Hands out what waited for the hold, then lets it begin.
    private func release() {
        while true {
            switch self.machine.releaseNext(now: .now()) {
            case .item(let item):
                let verdict = self.verdict(on: item.token, item.channelName)
                let decision = self.machine.itemReleased(item, kind: verdict.kind)
                _ = self.perform(decision, item.token, verdict, turn: nil)
            case .hold(let deadline):
                self.isHolding = true
                if let deadline {
                    self.startTicking(until: deadline)
                }
                self.owner?.flushStream()
                return
            case .pace(let link):
                self.pace(link)
                self.owner?.flushStream()
                return
            case .ignore:
                return
            }
        }
    }

    // MARK: Links

    private func fetch(_ request: LinkRequest) {
        self.stopTicking()
        self.pacedLink = nil
        guard self.hold.isWritable else {
            self.waitingFetch = request
            return
        }
        self.services.context.counters.add(.holdUpdates)
        let call = self.place.call(request.link.uri, lastIDs: request.lastIDs)
        self.call = call
        self.services.links.fetch(call, receiver: self, services: self.services)
    }

    private func cancelCall() {
        self.waitingFetch = nil
        guard let call = self.call else { return }
        self.call = nil
        self.services.links.cancel(call, receiver: self)
    }

    private func act(on answer: NextLinkStateMachine<PublishedItem>.OnLinkAnswer) {
        switch answer {
        case .relay, .ignore:
            break
        case .retry(let deadline):
            self.cancelCall()
            self.services.context.wheel.schedule(self, at: deadline)
        case .fail(let reason):
            self.cancelCall()
            self.fail(reason)
        }
    }

    private func jitter() -> TimeAmount { .milliseconds(.random(in: 0..<1000)) }

    private func startTicking(until deadline: NIODeadline) {
        var deadline = deadline
        if let link = self.link {
            self.ticking = link
            let tick = self.services.ticks.join(link, now: .now())
            self.machine.linkTickJoined(tick)
            deadline = min(deadline, tick)
        }
        self.services.context.wheel.schedule(self, at: deadline)
    }

    /// The stream asks its link again when its turn comes.
    private func pace(_ link: NextLink) {
        self.stopTicking()
        self.pacedLink = link.uri
        self.services.updates.add(self, link: link.uri)
    }

    private func stopTicking() {
        self.isHolding = false
        guard let link = self.ticking else { return }
        self.ticking = nil
        self.services.ticks.leave(link)
    }

    // MARK: End

    private func end() {
        self.close()
        self.hold.end()
    }

    private func fail(_ reason: String) {
        self.owner?.streamFailed(reason)
        self.end()
    }
}

// MARK: Items

extension StreamSession: HoldGate {
    /// What a look at an item brought.
    private struct Verdict {
        var kind: StreamItemKind
        var content: ByteBuffer?
        var failure: String?
        var question: FilterRequest?
    }

    func receive(_ item: PublishedItem, on channelName: ChannelName, turn: FanoutTurn) -> Bool {
        guard self.undecided.isEmpty else {
            return self.wait(item, channelName)
        }
        return self.take(item, channelName, turn: turn)
    }

    private func take(_ item: PublishedItem, _ channelName: ChannelName, turn: FanoutTurn?) -> Bool {
        let verdict = self.verdict(on: item, channelName)
        if let question = verdict.question, self.isHolding {
            self.undecided.append((item, channelName))
            self.ask(question, about: item, channelName)
            return true
        }
        return self.take(item, channelName, verdict, turn: turn)
    }

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
        case .refresh?, nil: return Verdict(kind: .nothing)
        }
        let outcome = self.filters.outcome(
            of: item.item,
            on: channelName,
            contentFilters: contentFilters,
            content: content,
            channels: self.machine.channels
        )
        switch outcome {
        case .send(let filtered): return Verdict(kind: kind, content: filtered)
        case .drop: return Verdict(kind: .nothing)
        case .fail(let reason): return Verdict(kind: .content, failure: reason)
        case .ask(let question): return Verdict(kind: kind, content: content, question: question)
        }
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
            return self.hold.deliver(item, replacement: verdict.content, now: .now(), turn: turn)
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

    private func wait(_ item: PublishedItem, _ channelName: ChannelName) -> Bool {
        guard self.undecided.count < NextLinkLimits.queuedItems else {
            self.services.context.counters.add(.deliveriesDropped)
            return false
        }
        self.undecided.append((item, channelName))
        return true
    }

    private func ask(_ request: FilterRequest, about item: PublishedItem, _ channelName: ChannelName) {
        let call = self.place.call(request, lastIDs: self.machine.channels.lastIDs)
        self.question = FilterExchange.ask(call, services: self.services) { [weak self] answer in
            self?.answered(request, with: answer, item, channelName)
        }
    }

    private func answered(
        _ request: FilterRequest,
        with answer: FilterAnswer,
        _ item: PublishedItem,
        _ channelName: ChannelName
    ) {
        self.question = nil
        let context = self.filters.context(item.item, channelName, self.machine.channels)
        switch request.outcome(of: answer, subscription: context) {
        case .send(let content):
            _ = self.take(item, channelName, Verdict(kind: .content, content: content), turn: nil)
        case .drop:
            _ = self.take(item, channelName, Verdict(kind: .nothing), turn: nil)
        case .fail(let error):
            _ = self.take(item, channelName, Verdict(kind: .content, failure: "\(error)"), turn: nil)
        case .ask(let next):
            self.ask(next, about: item, channelName)
            return
        }
        self.owner?.flushStream()
        guard !self.undecided.isEmpty else { return }
        self.undecided.removeFirst()
        let waiting = self.undecided
        self.undecided = []
        for (position, (item, channelName)) in waiting.enumerated() {
            _ = self.take(item, channelName, turn: nil)
            if !self.undecided.isEmpty {
                // This one asks as well: the rest waits behind it.
                self.undecided += waiting[(position + 1)...]
                break
            }
        }
        self.owner?.flushStream()
    }
}

// MARK: Time

extension StreamSession: WheelEntry, PacedUpdate {
    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        switch self.machine.deadlineChecked(now: now) {
        case .fetch(let request):
            self.fetch(request)
            return nil
        case .pace(let link):
            self.pace(link)
            return nil
        case .wait(let deadline):
            return deadline
        case .forget:
            return nil
        }
    }

    func updateDue() {
        guard case .fetch(let request) = self.machine.updateDue() else { return }
        self.fetch(request)
    }
}

// MARK: Answers of links

extension StreamSession: LinkReceiver {
    var takesLinkBody: Bool { self.hold.isWritable }

    func linkAnswered(_ instruction: Instruction) {
        self.currentURI = self.call?.link ?? self.currentURI
        self.incoming = instruction
        let answer: NextLinkStateMachine<PublishedItem>.LinkAnswer
        if instruction.instruct.hold?.mode == .response {
            answer = .responseHold
        } else {
            answer = .stream(self.streamInstruct(of: instruction))
        }
        self.act(on: self.machine.linkAnswered(answer, now: .now(), jitter: self.jitter()))
    }

    func linkBody(_ bytes: ByteBuffer) {
        let filters = HoldFilters(self.incoming.instruct, prefix: self.place.prefix, uri: self.currentURI)
        do throws(FilterError) {
            let content = try filters.apply(toBody: bytes)
            guard self.machine.linkBodyReceived(byteCount: content.readableBytes) == .write else { return }
            self.hold.append(content)
            self.owner?.flushStream()
        } catch {
            self.cancelCall()
            self.fail("\(error)")
        }
    }

    func linkEnded() {
        self.call = nil
        self.act(on: self.machine.linkEnded())
    }

    func linkFailed(_ failure: LinkFailure) {
        self.services.logger.warning(
            "next link failed",
            metadata: [
                "link": "\(self.call?.link.description ?? "-")",
                "route.id": "\(self.place.route.id)",
                "reason": "\(failure)",
            ]
        )
        self.call = nil
        switch failure {
        case .origin:
            self.act(on: self.machine.linkFailed(now: .now(), jitter: self.jitter()))
        case .status:
            self.act(on: self.machine.linkAnswered(.unsuccessful, now: .now(), jitter: self.jitter()))
        case .malformed(let reason):
            self.act(on: self.machine.linkAnswered(.malformed(reason: reason), now: .now(), jitter: self.jitter()))
        }
    }
}

/// Who began a stream session.
protocol StreamSessionOwner: AnyObject {
    /// The stream is held, for the first time or again.
    func streamHeld()
    /// Hand what was written to the socket.
    func flushStream()
    /// The stream ends because of this; the reason goes to the log, and in debug mode to the client.
    func streamFailed(_ reason: String)
}
