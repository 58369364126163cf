import NIOCore

/// One connection of a socket, on the socket's event loop.
///
/// 1. Decodes what comes in and asks `ConnectionStateMachine` what it means.
/// 2. Reads only while somebody takes what is read: see `SocketPattern.pausesReading`.
/// 3. Keeps what waits to be sent, as the connection takes it (`PeerConnection+Sending`).
///
/// Messages that came before the peer closed are delivered even if reading is paused then.
final class PeerConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let core: SocketCore
    let endpoint: ZMTPEndpoint
    /// What made this connection, and makes the next one; nothing for one that was accepted.
    private let dialer: Dialer?

    var context: ChannelHandlerContext?
    var outgoing = OutgoingQueue()
    var flushIsScheduled = false
    var silence = SilenceWatch()
    /// What is known of the peer, from the end of the handshake on.
    private(set) var info: PeerInfo?
    /// Requests of this peer that wait for their answer.
    var requestsInFlight = 0

    private var machine: ConnectionStateMachine
    private var decoder: WireDecoder
    private var handshakeTimeout: Scheduled<Void>?
    private var isProcessing = false
    /// A read was left out because reading is paused.
    private var owesRead = false
    /// The connection is closed, and there may be messages left that came before.
    private var hasEnded = false
    /// Nothing more is done with this connection.
    private var isFinished = false
    /// Where the peer is.
    private var address = ""

    init(_ core: SocketCore, endpoint: ZMTPEndpoint, dialer: Dialer?) {
        self.core = core
        self.endpoint = endpoint
        self.dialer = dialer
        self.machine = ConnectionStateMachine(own: core.pattern.socketType, isAccepted: dialer == nil)
        self.decoder = WireDecoder(limits: core.options.limits)
    }

    /// The handshake is done, and the connection has not ended.
    var isOpen: Bool { self.info != nil && !self.hasEnded && !self.isFinished }

    var isPaused: Bool {
        self.info != nil && (self.core.isPaused || self.core.pattern.pausesReading(of: self))
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive {
            self.begin(context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        self.begin(context)
    }

    private func begin(_ context: ChannelHandlerContext) {
        self.address = self.endpoint.description
        if let remote = context.remoteAddress, let host = remote.ipAddress, let port = remote.port {
            self.address = ZMTPEndpoint.tcp(host: host, port: port).description
        }
        guard self.core.admit(self) else {
            return self.fail(.tooManyPeers(limit: self.core.options.limits.peers))
        }
        var greeting = context.channel.allocator.buffer(capacity: Greeting.byteCount)
        Greeting.own.write(to: &greeting)
        context.writeAndFlush(self.wrapOutboundOut(greeting), promise: nil)
        let limit = self.core.options.limits.handshakeTimeout
        self.handshakeTimeout = context.eventLoop.assumeIsolated().scheduleTask(in: limit) {
            self.perform(self.machine.handshakeDeadlineReached())
        }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.silence.heard(now: context.eventLoop.now)
        self.decoder.append(self.unwrapInboundIn(data))
        self.process()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.flush()
        self.readMore()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            self.flush()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.hasEnded = true
        self.handshakeTimeout?.cancel()
        self.silence.cancel()
        self.process()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.fail(.connection("\(error)"))
    }

    // MARK: Reading

    /// Goes on with what was left when reading was paused, if it is not any longer.
    func resumeReading() {
        self.process()
        if self.owesRead {
            self.readMore()
        }
    }

    private func readMore() {
        self.owesRead = self.isPaused
        if !self.owesRead {
            self.context?.read()
        }
    }

    /// Takes what was read apart until there is no more, or until nobody takes it.
    private func process() {
        // A receiver may pause and resume reading from within.
        guard !self.isProcessing else { return }
        self.isProcessing = true
        defer { self.isProcessing = false }
        do throws(ZMTPError) {
            while !self.isPaused, !self.isFinished {
                guard let event = try self.decoder.next() else {
                    if self.hasEnded { self.finish(nil) }
                    return
                }
                self.perform(self.machine.received(event))
            }
        } catch {
            self.fail(error)
        }
    }

    private func perform(_ action: ConnectionStateMachine.OnEvent) {
        switch action {
        case .ignore: break
        case .sendReady: self.sendReady()
        case .open(let handshake, let sendsReady):
            if sendsReady { self.sendReady() }
            self.open(handshake)
        case .deliver(let message): self.core.pattern.received(message, from: self)
        case .subscribe(let topic): self.core.pattern.subscribed(self, to: topic)
        case .cancel(let topic): self.core.pattern.cancelled(self, topic: topic)
        case .pong(let context, let timeToLive):
            _ = self.send(WireEncoder.pong(context: context))
            self.announced(timeToLive: timeToLive)
        case .fail(let error, let tellsPeer): self.fail(error, tellsPeer: tellsPeer)
        }
    }

    private func sendReady() {
        self.outgoing.append(WireEncoder.ready(PeerProperties(self.core.pattern.socketType)))
        self.flush()
    }

    private func open(_ handshake: ConnectionStateMachine.Handshake) {
        self.handshakeTimeout?.cancel()
        let info = PeerInfo(
            address: self.address,
            socketType: handshake.socketType,
            version: handshake.version
        )
        self.info = info
        self.dialer?.opened()
        self.core.options.report(.peerConnected(info))
        self.core.pattern.opened(self)
    }

    // MARK: The end

    /// Gives the connection up: reports why, and closes.
    func fail(_ error: ZMTPError, tellsPeer: Bool = false) {
        if tellsPeer, let context = self.context {
            context.writeAndFlush(self.wrapOutboundOut(WireEncoder.error(error.description)), promise: nil)
        }
        self.finish(error)
    }

    /// Closes without a word, because the socket is closed.
    func shutDown() {
        self.isFinished = true
        self.close()
    }

    private func finish(_ error: ZMTPError?) {
        guard !self.isFinished else { return }
        self.isFinished = true
        let report = self.core.options.report
        if let info = self.info {
            if let error { report(.peerFailed(info, reason: error)) }
            report(.peerDisconnected(info))
            self.core.pattern.closed(self)
        } else if let reason = error ?? self.machine.ended(hasHeard: self.silence.hasHeard) {
            report(.peerRefused(address: self.address, reason: reason))
        }
        self.core.left(self)
        self.close()
        self.dialer?.ended()
    }

    private func close() {
        self.handshakeTimeout?.cancel()
        self.silence.cancel()
        self.context?.close(mode: .all, promise: nil)
    }
}
