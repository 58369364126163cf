import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import ProxyUpstream
import WebSocket

/// An origin that is told the events of a WebSocket in HTTP requests, and answers with events (reference: websocket 3).
///
/// 1. What is asked when, and what answers mean: `OverHTTPStateMachine`. 2. Requests and answers: `+Upstream`.
/// 3. Requests for clients that have gone, a few at a time: `OverHTTPOrigins`, which also keeps this alive until the origin has heard of
/// the end. So whoever has it ends it with `end`, `detach` or `cancel`, unless it ended by itself.
///
/// Nothing is delivered from within a call of the owner. Belongs to the loop of its client.
final class OverHTTPOrigin: WebSocketOrigin {
    weak var owner: (any WebSocketOriginOwner)? {
        didSet {
            if self.owner != nil {
                self.deliverLater()
            }
        }
    }
    /// Who opens the WebSocket, until `OPEN` is answered; not retained.
    weak var opening: (any OverHTTPOpening)?
    /// The name under which the origin knows the connection.
    let connectionID: String
    var wheelPosition: WheelPosition?
    let services: LoopServices
    let call: OverHTTPCall
    var machine: OverHTTPStateMachine
    var upstream: UpstreamExchange?
    /// Whether the running request went over a connection that had served another one.
    var isOnUsedConnection = false
    /// Whether bytes of the running request could not leave yet.
    var isBodyStuck = false
    /// Whether the running request is one of those for clients that have gone, of which there are only a few at a time.
    var isFarewell = false
    /// A request that waits for others of its kind.
    private var farewell: EventRequest?
    private var refusedMetaCount = 0
    private var isClientHeld = false
    private var isDelivering = false
    private var isDeliveryScheduled = false

    /// A connection that is not opened yet.
    ///
    /// - Parameters:
    ///   - request: what the WebSocket is opened with.
    ///   - target: the target of the route.
    ///   - endpoint: where the target is.
    ///   - uri: the URI towards the target.
    ///   - services: the loop's shared things.
    init(
        request: WebSocketRequest,
        target: Target,
        endpoint: OriginEndpoint,
        uri: RequestURI,
        services: LoopServices
    ) {
        var generator = SystemRandomNumberGenerator()
        let limits = services.context.limits
        self.connectionID = ConnectionID.random(using: &generator)
        self.services = services
        self.call = OverHTTPCall(request, connectionID: self.connectionID, endpoint: endpoint, uri: uri)
        self.machine = OverHTTPStateMachine(
            limits: OverHTTPLimits(
                eventBytes: limits.webSocketEventBytes,
                answerBytes: limits.webSocketEventResponseBytes
            ),
            isOneEvent: target.isOneEvent
        )
    }

    /// Sends `OPEN`.
    func open() {
        self.services.overHTTP.add(self)
        self.advance()
    }

    /// Whether its client is there, or about to be; else this only tells the origin of the end.
    var hasClient: Bool { self.owner != nil || self.opening != nil }

    // MARK: From the client

    var isWritable: Bool { self.machine.isWritable }

    func send(_ part: MessagePart) {
        switch self.machine.clientSent(part) {
        case .queue:
            self.isClientHeld = !self.machine.isWritable
        case .refuse:
            self.services.context.counters.add(.webSocketProtocolErrors)
            self.services.logger.info(
                "WebSocket closed: message too large for WebSocket-over-HTTP",
                metadata: self.metadata.merging(
                    ["limit": "\(self.services.context.limits.webSocketEventBytes) bytes"]
                ) { $1 }
            )
            self.deliverLater()
        case .ignore:
            break
        }
    }

    func flush() {
        self.advance()
    }

    func pauseReading() {
        if self.machine.isRejecting {
            self.upstream?.pauseReading()
        } else {
            self.machine.clientBlocked()
        }
    }

    func resumeReading() {
        if self.machine.isRejecting {
            self.upstream?.resumeReading()
        } else {
            self.machine.clientUnblocked()
            self.deliverLater()
        }
    }

    func refresh() {
        self.machine.refreshRequested()
        self.advance()
    }

