package import GRIP
package import NIOCore
package import WebSocket

/// What an origin has set up for one WebSocket: subscriptions with their filters, values for those, and messages that
/// are sent by the clock.
///
/// It outlives the connection to the origin (`detach`), and ends when a Close is sent or received: from then on nothing
/// is delivered, and control messages change nothing. Time and random numbers are arguments. Reference: WebSocket 2.3,
/// 2.4.
package struct GripWebSocketState {
    /// Bytes of names and values that one connection may set.
    package static let maximumMetaBytes = 65_536

    /// A message that waits for its time.
    private struct DelayedMessage {
        let message: WebSocketMessageContent
        let due: NIODeadline
    }

    /// The channels, those of the target first.
    private(set) var subscriptions: WebSocketSubscriptions
    /// Values that filters use, one set for all channels.
    package private(set) var meta: [String: String] = [:]
    private var metaByteCount = 0
    /// The id of the GRIP session, if the origin gave one.
    package private(set) var sessionID: String?
    /// Whether nothing is to be sent any more.
    package private(set) var isClosed = false
    let currentURI: ResolvedLink?
    let isDebug: Bool
    @Boxed private var keepAlive: (message: WebSocketMessageContent, timer: KeepAliveTimer)?
    @Boxed private var delayed: DelayedMessage?

    /// The state of a WebSocket that was just accepted.
    ///
    /// - Parameters:
    ///   - implicitChannels: the target's own channels (`sub`), which have no prefix and cannot be left.
    ///   - prefix: the route's channel prefix.
    ///   - maximumChannels: how many channels there may be, those of the target among them.
    ///   - currentURI: where the WebSocket was accepted, for filters with relative URLs.
    ///   - isDebug: whether the client is told of failures.
    package init(
        implicitChannels: [String],
        prefix: String,
        maximumChannels: Int,
        currentURI: ResolvedLink?,
        isDebug: Bool
    ) {
        self.subscriptions = WebSocketSubscriptions(
            implicit: implicitChannels,
            prefix: prefix,
            maximumCount: maximumChannels
        )
        self.currentURI = currentURI
        self.isDebug = isDebug
    }

    /// All channels the WebSocket is subscribed to now, each once.
    package var channelNames: [ChannelName] { self.subscriptions.channelNames }

    /// Whether items are looked at by filters.
    package var hasFilters: Bool { self.subscriptions.hasFilters }

    // MARK: Control messages

    package enum OnControl: Equatable {
        /// Deliver what is published to this channel.
        case subscribe(ChannelName)
        /// Deliver nothing of this channel any more.
        case unsubscribe(ChannelName)
        /// Close the connection to the origin; the rest stays.
        case detach
        /// Send this to the client now.
        case send(WebSocketMessageContent)
        /// Close the connection with this; the reason is for the log.
        case close(ClosePayload, reason: String)
        /// Count and log that the message is ignored.
        case refuse(WebSocketLimit)
        /// Nothing but to look at `nextDeadline` anew.
        case done
    }

    /// The origin sent a control message.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - now: the present time.
    ///   - jitter: a random part of a second that is taken off the first interval of a keep-alive.
    /// - Returns: what to do.
    package mutating func controlReceived(
        _ message: ControlMessage,
        now: NIODeadline,
        jitter: TimeAmount
    ) -> OnControl {
        guard !self.isClosed else { return .done }
        switch message {
        case .subscribe(let name, let filters):
            return self.subscribe(name, filters: filters)
        case .unsubscribe(let name):
            return self.subscriptions.remove(name).map { .unsubscribe($0) } ?? .done
        case .detach:
            return .detach
        case .session(let id):
            self.sessionID = id
            return .done
        case .setMeta(let name, let value):
            return self.setMeta(name, value)
        case .keepAlive(let keepAlive):
            self.keepAlive = keepAlive.map {
                ($0.message, KeepAliveTimer(timeout: $0.timeout, mode: $0.mode, now: now, jitter: jitter))
            }
            return .done
        case .sendDelayed(let delayed):
            let due = now + .nanoseconds(delayed.delay.wholeNanoseconds)
            defer { self.delayed = DelayedMessage(message: delayed.message, due: due) }
            return self.takeDelayed(now: now).map { .send($0) } ?? .done
        case .flushDelayed:
            return self.takeDelayed(now: now).map { .send($0) } ?? .done
        }
    }

    private mutating func subscribe(_ name: String, filters: [String]) -> OnControl {
        guard filters.count <= GripChannel.maximumFilters else {
            let reason = "\(InstructError.tooManyFilters(channelName: name))"
            return .close(.internalError(self.isDebug ? reason : ""), reason: reason)
        }
        switch self.subscriptions.add(name, SubscriptionFilters(names: filters)) {
        case .added(let channelName): return .subscribe(channelName)
        case .replaced: return .done
        case .full(let limit): return .refuse(.subscriptions(limit))
        }
    }

    private mutating func setMeta(_ name: String, _ value: String?) -> OnControl {
        let old = self.meta.index(forKey: name).map { self.meta[$0] }
        // Of two spellings of one name the dictionary keeps the first.
        let key = old?.key ?? name
        let removed = old.map { $0.key.utf8.count + $0.value.utf8.count } ?? 0
        let added = value.map { key.utf8.count + $0.utf8.count } ?? 0
        let byteCount = self.metaByteCount - removed + added
        guard added == 0 || byteCount <= Self.maximumMetaBytes else {
            return .refuse(.metaBytes(Self.maximumMetaBytes))
        }
        self.meta[key] = value
        self.metaByteCount = byteCount
        return .done
    }

    private mutating func takeDelayed(now: NIODeadline) -> WebSocketMessageContent? {
        guard let delayed = self.delayed else { return nil }
        self.delayed = nil
        self.frameSent(now: now)
        return delayed.message
    }

    // MARK: Time

    /// The client was sent a frame, whatever it comes from.
    package mutating func frameSent(now: NIODeadline) {
        self.keepAlive?.timer.contentSent(now: now)
    }

    /// When the driver must next call `deadlineReached`; `nil` when no time is running.
    package var nextDeadline: NIODeadline? {
        [self.delayed?.due, self.keepAlive?.timer.due].compactMap { $0 }.min()
    }

    package enum OnDeadline: Equatable {
        /// Send this to the client, and ask again at once.
        case send(WebSocketMessageContent)
        /// Nothing is due yet; look again at this time.
        case wait(until: NIODeadline)
        /// No deadline is running any more.
        case forget
    }

    /// A deadline this state named was reached; it may have moved since.
    ///
    /// - Parameters:
    ///   - now: the present time.
    ///   - isBlocked: the client does not read at the moment, so that a keep-alive would only queue up. Delayed
    ///     messages are sent all the same.
    ///   - jitter: a random part of a second that is taken off the next interval of a keep-alive.
    /// - Returns: what is due.
    package mutating func deadlineReached(now: NIODeadline, isBlocked: Bool, jitter: TimeAmount) -> OnDeadline {
        if let delayed = self.delayed, delayed.due <= now, let message = self.takeDelayed(now: now) {
            return .send(message)
        }
        if let keepAlive = self.keepAlive, keepAlive.timer.due <= now {
            self.keepAlive?.timer.restart(now: now, jitter: jitter)
            if !isBlocked {
                return .send(keepAlive.message)
            }
        }
        return self.nextDeadline.map { .wait(until: $0) } ?? .forget
    }

    /// A Close was sent or received, or a side was lost: nothing is sent to the client any more.
    package mutating func closed() {
        self.isClosed = true
        self.keepAlive = nil
        self.delayed = nil
    }
}
