package import NIOCore
import Synchronization

/// The way back to the client of one request.
///
/// A handle that is let go of without an answer is fine: the client gets none.
package final class ReplyHandle: Sendable {
    private let eventLoop: any EventLoop
    private let peer: NIOLoopBound<PeerConnection>
    private let envelope: [ByteBuffer]
    private let isAnswered = Atomic(false)

    init(to peer: PeerConnection, envelope: [ByteBuffer]) {
        self.eventLoop = peer.core.eventLoop
        self.peer = NIOLoopBound(peer, eventLoop: peer.core.eventLoop)
        self.envelope = envelope
    }

    /// Answers the request, from any thread.
    ///
    /// Only the first answer is sent, and it is dropped when the client is gone.
    package func reply(_ parts: [ByteBuffer]) {
        guard !self.isAnswered.exchange(true, ordering: .relaxed) else { return }
        Self.finish(self.peer, answer: WireEncoder.message(self.envelope + parts), on: self.eventLoop)
    }

    deinit {
        if !self.isAnswered.load(ordering: .relaxed) {
            Self.finish(self.peer, answer: nil, on: self.eventLoop)
        }
    }

    private static func finish(
        _ peer: NIOLoopBound<PeerConnection>,
        answer: ByteBuffer?,
        on eventLoop: any EventLoop
    ) {
        // Not at once even on the loop: an answer must not run into the reading of the next request.
        eventLoop.execute {
            let peer = peer.value
            peer.requestsInFlight -= 1
            if let answer, peer.isOpen {
                peer.sendAlways(answer)
            } else if answer != nil, let info = peer.info {
                peer.core.options.report(.replyDropped(info))
            }
            peer.resumeReading()
        }
    }
}
