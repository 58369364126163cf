package import ProxySessions

/// What one event loop counts for the statistics: requests, connections and traffic by route.
///
/// There is one only while statistics are wanted by somebody, so that they cost nothing otherwise. Nothing here takes a
/// lock or allocates for what is counted. Belongs to its loop.
package final class LoopStatistics {
    private let hub: StatisticsHub
    /// The position of the loop among all.
    private let position: Int
    /// By number; the first is that of routes without an id of their own.
    private var tallies: [RouteTally]
    private var routeIDs: [String?]
    private var minutes: [ConnectionMinutes]
    private var numbers: [String: RouteNumber] = [:]
    private var connections = ConnectionTable()
    /// Seconds since the statistics began.
    private var second = 0

    /// The statistics of a loop, with nothing counted.
    package init(_ hub: StatisticsHub, position: Int) {
        self.hub = hub
        self.position = position
        self.tallies = [hub.makeTally(routeID: nil)]
        self.routeIDs = [nil]
        self.minutes = [ConnectionMinutes()]
    }

    // MARK: Routes

    /// The number of a route.
    private func number(of routeID: String?) -> RouteNumber {
        guard let routeID else { return .common }
        if let number = self.numbers[routeID] { return number }
        // Beyond so many routes the rest is counted together.
        guard let value = UInt16(exactly: self.tallies.count) else { return .common }
        let number = RouteNumber(value: value)
        self.numbers[routeID] = number
        self.tallies.append(self.hub.makeTally(routeID: routeID))
        self.routeIDs.append(routeID)
        self.minutes.append(ConnectionMinutes())
        return number
    }

    private func tally(of token: ConnectionToken) -> RouteTally? {
        guard let slot = token.slot, let route = self.connections.route(of: slot) else { return nil }
        return self.tallies[Int(route.value)]
    }

    // MARK: Connections

    /// What is known of a request or a WebSocket when it begins.
    package struct Beginning {
        /// The id of its route, if that was given one.
        package var routeID: String?
        /// Whether it is a WebSocket.
        package var isWebSocket: Bool
        /// Whether it came over TLS.
        package var isTLS: Bool
        /// The length of its head.
        package var headBytes: Int

        package init(routeID: String?, isWebSocket: Bool, isTLS: Bool, headBytes: Int) {
            self.routeID = routeID
            self.isWebSocket = isWebSocket
            self.isTLS = isTLS
            self.headBytes = headBytes
        }
    }

    /// A request or a WebSocket has begun.
    ///
    /// - Parameters:
    ///   - beginning: what is known of it.
    ///   - peerAddress: the client's address; only asked for where packets tell it.
    /// - Returns: to be given back when it ends.
    package func connectionBegan(_ beginning: Beginning, peerAddress: () -> String?) -> ConnectionToken {
        let route = self.number(of: beginning.routeID)
        let tally = self.tallies[Int(route.value)]
        tally.add(.requests)
        tally.add(.activity)
        tally.add(.minutes)
        tally.add(.clientHeaderBytesReceived, beginning.headBytes)
        tally.concurrency.connectionBegan()
        var record = ConnectionRecord()
        record.route = route
        record.phase = self.minutes[Int(route.value)].began()
        record.isWebSocket = beginning.isWebSocket
        record.isTLS = beginning.isTLS
        record.lastActivity = UInt32(truncatingIfNeeded: self.second)
        if self.hub.tellsConnections {
            record.peerAddress = peerAddress() ?? ""
        }
        // A WebSocket has no name before it is accepted.
        record.isTold = !beginning.isWebSocket
        let token = self.connections.insert(record)
        if record.isTold, let slot = token.slot {
            self.tell(slot, record)
        }
        return token
    }

    /// A WebSocket was accepted.
    ///
    /// - Parameters:
    ///   - token: what its beginning gave.
    ///   - connectionID: the name it is known by already; without one it gets one.
    package func webSocketAccepted(_ token: ConnectionToken, connectionID: String?) {
        guard let slot = token.slot, self.hub.tellsConnections else { return }
        var generator = SystemRandomNumberGenerator()
        let id = connectionID.flatMap { ConnectionID.halves(of: $0) } ?? ConnectionID.randomHalves(using: &generator)
        self.connections.update(slot) { record in
            record.id = id
            record.isTold = true
        }
        if let record = self.connections[slot] {
            self.tell(slot, record)
        }
    }

    /// A request or a WebSocket has ended; the token is worth nothing any more.
    package func connectionEnded(_ token: ConnectionToken) {
        guard let slot = token.slot else { return }
        // Before its place can be another one's.
        let name = self.hub.wantsConnections ? self.connections[slot].map { self.name(of: slot, $0) } : nil
        guard let record = self.connections.remove(slot) else { return }
        self.minutes[Int(record.route.value)].ended(record.phase)
        self.tallies[Int(record.route.value)].concurrency.connectionEnded()
        if record.isTold, let name {
            self.hub.send(.disconnected(id: name, routeID: self.routeIDs[Int(record.route.value)]))
        }
    }

    /// Those of the names that connections of this loop have.
    package func existing(_ names: [String]) -> [String] {
        var existing: [String] = []
        // The name of a request tells its place; those of WebSockets are looked for together.
        var webSockets: [UInt64: [String]] = [:]
        for name in names {
            if let place = ConnectionName.place(of: name) {
                if place.loop == self.position, self.connections[place.slot]?.isWebSocket == false,
                    self.connections.generation(of: place.slot) == place.generation
                {
                    existing.append(name)
                }
            } else if let id = ConnectionID.halves(of: name) {
                webSockets[id.low, default: []].append(name)
            }
        }
        guard !webSockets.isEmpty else { return existing }
        for slot in 0..<self.connections.slotCount {
            guard let record = self.connections[slot], record.isWebSocket, record.isTold else { continue }
            guard let names = webSockets[record.id.low] else { continue }
            let name = ConnectionID.text(high: record.id.high, low: record.id.low)
            existing += names.filter { $0 == name }
        }
        return existing
    }

    private func name(of slot: Int, _ record: ConnectionRecord) -> String {
        guard record.isWebSocket else {
            return ConnectionName.text(
                loop: self.position,
                slot: slot,
                generation: self.connections.generation(of: slot)
            )
        }
        return ConnectionID.text(high: record.id.high, low: record.id.low)
    }

    private func tell(_ slot: Int, _ record: ConnectionRecord) {
        guard self.hub.wantsConnections else { return }
        let connection = ConnectionStatistics(
            id: self.name(of: slot, record),
            isWebSocket: record.isWebSocket,
            peerAddress: record.peerAddress.isEmpty ? nil : record.peerAddress,
            isTLS: record.isTLS,
            lifetimeSeconds: self.hub.settings.connectionLifetimeSeconds,
            routeID: self.routeIDs[Int(record.route.value)]
        )
        self.hub.send(.connected(connection))
    }

    // MARK: Traffic

    /// Adds to a counter of a connection's route.
    package func add(_ counter: TrafficCounter, _ amount: Int, for token: ConnectionToken) {
        self.tally(of: token)?.add(counter, amount)
    }

    /// A keep-alive was sent.
    package func keepAliveSent(_ token: ConnectionToken, byteCount: Int) {
        guard let tally = self.tally(of: token) else { return }
        tally.add(.activity)
        tally.add(.clientContentBytesSent, byteCount)
    }

    /// A part of a message went through a WebSocket.
    ///
    /// - Parameters:
    ///   - token: the WebSocket.
    ///   - isFromClient: whether the client sent it.
    ///   - byteCount: its length.
    ///   - isLast: whether the message ends with it.
    package func webSocketTraffic(_ token: ConnectionToken, isFromClient: Bool, byteCount: Int, isLast: Bool) {
        guard let slot = token.slot, let record = self.connections[slot] else { return }
        let tally = self.tallies[Int(record.route.value)]
        tally.add(isFromClient ? .clientContentBytesReceived : .clientContentBytesSent, byteCount)
        tally.add(isFromClient ? .serverContentBytesSent : .serverContentBytesReceived, byteCount)
        if isLast {
            tally.add(isFromClient ? .clientMessagesReceived : .clientMessagesSent)
            tally.add(isFromClient ? .serverMessagesSent : .serverMessagesReceived)
        }
        let second = UInt32(truncatingIfNeeded: self.second)
        // A WebSocket with traffic counts as active once a minute (reference: ops 3).
        if second &- record.lastActivity >= 60 {
            tally.add(.activity)
            self.connections.update(slot) { $0.lastActivity = second }
        }
    }

    /// An item was delivered to subscribers of one kind.
    func delivered(_ item: PublishedItem, to kind: ReceiverKind, count: Int) {
        let tally = self.tallies[min(Int(kind.route.value), self.tallies.count - 1)]
        tally.add(.sent, count)
        let bytes = item.item.contentByteCount(for: kind.mode)
        switch kind.mode {
        case .response:
            // What answers a request is counted with its body.
            tally.add(.responsesSent, count)
        case .stream:
            tally.add(.clientContentBytesSent, (bytes ?? 0) * count)
        case .webSocket:
            tally.add(.clientContentBytesSent, (bytes ?? 0) * count)
            tally.add(.clientMessagesSent, bytes == nil ? 0 : count)
        }
        if let blocks = self.hub.settings.blocks {
            tally.add(.blocksSent, blocks.count(of: item.item, for: kind.mode) * count)
        }
    }

    /// What receivers of a connection's kind are counted as.
    package func receiverKind(_ mode: SubscriptionMode, of token: ConnectionToken) -> ReceiverKind {
        ReceiverKind(mode, route: token.slot.flatMap { self.connections.route(of: $0) } ?? .common)
    }

    // MARK: Time

    /// Seconds have passed, the last of them being this one.
    func secondsPassed(until second: Int) {
        let passed = min(second - self.second, 60)
        guard passed > 0 else { return }
        for _ in 0..<passed {
            for index in self.minutes.indices {
                self.tallies[index].add(.minutes, self.minutes[index].secondPassed())
            }
        }
        self.second = second
        guard self.hub.wantsConnections else { return }
        for slot in self.hub.connectionCycle.turn(second: second, count: self.connections.slotCount) {
            guard let record = self.connections[slot], record.isTold else { continue }
            self.tell(slot, record)
        }
    }
}
