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
        /// What happens when the client reads too slowly.
        package let slowReaderPolicy: SlowReaderPolicy

        /// The wire form of a stream.
        package init(isChunked: Bool, hasBody: Bool, slowReaderPolicy: SlowReaderPolicy) {
            self.isChunked = isChunked
            self.hasBody = hasBody
            self.slowReaderPolicy = slowReaderPolicy
        }

        /// Content as it is written.
        package func frame(_ content: ByteBuffer) -> ByteBuffer {
            self.isChunked ? PublishedItem.chunk(content).chunk : content
        }
    }

    // There is one of these per held connection: the order of the properties leaves no gaps, and what every delivery looks at
    // comes first.
    private let responder: ClientResponder
    private var queue = SlowReaderQueue()
    private var machine: HoldStateMachine
    private let stream: Stream?
    private var isMarked = false
    /// Whether the owner's gate looks at items before they are delivered: order or filters matter.
    package var isGated = false {
        didSet { self.dropSocket() }
    }
    /// The socket to which plain items go without coming here.
    private var socket: ParkedSocket?
    /// `nil` from the moment at which the hold is over.
    private var owner: (any HoldOwner)?
    private let shard: Shard
    /// What is written when the keep-alive is due.
    private var keepAlive: FramedContent?
    package var memberships: [Membership] = []
    package var wheelPosition: WheelPosition?

    /// Begins a hold and subscribes it.
    ///
    /// - Parameters:
    ///   - machine: the hold's machine, just started.
    ///   - stream: how a stream is written; `nil` for a response hold.
    ///   - keepAlive: what is written when the machine's keep-alive is due.
    ///   - channelNames: what to subscribe to.
    ///   - shard: the registry of the connection's loop.
    ///   - responder: the way to the client.
    ///   - owner: who finishes the hold; retained until the hold is over.
    package init(
        machine: consuming HoldStateMachine,
        stream: Stream?,
        keepAlive: FramedContent? = nil,
        channelNames: [ChannelName],
        shard: Shard,
        responder: ClientResponder,
        owner: any HoldOwner
    ) {
        self.machine = machine
        self.stream = stream
        self.keepAlive = keepAlive
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
        guard !self.isGated, let stream = self.stream, self.queue.isEmpty, self.responder.isWritable,
            self.machine.itemPublished(.content, now: turn.now) == .write
        else { return false }
        if stream.hasBody {
            self.write(run.streamBytes(isChunked: stream.isChunked), turn: turn)
        }
        return true
    }

    package func receive(_ item: PublishedItem, on membership: Int, turn: FanoutTurn) -> Bool {
        if !self.isGated, self.stream != nil, item.isPlainStreamContent {
            return self.deliver(item, now: turn.now, turn: turn)
        }
        guard self.isGated else {
            if let mismatch = self.contentFilterMismatch(of: item) {
                self.owner?.holdFailed("\(mismatch)")
                return false
            }
            return self.deliver(item, now: turn.now, turn: turn)
        }
        return self.owner?.gate?.receive(item, on: self.memberships[membership].channelName, turn: turn) ?? false
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
            self.sendEnd()
            return true
        case .askAgain:
            self.release()?.holdAsksAgain()
            return true
        case .respond:
            let owner = self.release()
            if case .send(let response)? = item.item.httpResponse {
                owner?.holdAnswered(with: response, replacement: replacement)
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
        guard !self.isGated, let stream = self.stream, stream.hasBody, let socket = self.responder.socket else {
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
        self.keepAlive = keepAlive.flatMap { keepAlive in
            keepAlive.data.readableBytes == 0
                ? nil : self.shard.context.share(FramedContent(stream.frame(keepAlive.data)))
        }
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
        self.sendEnd()
    }

    private func sendEnd() {
        let owner = self.release()
        self.drainQueue()
        self.responder.sendEnd()
        owner?.holdEnded()
    }

    /// Ends the hold without a word; whoever calls goes on with the client.
    package func cancel() {
        guard self.machine.connectionClosed() == .release else { return }
        self.release()
    }

    package func update() {
        if self.isGated {
            self.owner?.gate?.update()
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
            self.release()?.holdOverflowed(queuedBytes: self.queue.byteCount)
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

    /// Asks for the gate's `deadlineReached` at that time, or earlier: a hold and its gate are on the wheel once.
    package func schedule(at deadline: NIODeadline) {
        guard self.owner != nil else { return }
        self.shard.context.wheel.schedule(self, at: deadline)
    }

    package func deadlineReached(now: NIODeadline) -> NIODeadline? {
        let next = self.ownDeadlineReached(now: now)
        guard self.isGated, let gate = self.owner?.gate else { return next }
        let gateNext = gate.deadlineReached(now: now)
        // The gate may have ended the hold.
        guard self.owner != nil else { return nil }
        return [next, gateNext].compactMap { $0 }.min()
    }

    private func ownDeadlineReached(now: NIODeadline) -> NIODeadline? {
        if let socket = self.socket {
            self.machine.contentAppended(now: socket.lastDirectSend)
        }
        let isBlocked = !self.queue.isEmpty || !self.responder.isWritable
        switch self.machine.deadlineChecked(now: now, isBlocked: isBlocked, jitter: self.jitter()) {
        case .writeKeepAlive(let next):
            if let stream = self.stream, stream.hasBody, let keepAlive = self.keepAlive {
                self.shard.context.counters.add(.keepAlives)
                self.shard.context.statistics?.keepAliveSent(
                    self.responder.statistics,
                    byteCount: keepAlive.bytes.readableBytes
                )
                self.write(keepAlive.bytes)
                self.responder.flush()
            }
            return next
        case .respondWithTimeout:
            self.release()?.holdTimedOut()
            return nil
        case .wait(let deadline):
            return deadline
        case .forget:
            return nil
        }
    }

    /// Up to a second is taken off each keep-alive interval.
    private func jitter() -> TimeAmount {
        self.keepAlive == nil ? .zero : .milliseconds(.random(in: 0..<1000))
    }

    // MARK: End

    /// The connection is gone.
    package func close() {
        guard self.machine.connectionClosed() == .release else { return }
        self.shard.context.counters.add(.holdsLeft)
        self.release()
    }

    /// Lets everything go but what is still to be written; gives the owner for a last word.
    @discardableResult
    private func release() -> (any HoldOwner)? {
        self.dropSocket()
        self.shard.holds[self.stream == nil ? .response : .stream] -= 1
        self.shard.unsubscribe(self)
        self.shard.context.wheel.cancel(self)
        defer { self.owner = nil }
        return self.owner
    }

    deinit {
        self.shard.context.queuedBytes -= self.queue.byteCount
    }
}