    // MARK: End

    func detach() {
        self.owner = nil
        self.machine.detached()
        self.advance()
    }

    func end() {
        self.owner = nil
        self.machine.ended()
        self.advance()
    }

    func cancel() {
        self.owner = nil
        self.opening = nil
        self.machine.clientLost()
        self.advance()
    }

    /// Lets go of everything.
    func finish() {
        self.owner = nil
        self.opening = nil
        self.farewell = nil
        self.services.context.wheel.cancel(self)
        self.cancelRequest()
        self.services.overHTTP.remove(self)
    }

    /// The origin broke the connection off, or the protocol.
    func lose(_ reason: String) {
        let owner = self.owner
        self.finish()
        owner?.originLost(reason)
    }

    func lose(_ loss: OverHTTPLoss) {
        if loss.isMalformed {
            self.services.context.counters.add(.webSocketEventsMalformed)
            self.services.logger.warning("WebSocket cut: \(loss)", metadata: self.metadata)
        }
        self.lose("\(loss)")
    }

    /// Names the connection in the log.
    var metadata: Logger.Metadata {
        [
            "connection.id": "\(self.connectionID)", "origin": "\(self.call.description)",
            "route.id": "\(self.call.routeID)",
        ]
    }

    // MARK: To the client

    /// Delivers on the next turn of the loop.
    private func deliverLater() {
        guard !self.isDeliveryScheduled else { return }
        self.isDeliveryScheduled = true
        let end = NIOLoopBound(self, eventLoop: self.services.context.eventLoop)
        self.services.context.eventLoop.execute {
            end.value.isDeliveryScheduled = false
            end.value.deliver()
        }
    }

    /// Delivers what the client takes, then asks the origin again if there is a reason to.
    func deliver() {
        guard !self.isDelivering else { return }
        self.isDelivering = true
        let loss = self.deliverParts()
        self.isDelivering = false
        if let loss {
            self.lose(loss)
            return
        }
        if self.isClientHeld, self.machine.isWritable {
            self.isClientHeld = false
            self.owner?.originWritabilityChanged(isWritable: true)
        }
        self.reportRefusedMeta()
        self.advance()
    }

    private func deliverParts() -> OverHTTPLoss? {
        var isAnyDelivered = false
        while let owner = self.owner {
            switch self.machine.nextDelivery() {
            case .deliver(let part):
                isAnyDelivered = true
                owner.originSent(part)
            case .lose(let loss):
                return loss
            case .rest:
                if isAnyDelivered {
                    owner.originReadComplete()
                }
                return nil
            }
        }
        return nil
    }

    private func reportRefusedMeta() {
        guard self.machine.refusedMetaCount > self.refusedMetaCount else { return }
        self.refusedMetaCount = self.machine.refusedMetaCount
        self.services.logger.warning(
            "Set-Meta headers ignored: the origin sets more than a connection can keep",
            metadata: self.metadata
        )
    }

    // MARK: To the origin

    /// Does what is to be done next.
    func advance() {
        switch self.machine.nextStep(now: self.services.context.eventLoop.now) {
        case .request(let request):
            if self.machine.isLeaving {
                self.sayFarewell(request)
            } else {
                self.send(request)
            }
        case .wait(let time):
            self.services.context.wheel.schedule(self, at: time)
        case .rest:
            break
        case .finish:
            self.finish()
        }
    }

    private func sayFarewell(_ request: EventRequest) {
        switch self.services.overHTTP.farewellWanted(self) {
        case .send:
            self.isFarewell = true
            self.send(request)
        case .wait:
            self.farewell = request
        case .drop:
            self.services.context.counters.add(.webSocketFarewellsDropped)
            self.finish()
        }
    }

    /// A request that waited may be sent.
    func sendFarewell() {
        self.isFarewell = true
        if let request = self.farewell {
            self.farewell = nil
            self.send(request)
        } else {
            self.requestEnded()
        }
    }
}

extension OverHTTPOrigin: WheelEntry {
    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        self.advance()
        return nil
    }
}
