import Logging
import NIOCore
import NIOEmbedded
import ProxyControl
import ProxyFanout
import Testing

struct AcceptLimitHandlerTests {
    /// A listening pipeline that counts how often it was asked for a connection.
    private final class Listener {
        let pipeline = EmbeddedChannel()
        let counter = ReadCounter()
        let counters = Counters()
        let port: ControlPort
        let handler: AcceptLimitHandler

        init(limit: Int) throws {
            let policy = ControlPolicy(webPageGuard: WebPageGuard(), bodyBytes: 1000, unixTime: { 0 })
            self.port = ControlPort(
                policy: policy,
                timeouts: ControlTimeouts(request: .seconds(1), idle: .seconds(1)),
                sink: RecordingSink(),
                logger: Logger(label: "control") { _ in SwiftLogNoOpLogHandler() }
            )
            self.handler = AcceptLimitHandler(limit: limit, port: self.port, counters: self.counters)
            try self.pipeline.pipeline.syncOperations.addHandlers([self.counter, self.handler])
        }

        /// A connection is accepted.
        func accept() -> EmbeddedChannel {
            let connection = EmbeddedChannel(loop: self.pipeline.embeddedEventLoop)
            self.pipeline.pipeline.fireChannelRead(connection as any Channel)
            return connection
        }
    }

    @Test func noMoreThanTheLimitAreAccepted() throws {
        let listener = try Listener(limit: 2)
        let first = listener.accept()
        listener.pipeline.read()
        #expect(listener.counter.count == 1)
        #expect(!listener.port.isCrowded)
        let second = listener.accept()
        listener.pipeline.read()
        listener.pipeline.read()
        #expect(listener.counter.count == 1)
        #expect(listener.port.isCrowded)
        #expect(listener.counters.value(.controlConnectionsFull) == 1)
        try first.close().wait()
        listener.pipeline.embeddedEventLoop.run()
        #expect(listener.counter.count == 2)
        #expect(!listener.port.isCrowded)
        try second.close().wait()
        listener.pipeline.embeddedEventLoop.run()
        #expect(listener.counter.count == 2)
    }

    @Test func drainIsOverWhenAllConnectionsAreClosed() throws {
        let listener = try Listener(limit: 10)
        let connections = [listener.accept(), listener.accept()]
        let events = EventCollector()
        try connections[0].pipeline.syncOperations.addHandler(events)
        let drained = listener.handler.drain(on: listener.pipeline.eventLoop)
        #expect(events.count == 1)
        let isOver = NIOLoopBoundBox(false, eventLoop: listener.pipeline.eventLoop)
        drained.whenSuccess { isOver.value = true }
        try connections[0].close().wait()
        listener.pipeline.embeddedEventLoop.run()
        #expect(!isOver.value)
        listener.handler.closeAll()
        listener.pipeline.embeddedEventLoop.run()
        #expect(isOver.value)
        #expect(listener.counter.count == 0)
    }

    @Test func drainOfAnUnusedServerIsOverAtOnce() throws {
        let listener = try Listener(limit: 1)
        try listener.handler.drain(on: listener.pipeline.eventLoop).wait()
        try listener.handler.drain(on: listener.pipeline.eventLoop).wait()
    }
}

/// Counts the drain events that reach a connection.
private final class EventCollector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    var count = 0

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ControlConnectionHandler.DrainEvent {
            self.count += 1
        }
    }
}
