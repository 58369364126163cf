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
    func beginStreamHold() {
        guard let instructed = self.instructed, let hold = instructed.instruct.hold else { return }
        self.sendStreamHeadOnce()
        self.sendBody(instructed.body)
        let framing = self.instructed?.streamFraming ?? .none
        let isChunked = framing == .chunked
        let stream = ChannelHold.Stream(
            isChunked: isChunked,
            hasBody: framing != .none,
            keepAlive: hold.keepAlive.map { isChunked ? PublishedItem.chunk($0.data).chunk : $0.data },
            slowReaderPolicy: self.route?.slowReaderPolicy ?? .close
        )
        self.services.context.counters.add(.streamHolds)
        self.hold = ChannelHold(
            machine: HoldStateMachine(
                stream: hold.keepAlive,
                now: .now(),
                jitter: .milliseconds(.random(in: 0..<1000))
            ),
            stream: stream,
            channelNames: self.channelNames(of: hold),
            shard: self.services.shard,
            responder: self.responder,
            owner: self
        )
        self.machine.holdBegan()
        self.logRequest(.held)
        // Only now, so that whoever sees the stream begin can publish to it.
        self.responder.flush()
    }

    func beginResponseHold() {
        guard let hold = self.instructed?.instruct.hold else { return }
        self.services.context.counters.add(.responseHolds)
        let timeout = NIODeadline.now() + .nanoseconds(hold.timeout.wholeNanoseconds)
        self.hold = ChannelHold(
            machine: HoldStateMachine(responseUntil: timeout),
            stream: nil,
            channelNames: self.channelNames(of: hold),
            shard: self.services.shard,
            responder: self.responder,
            owner: self
        )
        self.machine.holdBegan()
        self.logRequest(.held)
    }

    /// The full names: those of the instruction with the route's prefix, then the target's own (`sub`).
    private func channelNames(of hold: GripHold) -> [ChannelName] {
        let prefix = self.route?.channelPrefix ?? ""
        let limit = self.services.context.limits.subscriptionsPerConnection
        let named =
            hold.channels.map { ChannelName(prefix + $0.name) }
            + (self.target?.subscriptions ?? []).map { ChannelName($0) }
        guard named.count > limit else { return named }
        self.services.context.counters.add(.subscriptionsRefused, named.count - limit)
        self.services.logger.warning(
            "too many subscriptions: raise connection_subscription_max or name fewer channels",
            metadata: ["named": "\(named.count)", "limit": "\(limit)", "route.id": "\(self.route?.id ?? "")"]
        )
        return Array(named.prefix(limit))
    }
}

extension Exchange: HoldOwner {
    func holdAnswered(with item: HTTPResponseContent, of published: PublishItem) {
        guard let instructed = self.instructed else { return }
        self.hold = nil
        let head = PublishedResponse.head(base: instructed.head.fields, item: item)
        switch item.body {
        case .bytes(let body):
            self.answer(head, body: body, isInstruction: true)
        case .patch:
            self.answer(ProxyError(.holdFailed(reason: "body-patch is not supported")))
        }
    }

    func holdTimedOut() {
        guard let instructed = self.instructed else { return }
        self.hold = nil
        self.answer(instructed.head, body: instructed.body, isInstruction: true)
    }

    func holdEnded() {
        _ = self.machine.answered()
        self.hold = nil
    }

    func holdOverflowed(queuedBytes: Int) {
        _ = self.machine.answered()
        self.hold = nil
        self.services.logger.warning(
            "slow reader closed: it let more than client_queue_bytes wait",
            metadata: [
                "client": "\(self.responder.info.peerAddress ?? "local")",
                "queued": "\(queuedBytes)",
                "limit": "\(self.services.context.limits.clientQueueBytes)",
                "uri": "\(self.loggedURI)",
            ]
        )
        self.responder.abort()
    }
}
