package import NIOCore

/// The life of a client's stream beyond its first response: which link is fetched when, and what becomes of items
/// meanwhile.
///
/// The client's body is the concatenation of several origin responses and of the items published between them. This
/// machine decides about links, channels and order; `HoldStateMachine` keeps the stream alive, and the driver moves
/// bytes. Reference: GRIP 2.6, 2.8.
///
/// States: *open* in one of five phases, then *finished* (terminal). Phases: *releasing* (a hold is in force, items that
/// came before it are handed out), *holding*, *pacing* (an update waits for its turn at the `LinkPacer`), *fetching*,
/// *retrying*. Items are queued in all phases but *holding*.
///
/// Silent drops: every event after the end, answers of a link that is not being fetched, updates of a stream without a
/// link, queued items that the response fetched meanwhile already contains. `Token` is what the driver keeps for an item
/// and gets back when it leaves the queue.
///
/// ## The driver's part
/// - It writes the first response's body, then calls `begin`.
/// - On `.hold` it puts the response's keep-alive, meta and filters in force, changes its subscriptions, and calls
///   `releaseNext` until that answers something else than `.item`.
/// - It starts a fetch only when the client has taken what was written before, and relays its body with back-pressure.
/// - Content that a filter drops is passed on as `.nothing`: it counts for the order.
package struct NextLinkStateMachine<Token>: ~Copyable {
    private enum State: ~Copyable {
        case open(LinkedStream<Token>, Phase)
        /// The client's body ended, or the client is gone.
        case finished
    }

    private enum Phase {
        /// Items that were queued are handed out one by one; further ones wait behind them.
        case releasing
        /// Items go out as they come. Without link there is no timer.
        case holding(LinkTimer?)
        /// An update of low priority waits for its turn.
        case pacing(NextLink)
        // Of many streams few are in these two, so that they have a place of their own.

        /// A link is being fetched.
        indirect case fetching(LinkFetch)
        /// A link failed and is fetched again at that time.
        indirect case retrying(LinkFetch, at: NIODeadline)

        /// The same phase, whose timer skips its next tick.
        var skippingTick: Self {
            guard case .holding(.some(var timer)) = self else { return self }
            timer.skipNextTick()
            return .holding(timer)
        }
    }

    /// Where an event leads that several phases share.
    private struct Step<Answer>: ~Copyable {
        let state: State
        let answer: Answer

        init(_ state: consuming State, _ answer: Answer) {
            self.state = state
            self.answer = answer
        }
    }

    private var state: State

    private init(_ state: consuming State) {
        self.state = state
    }

    /// A stream that has not begun; call `begin`.
    ///
    /// - Parameter maximumQueuedItems: items that wait for a fetch; over it they are dropped.
    package init(maximumQueuedItems: Int = 100) {
        self.init(.open(LinkedStream(maximumQueuedItems: maximumQueuedItems), .releasing))
    }

    /// The link in force: that of the last hold.
    package var link: NextLink? {
        switch self.state {
        case .open(let stream, _): stream.link
        case .finished: nil
        }
    }

    /// The channels in force, with the ids of the last items, for filters.
    package var channels: ReliableChannels {
        switch self.state {
        case .open(let stream, _): stream.channels
        case .finished: ReliableChannels([])
        }
    }

    // MARK: Responses

    /// The first response's body was written.
    package mutating func begin(_ instruct: StreamInstruct) -> OnResponse {
        switch consume self.state {
        case .open(let stream, let phase):
            switch phase {
            case .releasing where !stream.hasBegun:
                let step = Self.follow(instruct, with: stream)
                let reply = step.answer
                self = .init(step.state)
                return reply
            case .releasing, .holding, .pacing, .fetching, .retrying:
                self = .init(.open(stream, phase))
                return .ignore
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// The head of a link's response arrived; of a JSON instruction, its body.
    ///
    /// - Parameters:
    ///   - answer: what the head says.
    ///   - now: the present time.
    ///   - jitter: a random part of a second that is added before a retry.
    /// - Returns: what becomes of the response.
    package mutating func linkAnswered(_ answer: LinkAnswer, now: NIODeadline, jitter: TimeAmount) -> OnLinkAnswer {
        switch consume self.state {
        case .open(let stream, let phase):
            switch phase {
            case .fetching(var fetch) where fetch.answer == nil:
                switch answer {
                case .stream(let instruct):
                    fetch.answer = instruct
                    self = .init(.open(stream, .fetching(fetch)))
                    return .relay
                case .responseHold:
                    self = .init(.finished)
                    return .fail(reason: "Next link returned non-stream hold.")
                case .malformed(let reason):
                    self = .init(.finished)
                    return .fail(reason: reason)
                case .unsuccessful:
                    let step = Self.retry(fetch, for: stream, now: now, jitter: jitter)
                    let reply = step.answer
                    self = .init(step.state)
                    return reply
                }
            case .releasing, .holding, .pacing, .fetching, .retrying:
                self = .init(.open(stream, phase))
                return .ignore
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// Bytes of a link's response arrived.
    package mutating func linkBodyReceived(byteCount: Int) -> OnLinkBody {
        switch consume self.state {
        case .open(let stream, let phase):
            switch phase {
            case .fetching(var fetch) where fetch.answer != nil:
                fetch.hasWritten = fetch.hasWritten || byteCount > 0
                self = .init(.open(stream, .fetching(fetch)))
                return .write
            case .releasing, .holding, .pacing, .fetching, .retrying:
                self = .init(.open(stream, phase))
                return .ignore
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// A link's response is complete.
    package mutating func linkEnded() -> OnResponse {
        switch consume self.state {
        case .open(let stream, let phase):
            switch phase {
            case .fetching(let fetch):
                guard let answer = fetch.answer else {
                    self = .init(.open(stream, phase))
                    return .ignore
                }
                let step = Self.follow(answer, with: stream)
                let reply = step.answer
                self = .init(step.state)
                return reply
            case .releasing, .holding, .pacing, .retrying:
                self = .init(.open(stream, phase))
                return .ignore
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// A link's response did not come, or broke off.
    ///
    /// Answers `.retry`, `.fail` or `.ignore`; `jitter` is a random part of a second that is added before a retry.
    package mutating func linkFailed(now: NIODeadline, jitter: TimeAmount) -> OnLinkAnswer {
        switch consume self.state {
        case .open(let stream, let phase):
            switch phase {
            case .fetching(let fetch):
                let step = Self.retry(fetch, for: stream, now: now, jitter: jitter)
                let reply = step.answer
                self = .init(step.state)
                return reply
            case .releasing, .holding, .pacing, .retrying:
                self = .init(.open(stream, phase))
                return .ignore
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// Acts on a complete response: the first one, or that of a link.
    private static func follow(
        _ instruct: StreamInstruct,
        with stream: consuming LinkedStream<Token>
    ) -> Step<OnResponse> {
        if instruct.isHold {
            if instruct.link == nil, let name = instruct.channels.firstReliableName {
                return Step(.finished, .fail(reason: "channel '\(name)' specifies prev-id, but no next link found"))
            }
            let changes = stream.hold(instruct)
            return Step(.open(stream, .releasing), .hold(changes))
        }
        guard let link = instruct.link else { return Step(.finished, .end) }
        stream.hasBegun = true
        let request = stream.request(link)
        return Step(.open(stream, .fetching(LinkFetch(link))), .fetch(request))
    }

    private static func retry(
        _ fetch: LinkFetch,
        for stream: consuming LinkedStream<Token>,
        now: NIODeadline,
        jitter: TimeAmount
    ) -> Step<OnLinkAnswer> {
        var fetch = fetch
        guard let delay = fetch.failed() else {
            return Step(.finished, .fail(reason: "Failed to retrieve next link."))
        }
        let time = now + delay + jitter
        return Step(.open(stream, .retrying(fetch, at: time)), .retry(at: time))
    }

    // MARK: Items

    /// An item was published to one of the stream's channels.
    package mutating func itemPublished(_ item: StreamItem<Token>, kind: StreamItemKind) -> OnItem {
        switch consume self.state {
        case .open(var stream, let phase):
            switch phase {
            case .holding:
                let step = Self.admit(item, kind: kind, to: stream, phase: phase)
                let reply = step.answer
                self = .init(step.state)
                return reply
            case .releasing, .pacing, .fetching, .retrying:
                let hasRoom = stream.enqueue(item)
                self = .init(.open(stream, phase))
                return hasRoom ? .queue : .drop
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// Takes the next item that waited for a hold; without one, the hold begins.
    package mutating func releaseNext(now: NIODeadline) -> OnRelease {
        switch consume self.state {
        case .open(var stream, let phase):
            switch phase {
            case .releasing where stream.hasBegun:
                if let item = stream.dequeue() {
                    self = .init(.open(stream, .releasing))
                    return .item(item)
                }
                if let link = stream.takeWantedUpdate() {
                    self = .init(.open(stream, .pacing(link)))
                    return .pace(link)
                }
                let timer = stream.link.map { LinkTimer(timeout: $0.timeout, now: now) }
                stream.channels.forgetActivity()
                self = .init(.open(stream, .holding(timer)))
                return .hold(until: timer?.due)
            case .releasing, .holding, .pacing, .fetching, .retrying:
                self = .init(.open(stream, phase))
                return .ignore
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// An item from `releaseNext` comes back with what it means under the hold now in force.
    ///
    /// Answers neither `.queue` nor `.drop`.
    package mutating func itemReleased(_ item: StreamItem<Token>, kind: StreamItemKind) -> OnItem {
        switch consume self.state {
        case .open(let stream, let phase):
            switch phase {
            case .releasing:
                let step = Self.admit(item, kind: kind, to: stream, phase: phase)
                let reply = step.answer
                self = .init(step.state)
                return reply
            case .holding, .pacing, .fetching, .retrying:
                self = .init(.open(stream, phase))
                return .ignore
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// Lets an item into the stream, if it follows on.
    private static func admit(
        _ item: StreamItem<Token>,
        kind: StreamItemKind,
        to stream: consuming LinkedStream<Token>,
        phase: Phase
    ) -> Step<OnItem> {
        switch stream.channels.itemPublished(item.channelName, id: item.id, previousID: item.previousID) {
        case .ignore:
            return Step(.open(stream, phase), .ignore)
        case .recover:
            // Set-up refuses `prev-id`s without a link.
            guard let link = stream.link else { return Step(.open(stream, phase), .ignore) }
            stream.updateBegan()
            return Step(.open(stream, .pacing(link)), .recover(item.channelName, link))
        case .deliver:
            break
        }
        switch kind {
        case .content:
            let isEveryChannelActive = stream.channels.contentSent(item.channelName)
            return Step(.open(stream, isEveryChannelActive ? phase.skippingTick : phase), .deliver)
        case .close:
            return Step(.finished, .end)
        case .hint:
            guard let link = stream.link else { return Step(.open(stream, phase), .ignore) }
            stream.updateBegan()
            let request = stream.request(link)
            return Step(.open(stream, .fetching(LinkFetch(link))), .fetch(request))
        case .nothing:
            return Step(.open(stream, phase), .ignore)
        }
    }

    // MARK: Updates

    /// An update of low priority is asked for: a conflict at set-up, the recover command, a first subscription.
    package mutating func updateRequested() -> OnUpdate {
        switch consume self.state {
        case .open(var stream, let phase):
            switch phase {
            case .holding:
                guard let link = stream.link else {
                    self = .init(.open(stream, phase))
                    return .ignore
                }
                self = .init(.open(stream, .pacing(link)))
                return .pace(link)
            case .releasing, .fetching, .retrying:
                stream.isUpdateWanted = true
                self = .init(.open(stream, phase))
                return .ignore
            case .pacing:
                self = .init(.open(stream, phase))
                return .ignore
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    /// The pacer named this stream: its update may be made.
    package mutating func updateDue() -> OnTurn {
        switch consume self.state {
        case .open(let stream, let phase):
            switch phase {
            case .pacing(let link):
                let request = stream.request(link)
                self = .init(.open(stream, .fetching(LinkFetch(link))))
                return .fetch(request)
            case .releasing, .holding, .fetching, .retrying:
                self = .init(.open(stream, phase))
                return .ignore
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }

    // MARK: Deadlines

    /// A deadline this machine named was reached; it may have moved since.
    package mutating func deadlineChecked(now: NIODeadline) -> OnDeadline {
        switch consume self.state {
        case .open(let stream, let phase):
            switch phase {
            case .holding(.some(var timer)):
                if let link = stream.link, timer.isDue(now: now, timeout: link.timeout) {
                    self = .init(.open(stream, .pacing(link)))
                    return .pace(link)
                }
                self = .init(.open(stream, .holding(timer)))
                return .wait(until: timer.due)
            case .retrying(let fetch, let time):
                guard time <= now else {
                    self = .init(.open(stream, phase))
                    return .wait(until: time)
                }
                let request = stream.request(fetch.link)
                self = .init(.open(stream, .fetching(fetch)))
                return .fetch(request)
            case .releasing, .holding(.none), .pacing, .fetching:
                self = .init(.open(stream, phase))
                return .forget
            }
        case .finished:
            self = .init(.finished)
            return .forget
        }
    }

    /// The stream takes part in the ticks of others with the same link; call `deadlineChecked` at that time.
    package mutating func linkTickJoined(_ tick: NIODeadline) {
        switch consume self.state {
        case .open(let stream, let phase):
            switch phase {
            case .holding(.some(var timer)):
                timer.join(tick)
                self = .init(.open(stream, .holding(timer)))
            case .releasing, .holding(.none), .pacing, .fetching, .retrying:
                self = .init(.open(stream, phase))
            }
        case .finished:
            self = .init(.finished)
        }
    }

    // MARK: End

    /// The connection is gone, or its reader was too slow.
    package mutating func connectionClosed() -> OnClose {
        switch consume self.state {
        case .open(_, let phase):
            self = .init(.finished)
            switch phase {
            case .fetching: return .cancelFetch
            case .pacing(let link): return .leavePacer(link)
            case .releasing, .holding, .retrying: return .release
            }
        case .finished:
            self = .init(.finished)
            return .ignore
        }
    }
}
