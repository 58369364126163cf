import NIOCore
import NIOPosix

/// A publisher's connection over a real socket.
final class PublisherConnection: Sendable {
    let connection: any Channel
    private let answers: NIOLoopBound<AnswerCollector>

    private init(_ connection: any Channel, _ answers: NIOLoopBound<AnswerCollector>) {
        self.connection = connection
        self.answers = answers
    }

    static func open(to address: SocketAddress, group: any EventLoopGroup) async throws -> PublisherConnection {
        let connection = try await ClientBootstrap(group: group)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    try connection.pipeline.syncOperations.addHandler(AnswerCollector())
                }
            }
            .connect(to: address)
            .get()
        let answers = try await connection.eventLoop.submit {
            let collector = try connection.pipeline.syncOperations.handler(type: AnswerCollector.self)
            return NIOLoopBound(collector, eventLoop: connection.eventLoop)
        }.get()
        return PublisherConnection(connection, answers)
    }

    func send(_ text: String) async throws {
        try await self.connection.writeAndFlush(ByteBuffer(string: text))
    }

    /// Everything that came, as soon as it ends with `suffix` or the server closed its side.
    func received(upTo suffix: String) async throws -> String {
        let answers = self.answers
        return try await self.connection.eventLoop.flatSubmit { answers.value.received(upTo: suffix) }.get()
    }
}

private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var text = ""
    private var isEnded = false
    private var waiting: (suffix: String, promise: EventLoopPromise<String>)?
    private var eventLoop: (any EventLoop)?

    func handlerAdded(context: ChannelHandlerContext) {
        self.eventLoop = context.eventLoop
    }

    func received(upTo suffix: String) -> EventLoopFuture<String> {
        guard let eventLoop = self.eventLoop else { preconditionFailure("not in a pipeline") }
        let promise = eventLoop.makePromise(of: String.self)
        self.waiting = (suffix, promise)
        self.check()
        return promise.futureResult
    }

    private func check() {
        guard let waiting = self.waiting, self.isEnded || self.text.hasSuffix(waiting.suffix) else { return }
        self.waiting = nil
        waiting.promise.succeed(self.text)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.text += String(buffer: self.unwrapInboundIn(data))
        self.check()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            self.isEnded = true
            self.check()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.isEnded = true
        self.check()
    }
}
