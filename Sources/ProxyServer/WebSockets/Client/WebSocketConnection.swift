import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import WebSocket

/// A client that speaks WebSocket: frames over the tunnel that our 101 begins.
///
/// Belongs to the loop of its connection.
final class WebSocketConnection: WebSocketClient {
    weak var owner: (any WebSocketClientOwner)?
    private let responder: ClientResponder
    private let handshake: ClientHandshake
    private let compression: (parameters: DeflateParameters, fieldValue: String)?
    private let compressedFrames: CompressedFrames
    private let policy: SlowReaderPolicy
    private let logger: Logger
    private var decoder: MessageDecoder
    private var encoder: MessageEncoder
    private var queue = SlowReaderQueue()
    /// The socket to which frames go without coming here.
    private var socket: ParkedSocket?
    private var lastFrameOfFormerSocket: NIODeadline?
    /// Whether the origin is within a message, so that no other one may begin.
    private var isWithinMessage = false
    private var isPaused = false
    /// Whether a Close was sent: nothing may follow it.
    private var isCloseSent = false
    /// Whether nothing is read any more.
    private var isOver = false {
        didSet { self.endDirectFrames() }
    }

    /// A connection whose handshake is not answered yet.
    ///
    /// - Parameters:
    ///   - handshake: what the client asked.
    ///   - compression: what is agreed on, if compression is.
    ///   - compressedFrames: the loop's compressors, and what they made.
    ///   - responder: the way to the client.
    ///   - policy: what happens when the client reads too slowly.
    ///   - logger: told of clients that break the protocol.
    init(
        _ handshake: ClientHandshake,
        compression: (parameters: DeflateParameters, fieldValue: String)?,
        compressedFrames: CompressedFrames,
        responder: ClientResponder,
        policy: SlowReaderPolicy,
        logger: Logger
    ) {
        self.handshake = handshake
        self.compression = compression
        self.compressedFrames = compressedFrames
        self.responder = responder
        self.policy = policy
        self.logger = logger
        self.decoder = MessageDecoder(
            from: .client,
            deflate: compression?.parameters,
            limits: DecoderLimits(inflatedMessageBytes: responder.context.limits.inflatedMessageBytes),
            streams: compressedFrames.streams
        )
        self.encoder = MessageEncoder(as: .server, deflate: compression?.parameters, streams: compressedFrames.streams)
    }

    var isWritable: Bool { self.responder.isWritable }

    // MARK: To the client

    func accept(_ head: ResponseHead) {
        let complete = AcceptanceHead.complete(
            head,
            key: self.handshake.key,
            compression: self.compression?.fieldValue
        )
        self.responder.sendHead(complete, framing: .tunnel, isReusable: false)
    }

    func send(_ part: MessagePart) {
        self.endDirectFrames()
        if case .close = part {
            // What was published before the Close comes before it.
            self.emptyQueue()
            // Within a message of the origin's none of them can be sent any more.
            let dropped = self.takeQueue().count
            if dropped > 0 {
                self.responder.context.counters.add(.deliveriesDropped, dropped)
            }
            self.isCloseSent = true
        }
        var bytes = self.responder.context.allocator.buffer(capacity: 0)
        self.encoder.write(part, to: &bytes)
        self.responder.sendFramed(bytes)
        if case .data(let data) = part {
            self.isWithinMessage = !data.isLast
            if data.isLast {
                self.drainQueue()
            }
        }
    }

    func send(_ message: PublishedMessage) {
        let frame = self.frame(message)
        let isControl = message.kind == .ping || message.kind == .pong
        if self.queue.isEmpty, self.responder.isWritable, isControl || !self.isWithinMessage {
            self.responder.sendFramed(frame)
            return
        }
        // What waits here must not be overtaken.
        self.endDirectFrames()
        let context = self.responder.context
        let before = self.queue.byteCount
        defer { context.queuedBytes += self.queue.byteCount - before }
        switch self.queue.offer(frame, limitBytes: context.limits.clientQueueBytes, policy: self.policy) {
        case .queued(let dropped):
            if dropped > 0 {
                context.counters.add(.deliveriesDropped, dropped)
            }
        case .close:
            context.counters.add(.slowReadersClosed)
            self.lose("it let more than client_queue_bytes (\(context.limits.clientQueueBytes) bytes) wait")
        }
    }

    func beginDirectFrames() -> ParkedSocket? {
        guard self.compression == nil, self.queue.isEmpty, !self.isWithinMessage, !self.isCloseSent, !self.isOver,
            let socket = self.responder.socket
        else { return nil }
        self.socket = socket
        socket.directForm = .webSocket
        return socket
    }

