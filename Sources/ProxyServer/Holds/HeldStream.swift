import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions

/// A stream that is held, and what is left of its exchange: whom to tell of the end, and what to call it in the log.
///
/// Takes the place of the `Exchange` as the connection's receiver, since a stream is held for long and there are many. One
/// whose items or links need a look is a `StreamSession`. Belongs to the loop of its connection. Reference: GRIP 2.3.
class HeldStream {
    final let services: LoopServices
    final let place: HoldPlace
    private let responder: ClientResponder
    private var gone: GoneLink
    /// The way to the client, until the stream is over.
    final private(set) var hold: ChannelHold?
    private let isDebug: Bool
    /// Whether the body is made of events, so that one can be added.
    private let isEventStream: Bool
    /// Why the hold ends, where that was known before.
    private var ending: HoldEnd?

    /// A stream whose head was sent.
    ///
    /// - Parameters:
    ///   - place: what links and channel names are relative to.
    ///   - gone: whom to tell that the request has ended.
    ///   - isDebug: whether the client is told of failures.
    ///   - isEventStream: whether the body is made of events.
    ///   - responder: the way to the client.
    ///   - services: the loop's shared things.
    required init(
        place: HoldPlace,
        gone: GoneLink,
        isDebug: Bool,
        isEventStream: Bool,
        responder: ClientResponder,
        services: LoopServices
    ) {
        self.place = place
        self.gone = gone
        self.isDebug = isDebug
        self.isEventStream = isEventStream
        self.responder = responder
        self.services = services
    }

    // MARK: For those that need a look

    /// Looks at the items, where that is needed.
    var gate: (any HoldGate)? { nil }

    /// Begins the stream; its first bytes were written.
    func begin(_ instruction: Instruction, hold: ChannelHold) {
        hold.subscribe(to: self.place.channels(of: instruction.instruct).channelNames, unsubscribingFrom: [])
        self.streamHeld()
    }

    /// The client takes bytes again.
    func clientTakesBytes() {}

    /// The stream is over: nothing more is to be asked for it.
    func leave() {}

    // MARK: The way to the client

    /// Holds the stream, or follows the link of a page.
    ///
    /// - Parameters:
    ///   - instruction: what the origin asked for.
    ///   - framing: how the body is written.
    ///   - policy: what happens when the client reads too slowly.
    final func begin(_ instruction: Instruction, framing: BodyFraming, policy: SlowReaderPolicy) {
        let hold = ChannelHold(
            machine: HoldStateMachine(stream: nil, now: .now(), jitter: .zero),
            stream: ChannelHold.Stream(
                isChunked: framing == .chunked,
                hasBody: framing != .none,
                slowReaderPolicy: policy
            ),
            channelNames: [],
            shard: self.services.shard,
            responder: self.responder,
            owner: self
        )
        self.hold = hold
        if let keepAlive = instruction.instruct.hold?.keepAlive {
            hold.replaceKeepAlive(keepAlive)
        }
        self.begin(instruction, hold: hold)
    }

    /// The stream is held, for the first time or again.
    final func streamHeld() {
        self.services.context.counters.add(.streamHolds)
    }

    /// Hands what was written to the socket.
    final func flush() {
        self.responder.flush()
    }

    /// The stream ends in order, if it did not fail.
    final func finished() {
        self.ending = self.ending ?? .finished
    }

    /// The stream ends because of this: the reason goes to the log, and in debug mode to the client.
    final func failed(_ reason: String) {
        self.ending = .failed
        self.services.context.counters.add(.originErrors)
        self.services.logger.warning("stream ended: \(reason)", metadata: ["uri": "\(self.place.uri)"])
        if let text = ProxyError(.holdFailed(reason: reason)).appendedText(isDebug: self.isDebug) {
            self.hold?.append(text)
        }
    }

    private func end(_ reason: HoldEnd) {
        if self.hold != nil {
            let reason = self.ending ?? reason
            self.services.logHoldEnd("stream", reason, uri: "\(self.place.uri)", routeID: self.place.route.id)
        }
        self.leave()
        self.hold = nil
        guard let link = self.gone.requestEnded() else { return }
        self.services.goneLinks.post(self.place.goneCall(link), services: self.services)
    }
}

extension HeldStream: RequestReceiver {
    var isHeld: Bool { self.hold != nil }

    var drainStage: DrainStage { self.hold == nil ? .sending : .stream }

    func drainHold(reconnectingAfter milliseconds: Int) {
        if self.isEventStream {
            self.hold?.append(ByteBuffer(string: ReconnectTime.event(milliseconds: milliseconds)))
        }
        self.ending = .drained
        self.hold?.end()
    }

    // The request is complete, and what a client sends meanwhile is its next one.

    func requestBody(_ bytes: ByteBuffer) {}

    func requestEnd() {}

    func requestReadComplete() {}

    func clientWritabilityChanged(isWritable: Bool) {
        self.hold?.writabilityChanged(isWritable: isWritable)
        if isWritable {
            self.clientTakesBytes()
        }
    }

    func clientClosed() {
        self.hold?.close()
        self.end(.clientLeft)
    }
}

extension HeldStream: HoldOwner {
    // What only a long-poll is told of.

    func holdAnswered(with item: HTTPResponseContent, replacement: ByteBuffer?) {}

    func holdTimedOut() {}

    func holdAsksAgain() {}

    func holdUpdates() {}

    func holdFailed(_ reason: String) {
        self.failed(reason)
        self.hold?.end()
    }

    func holdEnded() {
        self.end(.closed)
    }

    func holdOverflowed(queuedBytes: Int) {
        self.services.logger.warning(
            "slow reader closed: it let more than client_queue_bytes wait",
            metadata: [
                "client": "\(self.responder.info.peerAddress ?? "local")",
                "queued": "\(queuedBytes)",
                "limit": "\(self.services.context.limits.clientQueueBytes)",
                "uri": "\(self.place.uri)",
            ]
        )
        self.end(.slowReader)
        self.responder.abort()
    }
}
