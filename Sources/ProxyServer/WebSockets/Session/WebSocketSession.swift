import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import WebSocket

/// One accepted WebSocket: the client's end, the origin's end, and GRIP in the middle.
///
/// 1. What passes between the ends: `OriginMessageReader`. 2. Subscriptions, control messages, keep-alive and delayed
/// messages: `GripWebSocketState` (`+Control`). 3. Published items and their filters: `+Items`. 4. The two close
/// handshakes: `WebSocketCloseMachine`. Belongs to the loop of the client. Reference: websocket 1, 2.
final class WebSocketSession {
    /// Who is told of the end; retained until then, because a connection lets go of its exchange with the response's end.
    var exchange: (any WebSocketSessionOwner)?
    var memberships: [Membership] = []
    var wheelPosition: WheelPosition?
    /// Its place in the statistics.
    var statistics = ConnectionToken.none
    let services: LoopServices
    let place: HoldPlace
    let client: any WebSocketClient
    let origin: any WebSocketOrigin
    var state: GripWebSocketState
    /// Items that wait while a filter asks an origin.
    var queue: FilterQueue?
    /// Whether the end of the present turn flushes.
    var isMarked = false
    private var reader: OriginMessageReader?
    private var closing: WebSocketCloseMachine
    @Boxed private var head: ResponseHead?
    /// Why it ends, once it does.
    private var ending: HoldEnd?

    /// A session that is not begun.
    ///
    /// - Parameters:
    ///   - client: the client's end, whose handshake is not answered yet.
    ///   - acceptance: the origin's answer.
    ///   - place: what channel names and filters are relative to.
    ///   - isDebug: whether a client is told why it is closed.
    ///   - services: the loop's shared things.
    init(
        _ client: any WebSocketClient,
        acceptance: WebSocketAcceptance,
        place: HoldPlace,
        isDebug: Bool,
        services: LoopServices
    ) {
        let limits = services.context.limits
        self.client = client
        self.origin = acceptance.origin
        self.head = acceptance.head
        self.place = place
        self.services = services
        self.reader = acceptance.messagePrefix.map {
            OriginMessageReader(messagePrefix: $0, controlMessageBytes: limits.webSocketControlMessageBytes)
        }
        self.closing = WebSocketCloseMachine(
            clientTimeout: limits.webSocketCloseTimeout,
            originTimeout: acceptance.target.isWebSocketOverHTTP ? nil : limits.webSocketCloseTimeout
        )
        self.state = GripWebSocketState(
            implicitChannels: place.implicitChannels,
            prefix: place.prefix,
            maximumChannels: place.maximumChannels,
            currentURI: place.uri,
            isDebug: isDebug
        )
    }

    /// Answers the client's handshake and lets both ends speak.
    func begin() {
        self.services.context.counters.add(.webSockets)
        self.services.shard.holds[.webSocket] += 1
        self.services.shard.subscribe(self, to: self.state.channelNames)
        self.client.owner = self
        self.origin.owner = self
        if let head = self.head {
            self.head = nil
            self.client.accept(head)
        }
        self.client.flush()
        self.origin.flush()
    }

    // MARK: Passing on

    /// Sends the client a part of the origin's.
    private func forward(_ part: MessagePart) {
        guard self.closing.forwardsToClient else { return }
        self.client.send(part)
        self.count(part, isFromClient: false)
        self.state.frameSent(now: self.now)
        if !self.client.isWritable {
            self.origin.pauseReading()
        }
    }

    /// Sends the client a whole message; the caller flushes.
    func send(_ message: PublishedMessage) {
        guard self.closing.isOpenToItems else { return }
        self.client.send(message)
        self.state.frameSent(now: self.now)
    }

    /// Whether published items still reach the client.
    var isOpenToItems: Bool { self.closing.isOpenToItems }

    // MARK: Closing

    /// Closes the client for something that was published, or for a fault of the origin's instructions.
    func close(_ payload: ClosePayload?) {
        self.ending = self.ending ?? .closed
        self.act(on: self.closing.closePublished(payload, now: self.now))
    }

    /// The process ends.
    func leave() {
        self.ending = self.ending ?? .drained
        self.act(on: self.closing.processEnds(.goingAway, answerWithin: DrainMachine.closeTime, now: self.now))
    }

    /// The origin wants to be let go.
    func detach() {
        self.act(on: self.closing.detachRequested())
    }

    private func act(on actions: [WebSocketCloseAction]) {
        for action in actions {
            self.perform(action)
        }
        if !self.closing.isOpenToItems {
            self.state.closed()
            self.leaveChannels()
        }
        self.readDiscarded()
        if self.closing.isFinished {
            self.finish()
        } else if let deadline = self.closing.nextDeadline {
            self.services.context.wheel.schedule(self, at: deadline)
        }
    }

