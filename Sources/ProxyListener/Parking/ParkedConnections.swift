package import NIOCore
package import ProxyFanout

/// The parked connections of one event loop, and those that are about to be.
///
/// Parking costs a few system calls, so it waits until a hold has lasted a moment, and is spread over time when many holds
/// begin at once. Idle connections are found by a sweep, so that a connection needs no deadline of its own. Belongs to its
/// loop.
package final class ParkedConnections: WheelEntry {
    /// How long a hold lasts before it is parked.
    private static let settlingTime = TimeAmount.milliseconds(500)
    /// How many connections are parked at a time.
    private static let batch = 256
    /// The time between two batches.
    private static let batchInterval = TimeAmount.milliseconds(100)
    /// How many sweeps without traffic make the idle time-out.
    private static let sweepsPerTimeout: UInt8 = 8

    package var wheelPosition: WheelPosition?
    private let context: LoopContext
    let lot: ParkingLot?
    private var connections: [ParkedConnection] = []
    /// Holds in the order they began; the handler is gone when its connection is.
    private var candidates: CircularBuffer<Candidate> = []
    private var nextSweep: NIODeadline?

    private struct Candidate {
        weak var handler: ClientConnectionHandler?
        let due: NIODeadline
    }

    /// No connections.
    ///
    /// - Parameters:
    ///   - context: the loop.
    ///   - lot: who watches parked sockets; without one nothing is ever parked.
    package init(context: LoopContext, lot: ParkingLot?) {
        self.context = context
        self.lot = lot
    }

    /// How many connections are parked.
    package var count: Int { self.connections.count }

    // MARK: Parking

    /// A hold has begun on a connection, which is parked in a while if it is quiet by then.
    func holdBegan(on handler: ClientConnectionHandler) {
        guard self.lot != nil else { return }
        let due = self.context.eventLoop.now + Self.settlingTime
        self.candidates.append(Candidate(handler: handler, due: due))
        self.context.wheel.schedule(self, at: due)
    }

    private func parkBatch(now: NIODeadline) {
        var parked = 0
        while parked < Self.batch, let first = self.candidates.first, first.due <= now {
            self.candidates.removeFirst()
            guard let handler = first.handler else { continue }
            parked += 1
            if handler.park() == .later {
                self.candidates.append(Candidate(handler: handler, due: now + Self.settlingTime))
            }
        }
    }

    // MARK: The list

    func add(_ connection: ParkedConnection) {
        connection.position = UInt32(truncatingIfNeeded: self.connections.count)
        self.connections.append(connection)
        if self.nextSweep == nil {
            let due = self.context.eventLoop.now + self.sweepInterval
            self.nextSweep = due
            self.context.wheel.schedule(self, at: due)
        }
    }

    /// Takes a connection off the list; the last one moves into its place.
    func remove(_ connection: ParkedConnection) {
        let position = Int(connection.position)
        guard position < self.connections.count, self.connections[position] === connection else { return }
        let last = self.connections.removeLast()
        if position < self.connections.count {
            self.connections[position] = last
            last.position = connection.position
        }
    }

    /// Calls `body` with every connection until it returns false; connections may leave meanwhile.
    func visit(_ body: (ParkedConnection) -> Bool) {
        // From the end, since the last one takes the place of one that leaves.
        for position in self.connections.indices.reversed() where position < self.connections.count {
            guard body(self.connections[position]) else { return }
        }
    }

    private var sweepInterval: TimeAmount {
        .nanoseconds(max(1, self.context.limits.clientIdleTimeout.nanoseconds / Int64(Self.sweepsPerTimeout)))
    }

    private func sweep(now: NIODeadline) {
        guard let due = self.nextSweep, due <= now else { return }
        self.visit { connection in
            connection.sweep(sweepsPerTimeout: Self.sweepsPerTimeout)
            return true
        }
        self.nextSweep = self.connections.isEmpty ? nil : now + self.sweepInterval
    }

    package func deadlineReached(now: NIODeadline) -> NIODeadline? {
        self.sweep(now: now)
        self.parkBatch(now: now)
        let nextBatch = self.candidates.first.map { max($0.due, now + Self.batchInterval) }
        return [nextBatch, self.nextSweep].compactMap { $0 }.min()
    }
}
