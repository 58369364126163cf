import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions

/// Holds: what the client waits for after the origin is done (reference: GRIP 2.2, 2.3).
extension Exchange {
    /// Holds a stream, or follows the link of a page; the body was not sent yet.
    ///
    /// This exchange is over then: a `HeldStream` takes its place.
    func beginStreamHold(_ instruction: Instruction) {
        guard let place = self.holdPlace else { return }
        self.sendOpenHeadOnce(instruction.head)
        self.sendBody(instruction.body)
        self.countRefusedSubscriptions(instruction, place)
        self.logRequest(.held)
        _ = self.machine.answered()
        let kind = StreamSession.isNeeded(for: instruction, at: place) ? StreamSession.self : HeldStream.self
        let stream = kind.init(
            place: self.services.sharing.shared(place),
            gone: self.gone,
            isDebug: self.isDebug,
            isEventStream: instruction.head.isEventStream,
            responder: self.responder,
            services: self.services
        )
        self.gone = GoneLink()
        self.responder.handOver(to: stream)
        stream.begin(
            instruction,
            framing: self.instructed?.sentFraming ?? .none,
            policy: self.route?.slowReaderPolicy ?? .close
        )
        // Only now, so that whoever sees the stream begin can publish to it.
        self.responder.flush()
        self.responder.holdBegan(isLasting: true)
    }

    func beginResponseHold(_ instruction: Instruction) {
        guard let hold = instruction.instruct.hold, let place = self.holdPlace else { return }
        self.countRefusedSubscriptions(instruction, place)
        self.services.context.counters.add(.responseHolds)
        let channels = place.channels(of: instruction.instruct)
        let timeout = NIODeadline.now() + .nanoseconds(hold.timeout.wholeNanoseconds)
        let channelHold = ChannelHold(
            machine: HoldStateMachine(responseUntil: timeout),
            stream: nil,
            channelNames: channels.channelNames,
            shard: self.services.shard,
            responder: self.responder,
            owner: self
        )
        self.hold = channelHold
        self.machine.holdBegan()
        self.logRequest(.held)
        if instruction.instruct.hasFilters || channels.firstReliableName != nil {
            self.response = ResponseSession(
                instruction.instruct,
                channels: channels,
                place: place,
                hold: channelHold,
                services: self.services
            )
            self.response?.owner = self
            if channels.firstReliableName != nil, self.services.directory.holdBegan(on: channels) {
                // Something was published while the origin answered: ask again, at once (reference: GRIP 2.8).
                channelHold.cancel()
                self.holdAsksAgain()
                return
            }
        }
        self.responder.holdBegan(isLasting: false)
    }

    /// What links and channel names are relative to.
    private var holdPlace: HoldPlace? {
        guard let route = self.route, let uri = self.uri, let target = self.target else { return nil }
        // A target that rewrites to nothing usable was refused before the origin was asked.
        guard let rewritten = try? uri.rewritten(by: route, toward: target) else { return nil }
        return HoldPlace(
            route: route,
            target: target,
            uri: rewritten,
            clientAuthority: uri.authority,
            isTLS: self.isTLS,
            maximumChannels: self.services.context.limits.subscriptionsPerConnection
        )
    }

    /// Whether a link leads anywhere.
    func resolvesLink(_ link: GripLink) -> Bool {
        self.holdPlace.map { LinkResolver(current: $0.uri).resolve(link.target) != nil } ?? false
    }

    private func countRefusedSubscriptions(_ instruction: Instruction, _ place: HoldPlace) {
        let named = (instruction.instruct.hold?.channels.count ?? 0) + place.implicitChannels.count
        guard named > place.maximumChannels else { return }
        self.services.context.counters.add(.subscriptionsRefused, named - place.maximumChannels)
        self.services.logger.warning(
            "too many subscriptions: raise connection_subscription_max or name fewer channels",
            metadata: ["named": "\(named)", "limit": "\(place.maximumChannels)", "route.id": "\(place.route.id)"]
        )
    }

    /// An instruction was acted on: the first one says whom to tell when the request has ended (reference: GRIP 2.7).
    func rememberGoneLink(_ instruct: GripInstruct) {
        guard let goneLink = instruct.goneLink else {
            self.gone.instructAccepted(uri: nil)
            return
        }
        guard let place = self.holdPlace else { return }
        self.gone.instructAccepted(uri: LinkResolver(current: place.uri).resolve(goneLink.target))
    }

    /// The request has ended, for whatever reason.
    func tellGone() {
        guard let link = self.gone.requestEnded(), let place = self.holdPlace else { return }
        self.services.goneLinks.post(place.goneCall(link), services: self.services)
    }
}

extension Exchange: HoldOwner, ResponseSessionOwner, PacedUpdate {
    var gate: (any HoldGate)? { self.response }

    func holdAnswered(with item: HTTPResponseContent, replacement: ByteBuffer?) {
        guard let instruction = self.instructed?.instruction else { return }
        self.endHold(.answered)
        let head = PublishedResponse.head(base: instruction.head.fields, item: item)
        switch item.body {
        case .bytes(let body):
            self.answerHeld(head, body: replacement ?? body)
        case .patch(let patch):
            do {
                let body = try JSONPatch.patchedBody(instruction.body, patch: patch)
                self.answerHeld(head, body: body)
            } catch {
                self.answer(ProxyError(.holdFailed(reason: "body-patch cannot be applied: \(error)")))
            }
        }
    }

    func holdTimedOut() {
        guard let instruction = self.instructed?.instruction else { return }
        self.endHold(self.services.context.isDraining ? .drained : .timedOut)
        self.answerHeld(instruction.head, body: instruction.body)
    }

    func holdFailed(_ reason: String) {
        self.hold?.cancel()
        self.endHold(.failed)
        self.answer(ProxyError(.holdFailed(reason: reason)))
    }

    func holdUpdates() {
        self.services.updates.add(self)
    }

    func updateDue() {
        guard let hold = self.hold else { return }
        hold.cancel()
        self.holdAsksAgain()
    }

    /// Sends the held request to the origin again, as if it had just come (reference: GRIP 2.5).
    func holdAsksAgain() {
        guard let id = self.route?.id else { return }
        self.services.context.counters.add(.holdUpdates)
        self.lastIDs = self.response?.channels.lastIDs ?? []
        self.endHold(.askedAgain)
        self.instructed = nil
        self.isLogged = false
        self.isRetry = true
        self.unreachable = []
        self.targetPosition = 0
        self.machine = ExchangeStateMachine()
        // The routes may have been loaded anew; the rule is found again by its id, or the request by its host.
        switch self.services.routes.table.route(id: id) {
        case .found(let route): self.route = route
        case .shared: break
        case .unknown:
            self.services.context.counters.add(.routesNotFound)
            self.answer(ProxyError(.noRoute(host: self.uri?.host ?? "")))
            return
        }
        self.startAttempt(allowsReuse: true)
    }

    func holdEnded() {
        // Only streams are ended by a publish.
    }

    func holdOverflowed(queuedBytes: Int) {
        // Only streams queue.
    }

    /// Lets everything go that belongs to the present hold.
    func endHold(_ reason: HoldEnd) {
        if self.hold != nil {
            self.services.logHoldEnd("response", reason, uri: self.loggedURI, routeID: self.route?.id ?? "-")
        }
        self.services.updates.remove(self, link: nil)
        self.response?.close()
        self.response = nil
        self.hold = nil
    }
}
