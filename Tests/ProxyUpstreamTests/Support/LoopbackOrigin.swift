import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server on the loopback interface whose answers a test writes down.
final class LoopbackOrigin: Sendable {
    /// What a connection has received since it last answered.
    struct Request {
        /// Connections are counted from 0.
        let connection: Int
        /// How many answers this connection has given before.
        let answersBefore: Int
        let text: String
    }

    enum Answer: Sendable {
        /// More has to come first.
        case wait
        case send(String)
        /// Sends so many bytes of `x` after the head, as fast as they are taken.
        case stream(head: String, byteCount: Int)
        /// Sends, and ends the sending half.
        case finish(String)
        /// Sends, and closes at once: what the client sent beyond is answered with a reset.
        case reject(String)
        /// Closes without a word.
        case close
    }

    let port: Int
    /// The numbers of the connections that were closed, in order.
    let closes: AsyncStream<Int>
    private let listener: any Channel
    private let counts: Counts

    /// What all connections count together.
    fileprivate final class Counts: Sendable {
        let connections = Atomic(0)
        let receivedBytes = Atomic(0)
        let streamedBytes = Atomic(0)
        let finished = Atomic(0)
    }

    /// Not the loops of the clients, so that a test may hold one of those up.
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    var connectionCount: Int { self.counts.connections.load(ordering: .relaxed) }
    var receivedByteCount: Int { self.counts.receivedBytes.load(ordering: .relaxed) }
    /// How much of the streams was handed to the socket.
    var streamedByteCount: Int { self.counts.streamedBytes.load(ordering: .relaxed) }

    /// How many connections have ended their sending half.
    var finishedCount: Int { self.counts.finished.load(ordering: .acquiring) }

    init(
        host: String = "127.0.0.1",
        tls: NIOSSLContext? = nil,
        answer: @escaping @Sendable (Request) -> Answer
    ) async throws {
        let counts = Counts()
        let (closes, closed) = AsyncStream<Int>.makeStream()
        self.counts = counts
        self.closes = closes
        self.listener = try await ServerBootstrap(group: Self.group)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    if let tls {
                        try connection.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    let handler = OriginScriptHandler(counts: counts, closed: closed, answer: answer)
                    try connection.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: host, port: 0)
            .get()
        self.port = self.listener.localAddress?.port ?? 0
    }

    /// The number of the connection that was closed next.
    func nextClose() async -> Int? {
        var iterator = self.closes.makeAsyncIterator()
        return await iterator.next()
    }

    func stop() async throws {
        try await self.listener.close()
    }

    /// A port on which nobody listens.
    static func unusedPort() async throws -> Int {
        let origin = try await LoopbackOrigin { _ in .close }
        try await origin.stop()
        return origin.port
    }
}

private final class OriginScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let block = ByteBuffer(repeating: UInt8(ascii: "x"), count: 65_536)

    private let counts: LoopbackOrigin.Counts
    private let closed: AsyncStream<Int>.Continuation
    private let answer: @Sendable (LoopbackOrigin.Request) -> LoopbackOrigin.Answer
    private let number: Int
    private var answers = 0
    private var text = ""
    private var bytesToStream = 0
    private var isInputClosed = false

    init(
        counts: LoopbackOrigin.Counts,
        closed: AsyncStream<Int>.Continuation,
        answer: @escaping @Sendable (LoopbackOrigin.Request) -> LoopbackOrigin.Answer
    ) {
        self.counts = counts
        self.closed = closed
        self.answer = answer
        self.number = counts.connections.wrappingAdd(1, ordering: .relaxed).oldValue
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = self.unwrapInboundIn(data)
        self.counts.receivedBytes.wrappingAdd(bytes.readableBytes, ordering: .relaxed)
        self.text += String(buffer: bytes)
        let request = LoopbackOrigin.Request(connection: self.number, answersBefore: self.answers, text: self.text)
        let answer = self.answer(request)
        if case .wait = answer {
            return
        }
        self.answers += 1
        self.text = ""
        switch answer {
        case .wait: break
        case .send(let text): self.send(text, context: context)
        case .stream(let head, let byteCount):
            self.bytesToStream = byteCount
            self.send(head, context: context)
            self.stream(context: context)
        case .finish(let text):
            self.send(text, context: context)
            let finished = context.eventLoop.makePromise(of: Void.self)
            context.close(mode: .output, promise: finished)
            let counts = self.counts
            finished.futureResult.whenComplete { _ in
                counts.finished.wrappingAdd(1, ordering: .releasing)
            }
        case .reject(let text):
            self.send(text, context: context)
            context.close(promise: nil)
        case .close: context.close(promise: nil)
        }
    }

    private func send(_ text: String, context: ChannelHandlerContext) {
        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private func stream(context: ChannelHandlerContext) {
        while self.bytesToStream > 0, context.channel.isWritable {
            var block = Self.block
            let bytes = block.readSlice(length: min(self.bytesToStream, block.readableBytes)) ?? ByteBuffer()
            self.bytesToStream -= bytes.readableBytes
            self.counts.streamedBytes.wrappingAdd(bytes.readableBytes, ordering: .relaxed)
            context.writeAndFlush(self.wrapOutboundOut(bytes), promise: nil)
        }
    }

    /// A client that has ended its half is let go once the stream is written.
    private func closeWhenDone(context: ChannelHandlerContext) {
        guard self.isInputClosed, self.bytesToStream == 0 else { return }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer()), promise: written)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.stream(context: context)
        self.closeWhenDone(context: context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            self.isInputClosed = true
            self.closeWhenDone(context: context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.closed.yield(self.number)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
