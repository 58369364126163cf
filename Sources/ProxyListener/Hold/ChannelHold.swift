package import GRIP
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

        /// Content as it is written.
        package func frame(_ content: ByteBuffer) -> ByteBuffer {
            self.isChunked ? PublishedItem.chunk(content).chunk : content
        }
    }

    // What every delivery looks at comes first, and so is close together.
    private let responder: ClientResponder
    /// Whether items go straight to the client.
    private var isUngated = true
    private var isMarked = false
    private var queue = SlowReaderQueue()
    private var stream: Stream?
    private var machine: HoldStateMachine
    /// Looks at items before they are delivered, where order or filters matter; not retained.
    package weak var gate: (any HoldGate)? {
        didSet {
            self.isUngated = self.gate == nil
            self.dropSocket()
        }
    }
    /// The socket to which plain items go without coming here.
    private var socket: ParkedSocket?
    private weak var owner: (any HoldOwner)?
    private let shard: Shard
    package var memberships: [Membership] = []
    package var wheelPosition: WheelPosition?

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
        shard.holds[stream == nil ? .response : .stream] += 1
        shard.subscribe(self, to: channelNames)
        if let deadline = self.machine.nextDeadline {
            shard.context.wheel.schedule(self, at: deadline)
        }
    }

    // MARK: Published items

    package func receive(_ run: ItemRun, turn: FanoutTurn) -> Bool {
        // A client that is behind gets items one by one: some may be dropped for it.
        guard self.isUngated, let stream = self.stream, self.queue.isEmpty, self.responder.isWritable,
            self.machine.itemPublished(.content, now: turn.now) == .write
        else { return false }
        if stream.hasBody {
            self.write(run.streamBytes(isChunked: stream.isChunked), turn: turn)
        }
        return true
    }

    package func receive(_ item: PublishedItem, on membership: Int, turn: FanoutTurn) -> Bool {
        if self.isUngated, self.stream != nil, item.isPlainStreamContent {
            return self.deliver(item, now: turn.now, turn: turn)
        }
        guard let gate = self.gate else {
            if let mismatch = self.contentFilterMismatch(of: item) {
                self.owner?.holdFailed("\(mismatch)")
                return false
            }
            return self.deliver(item, now: turn.now, turn: turn)
        }
        return gate.receive(item, on: self.memberships[membership].channelName, turn: turn)
    }

    /// Content written for filters must not reach a hold without them (reference: GRIP 6.4).
    private func contentFilterMismatch(of item: PublishedItem) -> ContentFilterMismatch? {
        let wanted: [String]?
        if self.stream != nil {
            guard case .send(let content)? = item.item.httpStream else { return nil }
            wanted = content.contentFilters
        } else {
            guard case .send(let content)? = item.item.httpResponse else { return nil }
            wanted = content.contentFilters
        }
        guard let wanted, !wanted.isEmpty else { return nil }
        return SubscriptionFilters(names: []).mismatch(with: wanted)
    }

    /// Delivers an item that may reach the client.
    ///
    /// - Parameters:
    ///   - item: the item.
    ///   - replacement: what filters made of the item's content.
    ///   - now: the present time.
    ///   - turn: the turn of the loop; without it the caller flushes.
    /// - Returns: whether the hold took something from it.
    @discardableResult
    package func deliver(
        _ item: PublishedItem,
        replacement: ByteBuffer? = nil,
        now: NIODeadline,
        turn: FanoutTurn? = nil
    ) -> Bool {
        let (kind, content) = self.offer(of: item, replacement: replacement)
        switch self.machine.itemPublished(kind, now: now) {
        case .ignore:
            return false
        case .write:
            if let content {
                self.write(content, turn: turn)
            }
            return true
        case .end:
            self.release()
            self.drainQueue()
            self.responder.sendEnd()
            self.owner?.holdEnded()
            return true
        case .askAgain:
            self.release()
            self.owner?.holdAsksAgain()
            return true
        case .respond:
            self.release()
            if case .send(let response)? = item.item.httpResponse {
                self.owner?.holdAnswered(with: response, replacement: replacement)
            }
            return true
        }
    }

    /// What an item has for this kind of hold.
    private func offer(
        of item: PublishedItem,
        replacement: ByteBuffer?
    ) -> (kind: HoldStateMachine.ItemKind, content: ByteBuffer?) {
        if let stream = self.stream {
            switch item.item.httpStream {
            case .send?:
                guard stream.hasBody else { return (.content, nil) }
                if let replacement {
                    // An empty chunk would end the body.
                    return (.content, replacement.readableBytes == 0 ? nil : stream.frame(replacement))
                }
                return (.content, stream.isChunked ? item.streamChunk : item.streamContent)
            case .close?: return (.close, nil)
            case .hint?: return (.hint, nil)
            case .refresh?, nil: return (.nothing, nil)
            }
        }
        switch item.item.httpResponse {
        case .send?: return (.content, nil)
        case .hint?: return (.hint, nil)
        case .close?, .refresh?, nil: return (.nothing, nil)
        }
    }

    package func turnEnded() {
        self.isMarked = false
        self.responder.flush()
    }

    /// Writes published bytes; they leave at once if nothing follows in the turn, else at its end.
    private func write(_ bytes: ByteBuffer, turn: FanoutTurn?) {
        if let turn {
            if turn.isLast, !self.isMarked, self.queue.isEmpty, self.responder.sendFramedAtOnce(bytes) {
                self.offerSocket()
                return
            }
            if !self.isMarked {
                self.isMarked = true
                turn.mark(self)
            }
        }
        self.write(bytes)
    }

    // MARK: The short way

    /// Lets further plain items go straight to the socket, if it has one to itself and nothing looks at items before.
    private func offerSocket() {
        guard self.isUngated, let stream = self.stream, stream.hasBody, let socket = self.responder.socket else {
            return
        }
        self.socket = socket
        socket.directForm = stream.isChunked ? .chunked : .raw
        self.shard.setSocket(socket, of: self)
    }

    /// Further items come here first.
    private func dropSocket() {
        guard let socket = self.socket else { return }
        self.socket = nil
        socket.directForm = nil
        self.machine.contentAppended(now: socket.lastDirectSend)
    }

    // MARK: Writing

    /// Appends bytes to a stream that are not framed yet, such as those of a next link; the caller flushes.
    package func append(_ content: ByteBuffer) {
        guard let stream = self.stream, stream.hasBody, content.readableBytes > 0 else { return }
        self.machine.contentAppended(now: self.shard.context.eventLoop.now)
        self.shard.context.statistics?.add(
            .clientContentBytesSent,
            content.readableBytes,
            for: self.responder.statistics
        )
        self.write(stream.frame(content))
    }

    /// Whether it is a stream, and no response that is still to be sent.
    package var isStream: Bool { self.stream != nil }

    /// Whether the client takes what is written.
    package var isWritable: Bool { self.queue.isEmpty && self.responder.isWritable }

    /// Puts the keep-alive of a new instruction in force.
    package func replaceKeepAlive(_ keepAlive: KeepAlive?) {
        guard let stream = self.stream else { return }
        self.stream = Stream(
            isChunked: stream.isChunked,
            hasBody: stream.hasBody,
            keepAlive: keepAlive.flatMap { $0.data.readableBytes == 0 ? nil : stream.frame($0.data) },
            slowReaderPolicy: stream.slowReaderPolicy
        )
        self.machine.keepAliveReplaced(keepAlive, now: self.shard.context.eventLoop.now, jitter: self.jitter())
        if let deadline = self.machine.nextDeadline {
            self.shard.context.wheel.schedule(self, at: deadline)
        }
    }

    /// Changes the subscriptions.
    package func subscribe(to added: [ChannelName], unsubscribingFrom removed: [ChannelName]) {
        self.shard.unsubscribe(self, from: removed)
        self.shard.subscribe(self, to: added)
    }

    /// Ends a stream's body; the connection stays usable.
    package func end() {
        guard self.machine.connectionClosed() == .release else { return }
        self.release()
        self.drainQueue()
        self.responder.sendEnd()
        self.owner?.holdEnded()
    }

    /// Ends the hold without a word; whoever calls goes on with the client.
    package func cancel() {
        guard self.machine.connectionClosed() == .release else { return }
        self.release()
    }

    package func update() {
        if let gate = self.gate {
            gate.update()
        } else if self.stream == nil {
            self.owner?.holdUpdates()
        }
    }

    package var lingers: Bool { self.stream == nil }

    package var receiverKind: ReceiverKind {
        let mode: SubscriptionMode = self.stream == nil ? .response : .stream
        return self.shard.context.statistics?.receiverKind(mode, of: self.responder.statistics) ?? ReceiverKind(mode)
    }

    private func write(_ bytes: ByteBuffer) {
        if self.queue.isEmpty, self.responder.isWritable {
            self.responder.sendFramed(bytes)
            return
        }
        // What waits here must not be overtaken.
        self.dropSocket()
        let policy = self.stream?.slowReaderPolicy ?? .close
        let counters = self.shard.context.counters
        let before = self.queue.byteCount
        defer { self.shard.context.queuedBytes += self.queue.byteCount - before }
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
        self.shard.context.queuedBytes -= self.queue.byteCount
        for bytes in self.queue.takeAll() {
            self.responder.sendFramed(bytes)
        }
    }

    // MARK: Deadlines

    package func deadlineReached(now: NIODeadline) -> NIODeadline? {
        if let socket = self.socket {
            self.machine.contentAppended(now: socket.lastDirectSend)
        }
        let isBlocked = !self.queue.isEmpty || !self.responder.isWritable
        switch self.machine.deadlineChecked(now: now, isBlocked: isBlocked, jitter: self.jitter()) {
        case .writeKeepAlive(let next):
            if let stream = self.stream, stream.hasBody, let bytes = stream.keepAlive {
                self.shard.context.counters.add(.keepAlives)
                self.shard.context.statistics?.keepAliveSent(
                    self.responder.statistics,
                    byteCount: bytes.readableBytes
                )
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
        self.dropSocket()
        self.shard.holds[self.stream == nil ? .response : .stream] -= 1
        self.shard.unsubscribe(self)
        self.shard.context.wheel.cancel(self)
    }

    deinit {
        self.shard.context.queuedBytes -= self.queue.byteCount
    }
}
