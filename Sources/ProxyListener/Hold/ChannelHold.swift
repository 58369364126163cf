import GRIP
package import NIOCore
package import ProxyFanout
package import ProxyRouting
package import ProxySessions

/// Drives a hold whose client is a NIO channel.
///
/// The decisions are `HoldStateMachine`'s; this class writes, queues what a slow client does not take, and waits on the
/// loop's wheel. Belongs to the connection's event loop. `close` must be called when the connection is gone.
package final class ChannelHold: Subscriber, WheelEntry {
    /// How a stream is written.
    package struct Stream {
        /// Whether the body is chunked, or raw up to the end of the connection.
        package let isChunked: Bool
        /// False for answers without a body (HEAD, 204): published content is dropped.
        package let hasBody: Bool
        /// What is written when the keep-alive is due, framed.
        package let keepAlive: ByteBuffer?
        /// What happens when the client reads too slowly.
        package let slowReaderPolicy: SlowReaderPolicy

        /// The wire form of a stream.
        package init(
            isChunked: Bool,
            hasBody: Bool,
            keepAlive: ByteBuffer?,
            slowReaderPolicy: SlowReaderPolicy
        ) {
            self.isChunked = isChunked
            self.hasBody = hasBody
            self.keepAlive = keepAlive
            self.slowReaderPolicy = slowReaderPolicy
        }
    }

    package var memberships: [Membership] = []
    package var wheelPosition: WheelPosition?
    private var machine: HoldStateMachine
    private let shard: Shard
    private let responder: ClientResponder
    private let stream: Stream?
    private weak var owner: (any HoldOwner)?
    private var queue = SlowReaderQueue()
    private var isMarked = false

    /// Begins a hold and subscribes it.
    ///
    /// - Parameters:
    ///   - machine: the hold's machine, just started.
    ///   - stream: how a stream is written; `nil` for a response hold.
    ///   - channelNames: what to subscribe to.
    ///   - shard: the registry of the connection's loop.
    ///   - responder: the way to the client.
    ///   - owner: who finishes the hold; not retained.
    package init(
        machine: consuming HoldStateMachine,
        stream: Stream?,
        channelNames: [ChannelName],
        shard: Shard,
        responder: ClientResponder,
        owner: any HoldOwner
    ) {
        self.machine = machine
        self.stream = stream
        self.shard = shard
        self.responder = responder
        self.owner = owner
        shard.subscribe(self, to: channelNames)
        if let deadline = self.machine.nextDeadline {
            shard.context.wheel.schedule(self, at: deadline)
        }
    }

    // MARK: Published items

    package func receive(_ item: PublishedItem, turn: FanoutTurn) -> Bool {
        let (kind, content) = self.offer(of: item)
        switch self.machine.itemPublished(kind, now: turn.now) {
        case .ignore:
            return false
        case .write:
            if let content {
                self.mark(turn)
                self.write(content)
            }
            return true
        case .end:
            self.release()
            self.drainQueue()
            self.responder.sendEnd()
            self.owner?.holdEnded()
            return true
        case .respond:
            self.release()
            if case .send(let response)? = item.item.httpResponse {
                self.owner?.holdAnswered(with: response, of: item.item)
            }
            return true
        }
    }

    /// What an item has for this kind of hold.
    private func offer(of item: PublishedItem) -> (kind: HoldStateMachine.ItemKind, content: ByteBuffer?) {
        if let stream = self.stream {
            switch item.item.httpStream {
            case .send?:
                guard stream.hasBody else { return (.content, nil) }
                return (.content, stream.isChunked ? item.streamChunk : item.streamContent)
            case .close?: return (.close, nil)
            case .hint?, .refresh?, nil: return (.nothing, nil)
            }
        }
        if case .send? = item.item.httpResponse { return (.content, nil) }
        return (.nothing, nil)
    }

    package func turnEnded() {
        self.isMarked = false
        self.responder.flush()
    }

    private func mark(_ turn: FanoutTurn) {
        guard !self.isMarked else { return }
        self.isMarked = true
        turn.mark(self)
    }

    // MARK: Writing

    private func write(_ bytes: ByteBuffer) {
        if self.queue.isEmpty, self.responder.isWritable {
            self.responder.sendFramed(bytes)
            return
        }
        let policy = self.stream?.slowReaderPolicy ?? .close
        let counters = self.shard.context.counters
        switch self.queue.offer(bytes, limitBytes: self.shard.context.limits.clientQueueBytes, policy: policy) {
        case .queued(let dropped):
            if dropped > 0 {
                counters.add(.deliveriesDropped, dropped)
            }
        case .close:
            counters.add(.slowReadersClosed)
            guard self.machine.connectionClosed() == .release else { return }
            self.release()
            self.owner?.holdOverflowed(queuedBytes: self.queue.byteCount)
        }
    }

    /// The client takes bytes again, or not any more.
    package func writabilityChanged(isWritable: Bool) {
        guard isWritable, !self.queue.isEmpty else { return }
        self.drainQueue()
        self.responder.flush()
    }

    private func drainQueue() {
        for bytes in self.queue.takeAll() {
            self.responder.sendFramed(bytes)
        }
    }

    // MARK: Deadlines

    package func deadlineReached(now: NIODeadline) -> NIODeadline? {
        let isBlocked = !self.queue.isEmpty || !self.responder.isWritable
        switch self.machine.deadlineChecked(now: now, isBlocked: isBlocked, jitter: self.jitter()) {
        case .writeKeepAlive(let next):
            if let stream = self.stream, stream.hasBody, let bytes = stream.keepAlive {
                self.shard.context.counters.add(.keepAlives)
                self.write(bytes)
                self.responder.flush()
            }
            return next
        case .respondWithTimeout:
            self.release()
            self.owner?.holdTimedOut()
            return nil
        case .wait(let deadline):
            return deadline
        case .forget:
            return nil
        }
    }

    /// Up to a second is taken off each keep-alive interval.
    private func jitter() -> TimeAmount {
        self.stream?.keepAlive == nil ? .zero : .milliseconds(.random(in: 0..<1000))
    }

    // MARK: End

    /// The connection is gone.
    package func close() {
        guard self.machine.connectionClosed() == .release else { return }
        self.shard.context.counters.add(.holdsLeft)
        self.release()
    }

    private func release() {
        self.shard.unsubscribe(self)
        self.shard.context.wheel.cancel(self)
    }
}
