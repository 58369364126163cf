import HTTP1
import NIOCore
import ProxyFanout

extension OriginConnection {
    /// Hands on what was decoded, until there is no more, the receiver pauses, or the exchange is over.
    func deliver() {
        guard !self.isDelivering else { return }
        self.isDelivering = true
        self.hasRest = false
        defer { self.isDelivering = false }
        while !self.isPaused, let exchange = self.exchange, let receiver = exchange.receiver {
            self.turnReceiver = receiver
            do {
                guard let part = try self.decoder.next() else { return }
                self.deliver(part, of: exchange, to: receiver)
            } catch {
                self.broke(.malformed(error))
                return
            }
        }
        self.hasRest = self.isPaused
    }

    private func deliver(
        _ part: consuming ResponsePart,
        of exchange: UpstreamExchange,
        to receiver: any UpstreamReceiver
    ) {
        switch consume part {
        case .informational(let head):
            receiver.upstreamInformational(head)
        case .head(let head, let framing):
            switch self.machine.headArrived(framing: framing, isKeepAlive: head.isKeepAlive) {
            case .deliver: receiver.upstreamHead(head, framing: framing)
            case .fail(let kind): self.fail(kind, retry: .never)
            }
        case .body(let bytes):
            receiver.upstreamBody(bytes)
        case .end:
            self.responseEnded(of: exchange, to: receiver)
        }
    }

    private func responseEnded(of exchange: UpstreamExchange, to receiver: any UpstreamReceiver) {
        let isLastByte =
            self.decoder.bufferedByteCount == 0 && self.pendingEnd == nil && !self.isHeadWaiting && self.isWritable
        switch self.machine.responseEnded(isLastByte: isLastByte) {
        case .settle:
            self.exchange = nil
            exchange.finish()
        case .close:
            self.exchange = nil
            exchange.finish()
            self.closeNow()
        case .finish:
            self.exchange = nil
            exchange.finish()
        case .halfClose:
            break
        }
        receiver.upstreamEnd()
    }

    /// The read turn is over: the connection may be free now, and the receiver flushes.
    func endTurn() {
        let receiver = self.turnReceiver
        self.turnReceiver = nil
        if self.machine.turnEnded() {
            self.hasTraffic = true
            self.pool.connectionReady(self)
        }
        receiver?.upstreamReadComplete()
    }

    /// The origin sends nothing more.
    func inputEnded(_ end: PendingEnd) {
        if self.pendingEnd == nil {
            self.pendingEnd = end
        }
        guard !self.isPaused || self.exchange == nil else { return }
        self.finishInput()
    }

    /// Everything that came is delivered; now its end.
    private func finishInput() {
        guard let exchange = self.exchange, let receiver = exchange.receiver, self.pendingEnd == .clean,
            self.machine.phase != .securing
        else { return self.broke(.ended) }
        self.turnReceiver = receiver
        do {
            if let part = try self.decoder.finish() {
                self.deliver(part, of: exchange, to: receiver)
            } else {
                self.broke(.ended)
            }
        } catch {
            self.broke(.ended)
        }
        self.endTurn()
    }

    // MARK: Back-pressure

    func pause() {
        self.isPaused = true
    }

    /// Reads on; what is here already is delivered in another turn of the loop, not from within this call.
    func resume() {
        guard self.isPaused else { return }
        self.isPaused = false
        self.hasTraffic = true
        guard !self.isDelivering else { return }
        if self.hasRest || self.pendingEnd != nil {
            let connection = NIOLoopBound(self, eventLoop: self.pool.context.eventLoop)
            self.pool.context.eventLoop.execute { connection.value.deliverRest() }
        } else {
            self.context?.read()
        }
    }

    private func deliverRest() {
        guard !self.isPaused, self.exchange != nil else { return }
        self.deliver()
        self.endTurn()
        guard !self.isPaused else { return }
        if self.pendingEnd != nil {
            self.inputEnded(.clean)
        } else {
            self.context?.read()
        }
    }
}