    func endDirectFrames() {
        guard let socket = self.socket else { return }
        self.socket = nil
        socket.directForm = nil
        self.lastFrameOfFormerSocket = socket.lastDirectSend
    }

    var lastDirectFrame: NIODeadline? { self.socket?.lastDirectSend ?? self.lastFrameOfFormerSocket }

    private func frame(_ message: PublishedMessage) -> ByteBuffer {
        if let frame = self.sharedFrame(message) {
            return frame
        }
        var bytes = self.responder.context.allocator.buffer(capacity: message.content.readableBytes + 10)
        switch message.kind {
        case .text: self.encoder.writeMessage(.text, message.content, to: &bytes)
        case .binary: self.encoder.writeMessage(.binary, message.content, to: &bytes)
        case .ping: self.encoder.write(.ping(message.content), to: &bytes)
        case .pong: self.encoder.write(.pong(message.content), to: &bytes)
        }
        return bytes
    }

    /// The frame that other clients of the loop get as well.
    private func sharedFrame(_ message: PublishedMessage) -> ByteBuffer? {
        guard let item = message.item else { return nil }
        guard let compression = self.compression else { return item.webSocketFrame }
        return compression.parameters.acceptsSharedFrames ? self.compressedFrames.frame(of: item) : nil
    }

    private func drainQueue() {
        guard self.responder.isWritable else { return }
        self.emptyQueue()
    }

    private func emptyQueue() {
        guard !self.queue.isEmpty, !self.isWithinMessage else { return }
        for frame in self.takeQueue() {
            self.responder.sendFramed(frame)
        }
    }

    private func takeQueue() -> [ByteBuffer] {
        self.responder.context.queuedBytes -= self.queue.byteCount
        return self.queue.takeAll()
    }

    deinit {
        self.responder.context.queuedBytes -= self.queue.byteCount
    }

    func flush() {
        self.responder.flush()
    }

    // MARK: From the client

    /// Bytes came.
    func received(_ bytes: ByteBuffer) {
        guard !self.isOver else { return }
        self.decoder.append(bytes)
        self.decode()
    }

    private func decode() {
        do throws(WebSocketError) {
            while !self.isPaused, let owner = self.owner, let part = try self.decoder.next() {
                owner.clientSent(part)
            }
        } catch {
            self.refuse(error)
        }
    }

    /// A turn of reading is over.
    func readComplete() {
        self.owner?.clientReadComplete()
    }

    func pauseReading() {
        self.isPaused = true
        self.responder.pauseReading()
    }

    func resumeReading() {
        guard self.isPaused else { return }
        self.isPaused = false
        self.decode()
        if !self.isPaused {
            self.responder.resumeReading()
        }
        self.owner?.clientReadComplete()
    }

    /// The client takes bytes again, or not any more.
    func writabilityChanged(isWritable: Bool) {
        if isWritable {
            self.drainQueue()
            self.responder.flush()
        }
        // What waited may have filled the window again.
        self.owner?.clientWritabilityChanged(isWritable: self.isWritable)
    }

    // MARK: End

    func end() {
        guard !self.isOver else { return }
        self.isOver = true
        self.responder.sendEnd()
    }

    func cut() {
        guard !self.isOver else { return }
        self.isOver = true
        self.responder.abort()
    }

    /// The connection is gone.
    func closed() {
        guard !self.isOver else { return }
        self.isOver = true
        self.owner?.clientLost("the client closed its connection without a Close")
    }

    /// The client broke the protocol: it is told so, and the connection ends (RFC 6455 section 7.1.7).
    private func refuse(_ error: WebSocketError) {
        self.responder.context.counters.add(.webSocketProtocolErrors)
        self.logger.info(
            "WebSocket closed: \(error)",
            metadata: [
                "client": "\(self.responder.info.peerAddress ?? "local")", "close.code": "\(error.closeCode)",
            ]
        )
        if !self.isCloseSent {
            self.send(.close(ClosePayload(code: error.closeCode, reason: "\(error)")))
        }
        self.isOver = true
        self.responder.sendEnd()
        self.owner?.clientLost("the client broke the WebSocket protocol: \(error)")
    }

    private func lose(_ reason: String) {
        guard !self.isOver else { return }
        self.logger.warning(
            "slow reader closed: \(reason)",
            metadata: [
                "client": "\(self.responder.info.peerAddress ?? "local")", "queued": "\(self.queue.byteCount)",
            ]
        )
        self.isOver = true
        self.responder.abort()
        self.owner?.clientLost(reason)
    }
}
