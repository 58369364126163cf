import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends a connection with its first response, which says so.
final class CloseAfterResponseHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch self.unwrapOutboundIn(data) {
        case .head(var head):
            head.headerFields[.connection] = "close"
            context.write(self.wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            let sent = promise ?? context.eventLoop.makePromise()
            let connection = context.channel
            sent.futureResult.whenComplete { _ in
                connection.close(promise: nil)
            }
            context.write(data, promise: sent)
        case .body:
            context.write(data, promise: promise)
        }
    }
}
