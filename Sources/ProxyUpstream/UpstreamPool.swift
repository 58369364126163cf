package import HTTP1
package import NIOCore
package import ProxyFanout

/// The origin connections of one event loop: takes requests, and opens, reuses and closes connections for them.
///
/// A connection lives on the pool's loop, so that a request never changes threads. Which connection serves a request
/// is decided by `PoolStateMachine`; time-outs of all connections are looked at twice a second, in one pass, so a
/// request costs no timer. Belongs to its loop.
package final class UpstreamPool {
    /// How often connections are looked at: the precision of every time-out but that of the TCP connect.
    static let watchInterval = TimeAmount.milliseconds(500)

    let context: LoopContext
    private let connector: any OriginConnector
    private let tlsContexts: TLSContextCache
    private var machine: PoolStateMachine<OriginEndpoint, OriginConnection>
    /// Every connection that is not closed, in no order; each knows its position.
    private var connections: [OriginConnection] = []
    private var isWatching = false
    package var wheelPosition: WheelPosition?

    /// An empty pool.
    ///
    /// - Parameters:
    ///   - context: The loop and the limits.
    ///   - tlsContexts: Shared by the pools of all loops.
    ///   - connector: How connections are opened; sockets unless said otherwise.
    package init(
        context: LoopContext,
        tlsContexts: TLSContextCache = TLSContextCache(),
        connector: (any OriginConnector)? = nil
    ) {
        self.context = context
        self.tlsContexts = tlsContexts
        let limits = context.limits
        self.connector =
            connector
            ?? SocketConnector(eventLoop: context.eventLoop, connectTimeout: limits.originConnectTimeout)
        self.machine = PoolStateMachine(
            sizes: .init(
                connectionsPerEndpoint: limits.originConnections,
                idlePerEndpoint: limits.originIdleConnections,
                idle: limits.originIdleConnectionsTotal
            )
        )
    }

    /// Sends a request; its head is written at once and leaves with the first `flush`.
    ///
    /// The head must be complete, its framing fields included. Body bytes follow through the exchange, which also cuts
    /// chunks when `framing` is `.chunked`; with `.none` the request is complete already.
    ///
    /// - Parameters:
    ///   - head: The head as the origin shall see it.
    ///   - framing: `.none`, `.length` or `.chunked`.
    ///   - endpoint: Where to.
    ///   - allowsReuse: Whether a connection that served another request may be used. A fresh one is asked for with
    ///     `false` after `UpstreamError.Retry.sameTargetFresh`.
    ///   - receiver: Who gets the response; held until the exchange ends.
    /// - Returns: The sending side; it need not be kept unless it is used.
    package func start(
        _ head: RequestHead,
        framing: BodyFraming,
        to endpoint: OriginEndpoint,
        allowsReuse: Bool = true,
        receiver: any UpstreamReceiver
    ) -> UpstreamExchange {
        self.context.eventLoop.assertInEventLoop()
        let mayBeRepeated = RetryPolicy.isIdempotent(method: head.method)
        while true {
            switch self.machine.requestArrived(for: endpoint, allowsReuse: allowsReuse) {
            case .reuse(let connection) where mayBeRepeated ? connection.isOpen : connection.isQuiet:
                self.context.counters.add(.originConnectionsReused)
                let exchange = UpstreamExchange(receiver: receiver, runningOn: connection)
                connection.begin(exchange, head: head, framing: framing)
                return exchange
            case .reuse(let connection):
                // Ended within this turn of the loop; the report is still on its way.
                connection.closeNow()
            case .connect:
                let request = PendingRequest(head: head, framing: framing)
                let exchange = UpstreamExchange(receiver: receiver, waitingWith: request)
                self.dial(endpoint, for: exchange)
                return exchange
            case .refuse:
                let request = PendingRequest(head: head, framing: framing)
                let exchange = UpstreamExchange(receiver: receiver, waitingWith: request)
                self.refuse(exchange, endpoint: endpoint)
                return exchange
            }
        }
    }

    /// Closes the connections that serve nothing and keeps none from now on; running exchanges go on to their end.
    package func close() {
        self.context.eventLoop.assertInEventLoop()
        for connection in self.machine.beginClose() {
            connection.closeNow()
        }
    }
}

