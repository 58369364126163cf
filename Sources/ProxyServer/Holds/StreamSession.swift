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
/// `HeldStream` alone. Belongs to the loop of its connection. Reference: GRIP 2.6, 2.8, 6.
final class StreamSession: HeldStream {
    /// A fetch that has to wait.
    private struct PostponedFetch {
        enum Reason {
            /// The client is to take what was written before.
            case clientIsSlow
            /// The page before it was empty.
            case pageWasEmpty
        }

        let request: LinkRequest
        let reason: Reason
        /// When an empty page has been long enough ago.
        var due = NIODeadline.distantPast
    }

    // There is one of these per held stream: what few of them need at a time has a place of its own.
    var machine = NextLinkStateMachine<PublishedItem>()
    /// Whether items go out as they come.
    var isHolding = false
    /// Whether the last page brought nothing: the next one is then not fetched at once.
    var isPageEmpty = false
    var filters = HoldFilters()
    /// The instruction whose hold comes into force next.
    @Boxed var incoming: Instruction?
    /// Where the last response came from: what links are resolved against.
    var currentURI: ResolvedLink
    @Boxed var call: LinkCall?
    @Boxed private var postponed: PostponedFetch?
    /// The link whose ticks this stream takes part in.
    private var ticking: NextLink?
    /// Items that wait while a filter asks an origin.
    var queue: FilterQueue?

    required init(
        place: HoldPlace,
        gone: GoneLink,
        isDebug: Bool,
        isEventStream: Bool,
        responder: ClientResponder,
        services: LoopServices
    ) {
        self.currentURI = place.uri
        super.init(
            place: place,
            gone: gone,
            isDebug: isDebug,
            isEventStream: isEventStream,
            responder: responder,
            services: services
        )
    }

    /// Whether a stream that begins so needs a session.
    static func isNeeded(for instruction: Instruction, at place: HoldPlace) -> Bool {
        let instruct = place.streamInstruct(of: instruction, uri: place.uri)
        return !instruct.isHold || instruct.needsLinks || instruction.instruct.hasFilters
    }

    override var gate: (any HoldGate)? { self }

    /// Acts on the first instruction.
    override func begin(_ instruction: Instruction, hold: ChannelHold) {
        hold.isGated = true
        self.incoming = instruction
        self.act(on: self.machine.begin(self.streamInstruct(of: instruction)))
    }

    override func leave() {
        switch self.machine.connectionClosed() {
        case .cancelFetch:
            self.cancelCall()
        case .leavePacer(let link):
            self.services.updates.remove(self, link: link.uri)
        case .release, .ignore:
            break
        }
        self.stopTicking()
        self.queue?.cancel()
        self.queue = nil
    }

    override func clientTakesBytes() {
        if let fetch = self.postponed, fetch.reason == .clientIsSlow {
            self.postponed = nil
            self.fetch(fetch.request)
        } else if self.call != nil {
            self.services.links.receiverTakesBytes(self)
        }
    }

    // MARK: Responses

    func streamInstruct(of instruction: Instruction) -> StreamInstruct {
        self.services.sharing.shared(self.place.streamInstruct(of: instruction, uri: self.currentURI))
    }

    func act(on response: NextLinkStateMachine<PublishedItem>.OnResponse) {
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
        guard let instruct = self.incoming?.instruct else { return }
        // What the hold needs of it is taken over here.
        self.incoming = nil
        self.filters = HoldFilters(instruct, prefix: self.place.prefix, uri: self.currentURI)
        self.hold?.replaceKeepAlive(instruct.hold?.keepAlive)
        self.hold?.subscribe(to: changes.added, unsubscribingFrom: changes.removed)
        if changes.isFirst, self.services.directory.holdBegan(on: self.machine.channels) {
            self.update()
        }
        self.release()
        self.streamHeld()
    }

    /// Hands out what waited for the hold, then lets it begin.
    private func release() {
        while true {
            switch self.machine.releaseNext(now: .now()) {
            case .item(let item):
                self.release(item)
            case .hold(let deadline):
                self.isHolding = true
                if let deadline {
                    self.startTicking(until: deadline)
                }
                self.flush()
                return
            case .pace(let link):
                self.pace(link)
                self.flush()
                return
            case .ignore:
                return
            }
        }
    }

    // MARK: Links

    func fetch(_ request: LinkRequest) {
        self.stopTicking()
        guard self.takesLinkBody else {
            self.postponed = PostponedFetch(request: request, reason: .clientIsSlow)
            return
        }
        guard !self.isPageEmpty else {
            // A page that links to itself must not be fetched as fast as the origin answers.
            self.isPageEmpty = false
            let due = NIODeadline.now() + NextLinkLimits.emptyPageInterval
            self.postponed = PostponedFetch(request: request, reason: .pageWasEmpty, due: due)
            self.hold?.schedule(at: due)
            return
        }
        self.services.context.counters.add(.holdUpdates)
        let call = self.place.call(request.link.uri, lastIDs: request.lastIDs)
        self.call = call
        self.services.links.fetch(call, receiver: self, services: self.services)
    }

    func cancelCall() {
        self.postponed = nil
        guard self.call != nil else { return }
        self.call = nil
        self.services.links.cancel(receiver: self)
    }

    func act(on answer: NextLinkStateMachine<PublishedItem>.OnLinkAnswer) {
        switch answer {
        case .relay, .ignore:
            break
        case .retry(let deadline):
            self.cancelCall()
            self.hold?.schedule(at: deadline)
        case .fail(let reason):
            self.cancelCall()
            self.fail(reason)
        }
    }

    func jitter() -> TimeAmount { .milliseconds(.random(in: 0..<1000)) }

    private func startTicking(until deadline: NIODeadline) {
        var deadline = deadline
        if let link = self.machine.link {
            self.ticking = link
            let tick = self.services.ticks.join(link, now: .now())
            self.machine.linkTickJoined(tick)
            deadline = min(deadline, tick)
        }
        self.hold?.schedule(at: deadline)
    }

    /// The stream asks its link again when its turn comes.
    func pace(_ link: NextLink) {
        self.stopTicking()
        self.services.updates.add(self, link: link.uri)
    }

    private func stopTicking() {
        self.isHolding = false
        guard let link = self.ticking else { return }
        self.ticking = nil
        self.services.ticks.leave(link)
    }

    // MARK: End

    func end() {
        self.finished()
        self.leave()
        self.hold?.end()
    }

    func fail(_ reason: String) {
        self.failed(reason)
        self.end()
    }
}

// MARK: Time

extension StreamSession: PacedUpdate {
    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        if let fetch = self.postponed, fetch.reason == .pageWasEmpty {
            guard fetch.due <= now else { return fetch.due }
            self.postponed = nil
            self.fetch(fetch.request)
            return nil
        }
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
