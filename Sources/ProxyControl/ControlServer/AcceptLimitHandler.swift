package import NIOCore
package import ProxyFanout

/// Accepts no further connection while as many as allowed are open; those beyond wait in the kernel's queue.
///
/// Sits in the pipeline of the listening socket and belongs to its event loop. While all connections are in use it
/// says so through `ControlPort.isCrowded`, and unused ones close to make room.
package final class AcceptLimitHandler: ChannelDuplexHandler {
    package typealias InboundIn = any Channel
    package typealias InboundOut = any Channel
    package typealias OutboundIn = Never
    package typealias OutboundOut = Never

    private let limit: Int
    private let port: ControlPort
    private let counters: Counters
    private var connections: [ObjectIdentifier: any Channel] = [:]
    private var isReadWithheld = false
    private var isDraining = false
    private var allClosed: EventLoopPromise<Void>?

    /// A handler that lets `limit` connections be open at a time.
    package init(limit: Int, port: ControlPort, counters: Counters) {
        self.limit = max(limit, 1)
        self.port = port
        self.counters = counters
    }

    package func read(context: ChannelHandlerContext) {
        if self.connections.count < self.limit {
            context.read()
        } else {
            self.isReadWithheld = true
        }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let connection = self.unwrapInboundIn(data)
        self.connections[ObjectIdentifier(connection)] = connection
        if self.connections.count == self.limit {
            self.port.isCrowded = true
            self.counters.add(.controlConnectionsFull)
        }
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        connection.closeFuture.hop(to: context.eventLoop).whenComplete { _ in
            handler.value.closed(connection, context: bound.value)
        }
        context.fireChannelRead(data)
    }

    private func closed(_ connection: any Channel, context: ChannelHandlerContext) {
        self.connections[ObjectIdentifier(connection)] = nil
        if self.connections.count < self.limit {
            self.port.isCrowded = false
            if self.isReadWithheld, !self.isDraining {
                self.isReadWithheld = false
                context.read()
            }
        }
        if self.connections.isEmpty {
            self.allClosed?.succeed()
            self.allClosed = nil
        }
    }

    /// Tells every connection that the server stops; the future succeeds when all of them are closed.
    package func drain(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        self.isDraining = true
        let promise = eventLoop.makePromise(of: Void.self)
        self.allClosed?.futureResult.cascade(to: promise)
        if self.connections.isEmpty {
            promise.succeed()
        } else if self.allClosed == nil {
            self.allClosed = promise
        }
        for connection in self.connections.values {
            connection.pipeline.fireUserInboundEventTriggered(ControlConnectionHandler.DrainEvent.began)
        }
        return promise.futureResult
    }

    /// Closes what is still open.
    package func closeAll() {
        for connection in self.connections.values {
            connection.close(promise: nil)
        }
    }
}
