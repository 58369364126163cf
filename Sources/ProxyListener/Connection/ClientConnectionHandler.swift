import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxySessions

/// One client connection: decodes requests, hands them to the dispatcher one after another, writes the responses.
///
/// 1. Order and reuse: `ClientConnectionStateMachine`. 2. Syntax and head limits: `RequestDecoder`. 3. Framing of
/// responses: `ResponseBodyWriter`. 4. Back-pressure: reads are held back while the receiver asks for it or while
/// pipelined bytes wait. 5. Time-outs: one deadline on the loop's wheel, moved lazily.
final class ClientConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long a client may be silent after our last byte before it is closed.
    private static let lingerTime = TimeAmount.seconds(2)
    /// How long a client may go on sending after our last byte.
    private static let longestLingerTime = TimeAmount.seconds(30)

    let service: ConnectionService
    let pass: ConnectionPass
    let info: ConnectionInfo
    var machine = ClientConnectionStateMachine()
    var decoder: RequestDecoder
    var writer = ResponseBodyWriter()
    var context: ChannelHandlerContext?
    private(set) var receiver: (any RequestReceiver)?
    private(set) var responder: ClientResponder?
    private(set) var isReadingPaused = false
    private var isReadHeldBack = false
    /// Something was written to the channel that no flush has followed.
    private var hasUnflushed = false
    /// Sends short responses without the detour through the channel, from the third one on.
    var directWriter = DirectWriter()
    /// Whether a second request has come.
    var isReused = false
    private var isProcessing = false
    /// Whether no request came yet.
    private(set) var isUnused = true
    private(set) var isTunnel = false
    /// When the client last sent something or took what waited for it.
    private(set) var lastActivity: NIODeadline
    /// When something was last sent to the client.
    private var lastSent: NIODeadline
    var wheelPosition: WheelPosition?
    /// When the first byte of an incomplete request head arrived.
    private(set) var headBegan: NIODeadline?
    /// When our last byte had left; `nil` while a slow client still takes what was sent.
    private(set) var lingerBegan: NIODeadline?
    /// The place among the connections of the loop; kept by `OpenConnections` alone.
    var listPosition = 0

    /// A connection that is about to be served.
    ///
    /// - Parameters:
    ///   - service: what it shares with others.
    ///   - pass: its place behind the gate.
    ///   - info: what is known of it.
    ///   - input: what the client has sent already.
    init(_ service: ConnectionService, pass: ConnectionPass, info: ConnectionInfo, input: ByteBuffer = ByteBuffer()) {
        self.service = service
        self.pass = pass
        self.info = info
        self.lastActivity = service.context.eventLoop.now
        self.lastSent = self.lastActivity
        let limits = service.context.limits
        self.decoder = RequestDecoder(
            limits: HeadLimits(
                headBytes: limits.clientHeadBytes,
                fieldCount: limits.headerFieldCount,
                targetBytes: limits.targetBytes
            )
        )
        self.decoder.append(input)
    }

    private var loop: LoopContext { self.service.context }
    private var logger: Logger { self.service.logger }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.service.connections.add(self)
        self.scheduleDeadline(after: min(self.loop.limits.clientHeaderTimeout, self.loop.limits.clientIdleTimeout))
    }

    func channelActive(context: ChannelHandlerContext) {
        // What came while the connection was parked.
        self.process()
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.service.connections.remove(self)
        self.context = nil
        self.pass.channelClosed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.lastActivity = self.loop.eventLoop.now
        guard self.machine.waiting != .clientClose else { return }
        self.decoder.append(self.unwrapInboundIn(data))
        self.process()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.receiver?.requestReadComplete()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if self.shouldHoldBackReads {
            self.isReadHeldBack = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.lastActivity = self.loop.eventLoop.now
        self.receiver?.clientWritabilityChanged(isWritable: context.channel.isWritable)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.directWriter.close()
        self.machine.closed()
        self.loop.wheel.cancel(self)
        self.endExchange()?.clientClosed()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A reset or a broken pipe: the connection is of no further use, and channelInactive tells the receiver.
        self.logger.debug("client connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    // MARK: Requests

    private func process() {
        guard !self.isProcessing else { return }
        self.isProcessing = true
        defer { self.isProcessing = false }
        while self.machine.wantsRequestParts {
            do {
                guard let part = try self.decoder.next() else { break }
                if case .head(_, .none) = part {
                    // The end follows without a byte, and is told by `handle` together with the head.
                    _ = try self.decoder.next()
                }
                self.handle(part)
            } catch {
                self.requestFailed(ProxyError(error))
                return
            }
        }
        if !self.machine.wantsRequestParts || self.decoder.bufferedByteCount == 0 {
            self.headBegan = nil
        } else if self.headBegan == nil {
            self.headBegan = self.lastActivity
            self.scheduleDeadline(after: self.loop.limits.clientHeaderTimeout)
        }
    }

    private func handle(_ part: consuming RequestPart) {
        switch consume part {
        case .head(let head, let framing):
            self.loop.counters.add(.clientRequests)
            self.isUnused = false
            guard !head.forbidsReuse else {
                self.refuseAmbiguous()
                return
            }
            self.machine.requestHeadReceived(isReusable: head.isKeepAlive)
            let isComplete = framing == .none
            if isComplete {
                // Known now, so that an answer within the dispatch leaves the connection usable.
                self.headBegan = nil
                self.machine.requestEnded()
            } else {
                self.scheduleDeadline(after: self.loop.limits.clientBodyTimeout)
            }
            let responder = ClientResponder(connection: self, context: self.loop, info: self.info)
            self.responder = responder
            let receiver = self.service.dispatcher.dispatch(head, framing: framing, responder: responder)
            // The response may have ended within the call.
            if self.responder === responder {
                // It may have been handed over within the call, too.
                let receiver = self.receiver ?? receiver
                self.receiver = receiver
                if isComplete {
                    receiver.requestEnd()
                }
            }
        case .body(let bytes):
            self.receiver?.requestBody(bytes)
        case .end:
            self.headBegan = nil
            self.machine.requestEnded()
            self.receiver?.requestEnd()
        }
    }

    /// A request with both kinds of length is how requests are smuggled: nothing of it is answered or passed on.
    private func refuseAmbiguous() {
        self.loop.counters.add(.clientRequestsMalformed)
        self.logger.info(
            "bad request: both Content-Length and Transfer-Encoding; connection closed",
            metadata: ["client": "\(self.info.peerAddress ?? "local")"]
        )
        self.machine.closed()
        self.context?.close(promise: nil)
    }

    private func requestFailed(_ error: ProxyError) {
        self.loop.counters.add(error.clientCounter)
        switch self.machine.clientFailed() {
        case .answer:
            self.endExchange()?.clientClosed()
            let answer = error.response(isDebug: false)
            var head = answer.head
            head.fields.append("Connection", "close")
            self.writer.begin(head, framing: .length(answer.body.readableBytes))
            self.writer.body(answer.body, emit: self.emit)
            self.linger()
        case .abort:
            self.endExchange()?.clientClosed()
            self.context?.close(promise: nil)
        case .ignore:
            break
        }
        self.logger.info(
            "bad request",
            metadata: ["client": "\(self.info.peerAddress ?? "local")", "reason": "\(error)"]
        )
    }

    // MARK: Responses, called by ClientResponder

    var isWritable: Bool { self.context?.channel.isWritable ?? false }

    func handOver(to receiver: any RequestReceiver) {
        self.receiver = receiver
    }

    var isRequestComplete: Bool { self.machine.isRequestComplete }

    func sendContinue() {
        guard self.context != nil, !self.machine.isResponseBegun else { return }
        var bytes = self.loop.allocator.buffer(capacity: 32)
        bytes.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
        self.emit(bytes)
        self.flush()
    }

    func sendHead(_ head: ResponseHead, framing: BodyFraming, isReusable: Bool) {
        guard self.machine.responseHeadSent(isReusable: isReusable) == .write else { return }
        self.writer.begin(head, framing: framing)
        if framing == .tunnel {
            self.isTunnel = true
            self.machine.tunnelBegan()
            self.decoder.beginTunnel()
            if !self.isProcessing {
                self.process()
                self.readIfHeldBack()
            }
        }
    }

    func sendBody(_ bytes: ByteBuffer) {
        self.writer.body(bytes, emit: self.emit)
    }

    func sendFramed(_ bytes: ByteBuffer) {
        self.writer.framed(bytes, emit: self.emit)
    }

    func sendEnd() {
        let isWhole = self.writer.end()
        guard isWhole else {
            self.abort()
            return
        }
        switch self.machine.responseEnded(isLast: self.loop.isDraining) {
        case .nextRequest:
            _ = self.endExchange()
            self.flush()
            self.openDirectWriterIfReused()
            self.isReadingPaused = false
            self.lastActivity = self.loop.eventLoop.now
            self.scheduleDeadline(after: self.loop.limits.clientIdleTimeout)
            if self.decoder.bufferedByteCount > 0 {
                self.process()
            }
            self.readIfHeldBack()
        case .linger:
            _ = self.endExchange()
            self.linger()
        case .drop:
            break
        }
    }

    func flush() {
        guard let context = self.context else { return }
        if !self.hasUnflushed, self.directWriter.isOpen {
            guard !self.writer.isEmpty else { return }
            self.lastSent = self.loop.eventLoop.now
            if self.writer.send(with: &self.directWriter, over: context.channel) { return }
        }
        self.writer.flush(emit: self.emit)
        guard self.hasUnflushed else { return }
        self.hasUnflushed = false
        self.lastSent = self.loop.eventLoop.now
        context.flush()
    }

    func abort() {
        self.machine.closed()
        _ = self.endExchange()
        self.flush()
        self.context?.close(promise: nil)
    }

    func pauseReading() {
        self.isReadingPaused = true
    }

    func resumeReading() {
        self.isReadingPaused = false
        self.readIfHeldBack()
    }

    /// The socket is somebody else's now: closes the channel without a word to client or exchange.
    func leaveChannel() {
        self.machine.closed()
        self.loop.wheel.cancel(self)
        self.receiver = nil
        self.responder = nil
        self.context?.close(promise: nil)
    }

    // MARK: Parts

    private func emit(_ bytes: ByteBuffer) {
        self.hasUnflushed = true
        self.directWriter.channelWritten()
        self.context?.write(self.wrapOutboundOut(bytes), promise: nil)
    }

    /// Takes the exchange off the connection and gives its receiver for a last word.
    private func endExchange() -> (any RequestReceiver)? {
        self.responder?.detach()
        self.responder = nil
        defer { self.receiver = nil }
        return self.receiver
    }

    /// Shuts our side down after what was written; the client's close, or a short time, ends the connection.
    ///
    /// Closing at once would make the kernel answer the client's unread bytes with a reset, which can destroy a
    /// response on its way (RFC 9112 section 9.6).
    private func linger() {
        self.flush()
        self.isReadingPaused = false
        self.readIfHeldBack()
        self.lastActivity = self.loop.eventLoop.now
        guard let context = self.context else { return }
        // What a slow client has not taken yet leaves first, and only then its time begins.
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenSuccess { self.lastByteSent() }
        context.close(mode: .output, promise: sent)
    }

    private func lastByteSent() {
        let now = self.loop.eventLoop.now
        self.lingerBegan = now
        self.lastActivity = now
        self.scheduleDeadline(after: Self.lingerTime)
    }

    /// Pipelined bytes wait in the decoder; more of them must not be read without a limit.
    private var shouldHoldBackReads: Bool {
        self.isReadingPaused
            || (!self.machine.wantsRequestParts && self.machine.waiting != .clientClose
                && self.decoder.bufferedByteCount > self.loop.limits.clientHeadBytes)
    }

    private func readIfHeldBack() {
        guard self.isReadHeldBack, !self.shouldHoldBackReads else { return }
        self.isReadHeldBack = false
        self.context?.read()
    }
}

// MARK: Time-outs

extension ClientConnectionHandler: WheelEntry {
    private func scheduleDeadline(after time: TimeAmount) {
        self.loop.wheel.schedule(self, at: self.loop.eventLoop.now + time)
    }

    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        guard self.context != nil else { return nil }
        let limits = self.loop.limits
        switch self.machine.waiting {
        case .nothing:
            return nil
        case .requestHead:
            if let began = self.headBegan {
                return self.check(began + limits.clientHeaderTimeout, now: now) { self.timedOut() }
            }
            return self.check(self.idleDeadline, now: now) { self.closeIdle() }
        case .requestBody where !self.isTunnel:
            // While we hold back reads, the client cannot be blamed for the silence.
            if self.isReadingPaused { return now + limits.clientBodyTimeout }
            return self.check(self.lastActivity + limits.clientBodyTimeout, now: now) { self.timedOut() }
        case .requestBody, .response:
            return self.check(self.idleDeadline, now: now) { self.closeIdle() }
        case .clientClose:
            guard let began = self.lingerBegan else {
                return self.check(self.idleDeadline, now: now) { self.closeIdle() }
            }
            let deadline = min(self.lastActivity + Self.lingerTime, began + Self.longestLingerTime)
            return self.check(deadline, now: now) { self.context?.close(promise: nil) }
        }
    }

    private var idleDeadline: NIODeadline {
        max(self.lastActivity, self.lastSent) + self.loop.limits.clientIdleTimeout
    }

    /// Acts when `deadline` has passed; else says when to look again.
    private func check(_ deadline: NIODeadline, now: NIODeadline, act: () -> Void) -> NIODeadline? {
        guard deadline <= now else { return deadline }
        act()
        return self.machine.waiting == .nothing ? nil : now + Self.lingerTime
    }

    private func timedOut() {
        self.requestFailed(ProxyError(.requestTimeout))
    }

    private func closeIdle() {
        self.loop.counters.add(.clientIdleClosed)
        self.machine.closed()
        self.endExchange()?.clientClosed()
        self.context?.close(promise: nil)
    }
}