    /// A side whose bytes go nowhere is read on: the other one's pauses must not keep its Close away.
    private func readDiscarded() {
        guard !self.closing.isFinished else { return }
        if !self.closing.forwardsToOrigin {
            self.client.resumeReading()
        }
        if !self.closing.forwardsToClient {
            self.origin.resumeReading()
        }
    }

    /// The time by the loop's clock, as the wheel sees it.
    var now: NIODeadline { self.services.context.eventLoop.now }

    private func perform(_ action: WebSocketCloseAction) {
        switch action {
        case .sendCloseToClient(let payload):
            self.client.send(.close(payload))
            self.client.flush()
        case .sendCloseToOrigin(let payload):
            self.origin.send(.close(payload))
            self.origin.flush()
        case .detachOrigin: self.origin.detach()
        case .endClient: self.client.end()
        case .endOrigin: self.origin.end()
        case .cutClient: self.client.cut()
        case .cutOrigin: self.origin.cancel()
        }
    }

    private func leaveChannels() {
        guard !self.memberships.isEmpty || self.queue != nil else { return }
        self.services.shard.unsubscribe(self)
        self.queue?.cancel()
        self.queue = nil
    }

    private func finish() {
        self.services.logHoldEnd(
            "websocket",
            self.ending ?? .failed,
            uri: "\(self.place.uri)",
            routeID: self.place.route.id
        )
        self.leaveChannels()
        self.services.context.wheel.cancel(self)
        self.client.owner = nil
        self.origin.owner = nil
        guard let exchange = self.exchange else { return }
        self.exchange = nil
        self.services.shard.holds[.webSocket] -= 1
        exchange.webSocketEnded()
    }
}

// MARK: - From the origin

extension WebSocketSession: WebSocketOriginOwner {
    func originSent(_ part: MessagePart) {
        if case .close(let payload) = part {
            self.ending = self.ending ?? .closedByOrigin
            self.act(on: self.closing.originClosed(payload, now: self.now))
            return
        }
        guard let reading = self.reader?.read(part) else {
            self.forward(part)
            return
        }
        switch reading {
        case .forward(let part): self.forward(part)
        case .control(let message): self.act(on: message)
        case .ignored(let reason): self.ignored("\(reason)", isControl: reason.isControl)
        case .wait: break
        }
    }

    /// A message of the origin's that has no effect.
    func ignored(_ reason: String, isControl: Bool) {
        if isControl {
            self.services.context.counters.add(.controlMessagesIgnored)
        }
        self.services.logger.debug("message of the origin ignored: \(reason)", metadata: self.metadata)
    }

    /// Names the WebSocket in the log.
    var metadata: Logger.Metadata {
        ["uri": "\(self.place.uri)", "route.id": "\(self.place.route.id)"]
    }

    func originReadComplete() {
        self.client.flush()
    }

    func originWritabilityChanged(isWritable: Bool) {
        if isWritable {
            self.client.resumeReading()
        } else if self.closing.forwardsToOrigin {
            self.client.pauseReading()
        }
    }

    func originLost(_ reason: String) {
        if self.closing.forwardsToOrigin {
            self.ending = self.ending ?? .originLost
        }
        // An origin that has sent its Close, or was sent the proxy's own, may go.
        if self.closing.forwardsToClient {
            self.lost(reason)
        }
        self.act(on: self.closing.originLost())
    }

    private func lost(_ reason: String) {
        self.services.context.counters.add(.webSocketsLost)
        self.services.logger.info("WebSocket lost: \(reason)", metadata: self.metadata)
    }
}

// MARK: - From the client

extension WebSocketSession: WebSocketClientOwner {
    func clientSent(_ part: MessagePart) {
        if case .close(let payload) = part {
            self.ending = self.ending ?? .closedByClient
            self.act(on: self.closing.clientClosed(payload, now: self.now))
            return
        }
        guard self.closing.forwardsToOrigin else { return }
        self.origin.send(part)
        self.count(part, isFromClient: true)
        if !self.origin.isWritable {
            self.client.pauseReading()
        }
    }

    func clientReadComplete() {
        self.origin.flush()
    }

    func clientWritabilityChanged(isWritable: Bool) {
        if isWritable {
            self.origin.resumeReading()
        } else if self.closing.forwardsToClient {
            self.origin.pauseReading()
        }
    }

    func clientLost(_ reason: String) {
        self.ending = self.ending ?? .clientLeft
        // A client that has sent its Close, or was sent the proxy's own, may go.
        if self.closing.forwardsToOrigin || self.closing.isOpenToItems {
            self.lost(reason)
        }
        self.act(on: self.closing.clientLost())
    }
}

// MARK: - Time

extension WebSocketSession: WheelEntry {
    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        guard self.closing.isOpenToItems else {
            self.act(on: self.closing.deadlineReached(now: now))
            return self.closing.nextDeadline
        }
        return self.sendDueMessages(now: now)
    }
}
