import HTTP1
import NIOCore
import ProxyFanout
import ProxySessions
import ProxyUpstream
import WebSocket

/// An origin that speaks WebSocket: frames over the tunnel that its 101 began.
///
/// Belongs to the loop of its client.
final class WebSocketTunnel: WebSocketOrigin {
    /// Frames up to this many bytes wait for the next flush.
    private static let gatheredBytes = 16_384

    weak var owner: (any WebSocketOriginOwner)? {
        didSet { self.upstream?.resumeReading() }
    }
    var wheelPosition: WheelPosition?
    private var upstream: UpstreamExchange?
    private let context: LoopContext
    private var decoder: MessageDecoder
    private var encoder = MessageEncoder(as: .client)
    /// Frames that go out with the next flush.
    private var gathered = ByteBuffer()
    /// Whether frames were written since the last flush.
    private var isFlushNeeded = false
    /// Whether the origin has sent its Close.
    private var hasClosed = false
    /// Whether the origin has ended its half.
    private var hasEnded = false
    /// Whether the end was asked for: the origin may still end its half, but nothing more is heard.
    private var isEnding = false

    /// A tunnel that begins to read when its owner is set.
    init(_ upstream: UpstreamExchange, context: LoopContext) {
        self.upstream = upstream
        self.context = context
        self.decoder = MessageDecoder(from: .server)
        upstream.pauseReading()
    }

    var isWritable: Bool { self.upstream?.isWritable ?? false }

    // MARK: To the origin

    func send(_ part: MessagePart) {
        guard !self.isEnding else { return }
        self.encoder.write(part, to: &self.gathered)
        // A turn may bring far more than was read, once it is inflated: `isWritable` must know of it.
        if self.gathered.readableBytes > Self.gatheredBytes {
            self.write()
        }
    }

    private func write() {
        guard self.gathered.readableBytes > 0 else { return }
        var ready = ByteBuffer()
        swap(&ready, &self.gathered)
        self.isFlushNeeded = true
        self.upstream?.sendBody(ready)
    }

    func flush() {
        self.write()
        guard self.isFlushNeeded else { return }
        self.isFlushNeeded = false
        self.upstream?.flush()
    }

    func pauseReading() {
        guard !self.isEnding else { return }
        self.upstream?.pauseReading()
    }

    func resumeReading() {
        self.upstream?.resumeReading()
    }

    func refresh() {
        // An origin that is connected says by itself what it has to say.
    }

    // MARK: End

    func detach() {
        self.send(.close(nil))
        self.end()
    }

    /// Ends our half; the origin has some time to end its own (RFC 6455 section 7.1.1: the server closes first).
    func end() {
        guard !self.isEnding else { return }
        self.flush()
        self.isEnding = true
        self.owner = nil
        guard !self.hasEnded else {
            self.release()?.sendEnd()
            return
        }
        self.upstream?.resumeReading()
        let deadline = self.context.eventLoop.now + self.context.limits.webSocketCloseTimeout
        self.context.wheel.schedule(self, at: deadline)
    }

    func cancel() {
        self.isEnding = true
        self.release()?.cancel()
    }

    private func release() -> UpstreamExchange? {
        self.context.wheel.cancel(self)
        self.owner = nil
        defer { self.upstream = nil }
        return self.upstream
    }

    private func lost(_ reason: String) {
        let owner = self.owner
        self.release()?.cancel()
        owner?.originLost(reason)
    }
}

extension WebSocketTunnel: UpstreamReceiver {
    func upstreamInformational(_ head: ResponseHead) {}

    func upstreamHead(_ head: ResponseHead, framing: BodyFraming) {}

    func upstreamBody(_ bytes: ByteBuffer) {
        guard !self.isEnding else { return }
        self.decoder.append(bytes)
        do throws(WebSocketError) {
            while let owner = self.owner, let part = try self.decoder.next() {
                if case .close = part {
                    self.hasClosed = true
                }
                owner.originSent(part)
            }
        } catch {
            self.context.counters.add(.originErrors)
            self.lost("the origin broke the WebSocket protocol: \(error)")
        }
    }

    func upstreamReadComplete() {
        self.owner?.originReadComplete()
    }

    func upstreamEnd() {
        if self.isEnding {
            // Both halves are to end, the origin's first.
            self.release()?.sendEnd()
        } else if self.hasClosed {
            // It may still want the answer to its Close.
            self.hasEnded = true
        } else {
            self.lost("the origin closed its connection without a Close")
        }
    }

    func upstreamFailed(_ error: UpstreamError) {
        self.lost("\(error)")
    }

    func upstreamWritabilityChanged(isWritable: Bool) {
        self.owner?.originWritabilityChanged(isWritable: isWritable)
    }
}

extension WebSocketTunnel: WheelEntry {
    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        self.release()?.cancel()
        return nil
    }
}