// MARK: - Opening

extension UpstreamPool {
    private func dial(_ endpoint: OriginEndpoint, for exchange: UpstreamExchange) {
        let deadline = self.context.eventLoop.now + self.context.limits.originConnectTimeout
        self.connector.connect(to: endpoint) { result in
            switch result {
            case .success(let transport):
                self.context.counters.add(.originConnections)
                self.establish(endpoint, over: transport, for: exchange, deadline: deadline)
            case .failure(let error):
                self.machine.connectionClosed(nil, endpoint: endpoint)
                self.fail(exchange, error)
            }
        }
    }

    /// Builds the pipeline of an origin connection: TLS, if any, and the connection itself.
    private func establish(
        _ endpoint: OriginEndpoint,
        over transport: any Channel,
        for exchange: UpstreamExchange,
        deadline: NIODeadline
    ) {
        let connection = OriginConnection(to: endpoint, pool: self, exchange: exchange, deadline: deadline)
        do {
            let security = try endpoint.tls.map { try self.tlsContexts.makeHandler(for: $0) }
            self.add(connection)
            let pipeline = transport.pipeline.syncOperations
            try pipeline.addHandler(connection)
            if let security {
                // The handshake begins here; its outcome is an event that the connection must already be there for.
                try pipeline.addHandler(security, position: .first)
            } else {
                connection.openDirectWriter()
                connection.begin()
            }
        } catch {
            transport.close(mode: .all, promise: nil)
            connection.broke(endpoint.tls == nil ? .ended : .tls, detail: "\(error)")
        }
    }

    private func refuse(_ exchange: UpstreamExchange, endpoint: OriginEndpoint) {
        self.context.counters.add(.originConnectionsRefused)
        let retry = RetryPolicy.retry(after: .poolExhausted, .notStarted)
        let error = UpstreamError(.poolExhausted, retry: retry, endpoint: endpoint)
        // Not from within `start`: the caller does not have the exchange yet.
        let bound = NIOLoopBound((self, exchange), eventLoop: self.context.eventLoop)
        self.context.eventLoop.execute {
            let (pool, exchange) = bound.value
            pool.fail(exchange, error)
        }
    }

    private func fail(_ exchange: UpstreamExchange, _ error: UpstreamError) {
        switch error.kind {
        case .addressBlocked: self.context.counters.add(.originAddressesBlocked)
        case .connectTimeout: self.context.counters.add(.originTimeouts)
        default: break
        }
        self.context.counters.add(error.kind)
        exchange.finish()?.upstreamFailed(error)
    }
}

// MARK: - Reports of connections

extension UpstreamPool {
    /// A connection can take a request.
    func connectionReady(_ connection: OriginConnection) {
        switch self.machine.connectionReleased(connection, endpoint: connection.endpoint) {
        case .keep: break
        case .close: connection.closeNow()
        }
    }

    /// A connection is closed or about to be.
    ///
    /// May be reported more than once.
    func connectionClosed(_ connection: OriginConnection) {
        guard let index = connection.poolIndex else { return }
        connection.poolIndex = nil
        self.connections.swapAt(index, self.connections.count - 1)
        self.connections.removeLast()
        if index < self.connections.count {
            self.connections[index].poolIndex = index
        }
        self.machine.connectionClosed(connection.id, endpoint: connection.endpoint)
    }

    private func add(_ connection: OriginConnection) {
        connection.poolIndex = self.connections.count
        self.connections.append(connection)
        if !self.isWatching {
            self.isWatching = true
            self.context.wheel.schedule(self, at: self.context.eventLoop.now + Self.watchInterval)
        }
    }
}

// MARK: - Time-outs

extension UpstreamPool: WheelEntry {
    /// Looks at every connection; linear in the connections of this loop.
    package func deadlineReached(now: NIODeadline) -> NIODeadline? {
        // Backwards, because a connection that is closed here changes places with the last one, and new ones that a
        // receiver asks for come to the end.
        for index in self.connections.indices.reversed() where index < self.connections.count {
            self.connections[index].checkDeadline(now: now)
        }
        self.isWatching = !self.connections.isEmpty
        return self.isWatching ? now + Self.watchInterval : nil
    }
}
