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
    let services: LoopServices
    let place: HoldPlace
    let hold: ChannelHold
    var machine = NextLinkStateMachine<PublishedItem>()
    var filters = HoldFilters()
    /// The instruction whose hold comes into force next.
    @Boxed var incoming: Instruction?
    /// Where the last response came from: what links are resolved against.
    var currentURI: ResolvedLink
    @Boxed var call: LinkCall?
    /// A fetch that waits for the client to take what was written.
    private var waitingFetch: LinkRequest?
    /// Whether the last page brought nothing: the next one is then not fetched at once.
    var isPageEmpty = false
    /// A fetch that waits because the page before it was empty.
    private var delayedFetch: LinkRequest?
    /// The link of the hold in force.
    private var link: NextLink?
    /// The link whose ticks this stream takes part in.
    private var ticking: NextLink?
    /// The link under which the stream waits for an update.
    private var pacedLink: ResolvedLink?
    /// Whether items go out as they come.
    var isHolding = false
    let queue: FilterQueue

    /// A session for a stream whose head and first body were written.
    init(
        _ instruction: Instruction,
        place: HoldPlace,
        hold: ChannelHold,
        services: LoopServices
    ) {
        self._incoming = Boxed(wrappedValue: instruction)
        self.place = place
        self.hold = hold
        self.services = services
        self.currentURI = place.uri
        self.queue = FilterQueue(place: place, services: services)
    }

    /// Acts on the first instruction.
    func begin() {
        self.hold.gate = self
        guard let first = self.incoming else { return }
        self.act(on: self.machine.begin(self.streamInstruct(of: first)))
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
        self.queue.cancel()
    }

    /// The client takes bytes again.
    func clientTakesBytes() {
        if let request = self.waitingFetch {
            self.waitingFetch = nil
            self.fetch(request)
        } else if self.call != nil {
            self.services.links.receiverTakesBytes(self)
        }
    }

    // MARK: Responses

    func streamInstruct(of instruction: Instruction) -> StreamInstruct {
        let instruct = self.place.streamInstruct(of: instruction, uri: self.currentURI)
        self.link = instruct.link
        return instruct
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
                self.release(item)
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

    func fetch(_ request: LinkRequest) {
        self.stopTicking()
        self.pacedLink = nil
        guard self.hold.isWritable else {
            self.waitingFetch = request
            return
        }
        guard !self.isPageEmpty else {
            // A page that links to itself must not be fetched as fast as the origin answers.
            self.isPageEmpty = false
            self.delayedFetch = request
            self.services.context.wheel.schedule(self, at: .now() + NextLinkLimits.emptyPageInterval)
            return
        }
        self.services.context.counters.add(.holdUpdates)
        let call = self.place.call(request.link.uri, lastIDs: request.lastIDs)
        self.call = call
        self.services.links.fetch(call, receiver: self, services: self.services)
    }

    func cancelCall() {
        self.waitingFetch = nil
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
            self.services.context.wheel.schedule(self, at: deadline)
        case .fail(let reason):
            self.cancelCall()
            self.fail(reason)
        }
    }

    func jitter() -> TimeAmount { .milliseconds(.random(in: 0..<1000)) }

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
    func pace(_ link: NextLink) {
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

    func end() {
        self.close()
        self.hold.end()
    }

    func fail(_ reason: String) {
        self.owner?.streamFailed(reason)
        self.end()
    }
}

// MARK: Time

extension StreamSession: WheelEntry, PacedUpdate {
    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        if let request = self.delayedFetch {
            self.delayedFetch = nil
            self.fetch(request)
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

/// Who began a stream session.
protocol StreamSessionOwner: AnyObject {
    /// The stream is held, for the first time or again.
    func streamHeld()
    /// Hand what was written to the socket.
    func flushStream()
    /// The stream ends because of this; the reason goes to the log, and in debug mode to the client.
    func streamFailed(_ reason: String)
}
