import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import WebSocket

/// The client's end, as the WebSocket session sees it.
extension SockJSSession: WebSocketClient {
    var isWritable: Bool { self.machine.isWritable }

    func accept(_ head: ResponseHead) {
        // The first request is answered with a frame: the origin's fields have no place there.
        self.machine.accepted()
    }

    func send(_ part: MessagePart) {
        switch part {
        case .data(let data):
            self.collect(data)
        case .ping, .pong:
            // There is nobody who could answer.
            break
        case .close(let payload):
            guard self.machine.isOpen else { return }
            let frame = payload.map { SockJSFrame.close(code: $0.code, reason: $0.reason) }
            self.machine.closed(frame ?? .closedWithoutCode, now: self.now)
            self.answerSender(.notFound)
            self.answerClose(payload)
        }
    }

    /// Puts the parts of a message together: a frame has whole ones.
    private func collect(_ data: DataPart) {
        if data.isFirst {
            self.incoming = ByteBuffer()
        }
        guard self.machine.isOpen else { return }
        self.incoming.writeImmutableBuffer(data.bytes)
        guard self.incoming.readableBytes <= self.services.context.limits.sockJSSessionBytes else {
            self.overflowed()
            return
        }
        guard data.isLast else { return }
        let message = self.incoming
        self.incoming = ByteBuffer()
        self.act(on: self.machine.received(message))
    }

    func send(_ message: PublishedMessage) {
        switch message.kind {
        case .text, .binary:
            let policy = self.request.route.slowReaderPolicy
            self.act(on: self.machine.published(message.content, policy: policy))
        case .ping, .pong:
            break
        }
    }

    private func act(on offer: SockJSOutbox.OnOffer) {
        switch offer {
        case .queued(let dropped):
            if dropped > 0 {
                self.services.context.counters.add(.deliveriesDropped, dropped)
            }
            if !self.isFull, !self.machine.isWritable {
                self.isFull = true
                self.owner?.clientWritabilityChanged(isWritable: false)
            }
        case .overflow:
            self.overflowed()
        }
    }

    private func overflowed() {
        self.incoming = ByteBuffer()
        self.services.context.counters.add(.slowReadersClosed)
        let limit = self.services.context.limits.sockJSSessionBytes
        self.services.logger.warning(
            "slow reader closed: more than \(limit) bytes wait in its SockJS session",
            metadata: self.metadata
        )
        self.terminate()
        self.owner?.clientLost("more than \(limit) bytes wait in its SockJS session")
    }

    /// Answers the origin's Close in place of the client, who has nothing to answer with.
    private func answerClose(_ payload: ClosePayload?) {
        // Not at once: the WebSocket session is in the middle of closing.
        self.reference.execute { session in
            session.owner?.clientSent(.close(payload))
            session.owner?.clientReadComplete()
        }
    }

    func flush() {
        self.deliver(self.machine.flush(now: self.now))
    }

    func pauseReading() {
        self.machine.originPaused()
    }

    func resumeReading() {
        self.machine.originResumed()
        self.passOn()
    }

    func end() {
        // What waits is still asked for; without a Close before, there is a frame for it all the same.
        self.machine.closed(.closedWithoutCode, now: self.now)
        self.answerSender(.notFound)
        self.flush()
    }

    func cut() {
        self.terminate()
    }
}

extension SockJSSession: WebSocketSessionOwner {
    func webSocketEnded() {
        self.webSocket = nil
    }
}
