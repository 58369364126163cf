import GRIP
import HTTP1
import NIOCore
import ProxyFanout
import ProxySessions
import WebSocket

/// A WebSocket client that speaks frames of SockJS: wraps the end that speaks WebSocket (reference: websocket 4.4).
///
/// To the client: `o`, then `a["…"]` for every message, streamed as it comes, and `h` every 25 seconds. From the client:
/// lists of messages. A Close is that of the WebSocket. Belongs to the loop of its connection.
final class SockJSFramedClient: WebSocketClient {
    weak var owner: (any WebSocketClientOwner)? {
        didSet {
            if self.owner == nil {
                self.context.wheel.cancel(self)
            }
        }
    }
    var wheelPosition: WheelPosition?
    private let inner: any WebSocketClient
    private let context: LoopContext
    /// Encodes the message of the origin's that is being sent.
    private var encoder = SockJSStringEncoder()
    private var isWithinMessage = false
    /// The beginning of a list of the client's.
    private var incoming = ByteBuffer()
    private var isOver = false

    /// Wraps an end whose handshake is not answered yet.
    init(_ inner: any WebSocketClient, context: LoopContext) {
        self.inner = inner
        self.context = context
        inner.owner = self
    }

    var isWritable: Bool { self.inner.isWritable }

    // MARK: To the client

    func accept(_ head: ResponseHead) {
        self.inner.accept(head)
        self.inner.send(.data(DataPart(whole: .text, ByteBuffer(string: "o"))))
        self.context.wheel.schedule(self, at: self.nextHeartbeat)
    }

    func send(_ part: MessagePart) {
        guard case .data(let data) = part else {
            self.inner.send(part)
            return
        }
        var bytes = ByteBuffer()
        if data.isFirst {
            self.encoder = SockJSStringEncoder()
            bytes.writeStaticString("a[\"")
        }
        self.encoder.write(data.bytes, to: &bytes)
        if data.isLast {
            self.encoder.finish(to: &bytes)
            bytes.writeStaticString("\"]")
        }
        self.isWithinMessage = !data.isLast
        self.inner.send(
            .data(
                DataPart(
                    kind: .text,
                    bytes: bytes,
                    isFirst: data.isFirst,
                    isLast: data.isLast,
                    isUnfragmented: data.isFirst && data.isLast
                )
            )
        )
    }

    func send(_ message: PublishedMessage) {
        switch message.kind {
        case .text, .binary: self.send(.messages([message.content]))
        case .ping, .pong: self.inner.send(message)
        }
    }

    private func send(_ frame: SockJSFrame) {
        var bytes = ByteBuffer()
        frame.write(to: &bytes)
        self.inner.send(PublishedMessage(WebSocketMessageContent(kind: .text, content: bytes)))
    }

    func flush() {
        self.inner.flush()
    }

    func pauseReading() {
        self.inner.pauseReading()
    }

    func resumeReading() {
        self.inner.resumeReading()
    }

    // MARK: End

    func end() {
        self.isOver = true
        self.context.wheel.cancel(self)
        self.inner.end()
    }

    func cut() {
        self.isOver = true
        self.context.wheel.cancel(self)
        self.inner.cut()
    }
}

// MARK: - From the client

extension SockJSFramedClient: WebSocketClientOwner {
    func clientSent(_ part: MessagePart) {
        guard !self.isOver else { return }
        guard case .data(let data) = part else {
            self.owner?.clientSent(part)
            return
        }
        if data.isFirst {
            self.incoming = ByteBuffer()
        }
        let limit = self.context.limits.sockJSSessionBytes
        guard self.incoming.readableBytes + data.bytes.readableBytes <= limit else {
            self.refuse("\(SockJSSendError.messageTooLarge), the limit is \(limit) bytes")
            return
        }
        self.incoming.writeImmutableBuffer(data.bytes)
        guard data.isLast else { return }
        let list = self.incoming
        self.incoming = ByteBuffer()
        self.pass(list, limitBytes: limit)
    }

    private func pass(_ list: ByteBuffer, limitBytes: Int) {
        // SockJS 0.3.3, "WebSocket protocols": empty frames are ignored.
        guard list.readableBytes > 0 else { return }
        do throws(SockJSSendError) {
            for message in try SockJSPayload.messages(in: list, limitBytes: limitBytes) {
                self.owner?.clientSent(.data(DataPart(whole: .text, message)))
            }
        } catch {
            self.refuse("\(error), a JSON list of strings")
        }
    }

    /// Cuts a client that does not speak SockJS.
    private func refuse(_ reason: String) {
        self.context.counters.add(.sockJSRequestsMalformed)
        let owner = self.owner
        self.cut()
        owner?.clientLost("the client broke the SockJS protocol: \(reason)")
    }

    func clientReadComplete() {
        self.owner?.clientReadComplete()
    }

    func clientWritabilityChanged(isWritable: Bool) {
        self.owner?.clientWritabilityChanged(isWritable: isWritable)
    }

    func clientLost(_ reason: String) {
        self.isOver = true
        self.context.wheel.cancel(self)
        self.owner?.clientLost(reason)
    }
}

// MARK: - Time

extension SockJSFramedClient: WheelEntry {
    private var nextHeartbeat: NIODeadline {
        self.context.eventLoop.now + SockJSSessionMachine.heartbeatInterval
    }

    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        guard !self.isOver, self.owner != nil else { return nil }
        // While something is under way to the client it needs no other sign of life.
        if self.inner.isWritable, !self.isWithinMessage {
            self.send(.heartbeat)
            self.inner.flush()
        }
        return now + SockJSSessionMachine.heartbeatInterval
    }
}
