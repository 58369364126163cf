import GRIP
import Logging
package import NIOCore
package import ProxyFanout

/// The socket side of a control connection.
///
/// 1. Feeds what arrives to a `ControlConnection` and does what that asks for.
/// 2. Hands items to the `PublishSink`. Nothing is allocated for that but the closure that brings the outcomes back.
/// 3. Gathers the answers of a read turn in one buffer, which is written once and used again.
/// 4. Stops reading while too much waits behind a publish, and stops answering while the client does not read.
/// 5. Looks at the clock once a second.
///
/// Belongs to the event loop of its connection.
package final class ControlConnectionHandler: ChannelDuplexHandler, WheelEntry {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    /// Tells the connection that the server stops; sent as an inbound user event.
    package enum DrainEvent: Sendable {
        /// No further request will be served.
        case began
    }

    private let port: ControlPort
    private let loop: LoopContext
    private var connection: ControlConnection
    private var output: ByteBuffer
    /// The memory of the buffer before, empty and ready to be `output` again.
    private var spareOutput = ByteBuffer()
    /// What follows the answers in `output`, or in the socket's queue.
    private var sequel = ControlAnswer.Sequel.nextRequest
    private var context: ChannelHandlerContext?
    package var wheelPosition: WheelPosition?
    /// The last answer is on its way to the client.
    private var isLastAnswerWritten = false
    private var isInputClosed = false
    /// Which of the port's rules the connection has.
    private var policyVersion: Int
    private var isAdvancing = false
    private var isInReadTurn = false
    /// Whether the present turn of reading brought items.
    private var hasPublished = false
    private var isReadWithheld = false

    /// A handler for a connection that was just accepted.
    ///
    /// - Parameters:
    ///   - port: what all connections of the port share.
    ///   - loop: the context of the connection's event loop.
    package init(port: ControlPort, loop: LoopContext) {
        self.port = port
        self.loop = loop
        self.output = loop.allocator.buffer(capacity: 256)
        self.policyVersion = port.policyVersion
        self.connection = ControlConnection(
            policy: port.policy,
            headBytes: loop.limits.controlHeadBytes,
            timeouts: port.timeouts,
            now: loop.eventLoop.now
        )
    }

    // MARK: The life of the connection

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.loop.wheel.schedule(self, at: self.now + Self.lookInterval)
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.forget()
    }

    package func channelActive(context: ChannelHandlerContext) {
        // Not known before: the system chooses it while the connection is set up.
        self.connection.localAddress = context.channel.localAddress.flatMap(HostName.normalizedAddress(of:))
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        self.forget()
        context.fireChannelInactive()
    }

    /// Leaves the wheel, and makes sure that outcomes which the sink brings later find nobody.
    private func forget() {
        self.connection.connectionClosed()
        self.context = nil
        self.loop.wheel.cancel(self)
    }

    private var now: NIODeadline { self.loop.eventLoop.now }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.port.logger.debug("control connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            self.isInputClosed = true
            self.connection.inputClosed()
            self.advance(context)
            self.flushUnlessReading(context)
            if self.isLastAnswerWritten {
                context.close(promise: nil)
            }
        case DrainEvent.began:
            switch self.connection.drainBegan() {
            case .close: self.closeAfterOutput(context)
            case .finishRequest: break
            }
        default:
            break
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: Reading

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if self.policyVersion != self.port.policyVersion {
            self.policyVersion = self.port.policyVersion
            self.connection.policy = self.port.policy
        }
        self.isInReadTurn = true
        self.connection.bytesReceived(self.unwrapInboundIn(data))
        self.advance(context)
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        self.isInReadTurn = false
        if self.hasPublished, self.loop.deliversQuickly {
            self.flushAfterDelivery()
        } else {
            self.flush(context)
        }
        self.hasPublished = false
        context.fireChannelReadComplete()
    }

    /// Lets the loop's subscribers have their items before the publisher has its answer.
    ///
    /// A publisher that is woken by the answer takes the processor from the delivery, and has nothing to do but to wait for it.
    private func flushAfterDelivery() {
        let handler = NIOLoopBound(self, eventLoop: self.loop.eventLoop)
        // The turn of delivery is among the loop's tasks already.
        self.loop.eventLoop.execute {
            guard let context = handler.value.context else { return }
            handler.value.flush(context)
        }
    }

    package func read(context: ChannelHandlerContext) {
        if self.mayRead(context) {
            context.read()
        } else {
            self.isReadWithheld = true
        }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.advance(context)
        self.flushUnlessReading(context)
        context.fireChannelWritabilityChanged()
    }

    private func mayRead(_ context: ChannelHandlerContext) -> Bool {
        self.connection.wantsBytes && (context.channel.isWritable || self.sequel != .nextRequest)
    }

    private func readIfWithheld(_ context: ChannelHandlerContext) {
        if self.isReadWithheld, self.mayRead(context) {
            self.isReadWithheld = false
            context.read()
        }
    }

    // MARK: Doing what the connection asks for

    /// Does everything that can be done now.
    ///
    /// A sink may answer within `publish`; the answer is then written and the loop goes on with the next request.
    private func advance(_ context: ChannelHandlerContext) {
        guard !self.isAdvancing else { return }
        self.isAdvancing = true
        defer { self.isAdvancing = false }
        while self.sequel == .nextRequest, context.channel.isWritable {
            switch self.connection.nextStep(now: self.now) {
            case .wait:
                self.readIfWithheld(context)
                return
            case .sendContinue:
                self.output.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
            case .publish(let items, let patience):
                self.publish(items, patience)
            case .recover(let answer):
                self.port.sink.recover()
                self.write(answer)
            case .answer(let answer):
                self.write(answer)
            case .close:
                self.closeAfterOutput(context)
            }
            if self.output.readableBytes > Self.flushBytes {
                self.flush(context)
            }
        }
    }

    /// Answers that gather before they are written in the middle of a turn.
    private static let flushBytes = 32_768

    private func publish(_ items: [PublishItem], _ patience: PublishPatience) {
        self.hasPublished = true
        let handler = NIOLoopBound(self, eventLoop: self.loop.eventLoop)
        self.port.sink.publish(items, on: self.loop.eventLoop, waits: patience) { outcomes in
            handler.value.itemsPublished(outcomes)
        }
    }

    private func itemsPublished(_ outcomes: [ItemOutcome]) {
        guard let answer = self.connection.itemsPublished(outcomes, now: self.now) else { return }
        self.write(answer)
        guard let context = self.context, !self.isAdvancing else { return }
        self.advance(context)
        self.flushUnlessReading(context)
    }

    private func write(_ answer: ControlAnswer) {
        answer.write(to: &self.output)
        self.sequel = answer.sequel
        self.port.journal.record(answer, from: self.context?.remoteAddress, counters: self.loop.counters)
    }

    // MARK: Writing

    private func flushUnlessReading(_ context: ChannelHandlerContext) {
        if !self.isInReadTurn {
            self.flush(context)
        }
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard self.output.readableBytes > 0 else { return }
        guard self.sequel == .nextRequest else { return self.flushLast(context) }
        // A write can come back here through `channelWritabilityChanged`, so `output` changes first.
        var written = self.output
        self.output = self.spareOutput
        self.spareOutput = ByteBuffer()
        context.writeAndFlush(self.wrapOutboundOut(written), promise: nil)
        // One large answer must not cost its memory for as long as the connection lives.
        if written.capacity <= Self.flushBytes * 2 {
            written.clear()
            self.spareOutput = written
        }
    }

    /// Writes what there is, even nothing, and ends the connection when the client has taken it.
    private func flushLast(_ context: ChannelHandlerContext) {
        let written = context.writeAndFlush(self.wrapOutboundOut(self.output))
        self.output.clear()
        written.assumeIsolated().whenComplete { _ in self.lastAnswerWritten() }
    }

    private func closeAfterOutput(_ context: ChannelHandlerContext) {
        self.sequel = .close
        self.flushLast(context)
    }

    private func lastAnswerWritten() {
        self.isLastAnswerWritten = true
        let isOver = self.sequel == .close || self.isInputClosed
        self.context?.close(mode: isOver ? .all : .output, promise: nil)
    }

    // MARK: Time

    /// The time between two looks at the clock.
    private static let lookInterval = TimeAmount.seconds(1)

    package func deadlineReached(now: NIODeadline) -> NIODeadline? {
        guard let context = self.context else { return nil }
        switch self.connection.deadlineChecked(now: now, isCrowded: self.port.isCrowded) {
        case .wait:
            break
        case .close:
            context.close(promise: nil)
        case .answer(let answer):
            self.write(answer)
            self.flush(context)
        }
        return self.context == nil ? nil : now + Self.lookInterval
    }
}
