import HTTP1
import NIOCore
import ProxySessions

/// Answers a connection over `client_maxconn` with 503 and lets the client take the answer.
///
/// Where the answer would need a TLS handshake first, which is work that a flood can ask for, the connection is closed.
final class RefusalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limit: Int
    private let answers: Bool

    init(limit: Int, answers: Bool = true) {
        self.limit = limit
        self.answers = answers
    }

    func channelActive(context: ChannelHandlerContext) {
        guard self.answers else {
            context.close(promise: nil)
            return
        }
        let error = ProxyError(.overloaded(limit: "client_maxconn of \(self.limit) connections", retryAfterSeconds: 1))
        let answer = error.response(isDebug: false)
        var head = answer.head
        head.fields.append("Connection", "close")
        var bytes = context.channel.allocator.buffer(capacity: 256)
        head.write(to: &bytes)
        bytes.writeImmutableBuffer(answer.body)
        context.writeAndFlush(self.wrapOutboundOut(bytes), promise: nil)
        context.close(mode: .output, promise: nil)
        // A client that does not close must not keep the descriptor.
        let closing = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .seconds(1)) {
            closing.value.close(promise: nil)
        }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The request is not looked at.
    }
}
