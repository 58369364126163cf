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
/// Takes the place of the `Exchange` as the connection's receiver, since a stream is held for long and there are many.
/// Belongs to the loop of its connection. Reference: GRIP 2.3.
final class HeldStream {
    private let services: LoopServices
    private let responder: ClientResponder
    private let place: HoldPlace
    private let isDebug: Bool
    /// Whether the body is made of events, so that one can be added.
    private let isEventStream: Bool
    private var gone: GoneLink
    private var hold: ChannelHold?
    /// What looks at the items and links, where that is needed.
    private var session: StreamSession?

    /// A stream whose head was sent.
    ///
    /// - Parameters:
    ///   - place: what links and channel names are relative to.
    ///   - gone: whom to tell that the request has ended.
    ///   - isDebug: whether the client is told of failures.
    ///   - isEventStream: whether the body is made of events.
    ///   - responder: the way to the client.
    ///   - services: the loop's shared things.
    init(
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

    /// Holds the stream, or follows the link of a page.
    ///
    /// - Parameters:
    ///   - instruction: what the origin asked for.
    ///   - framing: how the body is written.
    ///   - policy: what happens when the client reads too slowly.
    func begin(_ instruction: Instruction, framing: BodyFraming, policy: SlowReaderPolicy) {
        let instruct = self.place.streamInstruct(of: instruction, uri: self.place.uri)
        let needsSession = !instruct.isHold || instruct.needsLinks || instruction.instruct.hasFilters
        let hold = ChannelHold(
            machine: HoldStateMachine(stream: nil, now: .now(), jitter: .zero),
            stream: ChannelHold.Stream(
                isChunked: framing == .chunked,
                hasBody: framing != .none,
                keepAlive: nil,
                slowReaderPolicy: policy
            ),
            channelNames: needsSession ? [] : instruct.channels.channelNames,
            shard: self.services.shard,
            responder: self.responder,
            owner: self
        )
        self.hold = hold
        if let keepAlive = instruction.instruct.hold?.keepAlive {
            hold.replaceKeepAlive(keepAlive)
        }
        guard needsSession else {
            self.streamHeld()
            return
        }
        let session = StreamSession(instruction, place: self.place, hold: hold, services: self.services)
        session.owner = self
        self.session = session
        session.begin()
    }

    private func end() {
        self.session?.close()
        self.session = nil
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
        self.hold?.end()
    }

    // The request is complete, and what a client sends meanwhile is its next one.

    func requestBody(_ bytes: ByteBuffer) {}

    func requestEnd() {}

    func requestReadComplete() {}

    func clientWritabilityChanged(isWritable: Bool) {
        self.hold?.writabilityChanged(isWritable: isWritable)
        if isWritable {
            self.session?.clientTakesBytes()
        }
    }

    func clientClosed() {
        self.hold?.close()
        self.end()
    }
}

extension HeldStream: HoldOwner {
    // What only a long-poll is told of.

    func holdAnswered(with item: HTTPResponseContent, replacement: ByteBuffer?) {}

    func holdTimedOut() {}

    func holdAsksAgain() {}

    func holdUpdates() {}

    func holdFailed(_ reason: String) {
        self.streamFailed(reason)
        self.hold?.end()
    }

    func holdEnded() {
        self.end()
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
        self.end()
        self.responder.abort()
    }
}

extension HeldStream: StreamSessionOwner {
    func streamHeld() {
        self.services.context.counters.add(.streamHolds)
    }

    func flushStream() {
        self.responder.flush()
    }

    func streamFailed(_ reason: String) {
        self.services.context.counters.add(.originErrors)
        self.services.logger.warning("stream ended: \(reason)", metadata: ["uri": "\(self.place.uri)"])
        if let text = ProxyError(.holdFailed(reason: reason)).appendedText(isDebug: self.isDebug) {
            self.hold?.append(text)
        }
    }
}
