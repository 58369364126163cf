/// Which connections exist per endpoint, which of them wait for a request, and how many there may be.
///
/// Owns the idle connections of one event loop, as one stack per endpoint: the connection used last is used next, so
/// that a pool that became too large shrinks by its idle limit. Connections being opened or in use are only counted.
/// A connection is given in with `connectionReleased` once it can take a request, and must be reported once with
/// `connectionClosed` however it ended. After `beginClose` nothing is kept any more.
///
/// Silent drop: `connectionClosed` of an endpoint that has no connection.
struct PoolStateMachine<Endpoint: Hashable, Connection: Identifiable>: ~Copyable {
    /// How many connections there may be; each at least one.
    struct Sizes {
        /// Connections per endpoint, in use or not.
        var connectionsPerEndpoint: Int
        /// Idle connections per endpoint.
        var idlePerEndpoint: Int
        /// Idle connections of all endpoints together.
        var idle: Int
    }

    /// The connections of one endpoint.
    private final class Connections {
        let endpoint: Endpoint
        var idle: [Connection] = []
        var total = 0

        init(of endpoint: Endpoint) {
            self.endpoint = endpoint
        }
    }

    private var endpoints: [Endpoint: Connections] = [:]
    /// What was asked for last, or is about to be: to compare an endpoint costs far less than to hash it.
    private var latest: Connections?
    private var idleCount = 0
    private var isClosed = false
    private let sizes: Sizes

    init(sizes: Sizes) {
        self.sizes = sizes
    }

    enum OnRequest {
        /// Send the request over this connection, which is idle no longer.
        case reuse(Connection)
        /// Open a connection; it is counted already.
        case connect
        /// Fail the request: there are too many connections, or the pool is closed.
        case refuse
    }

    /// A request wants a connection, a fresh one unless `allowsReuse`.
    mutating func requestArrived(for endpoint: Endpoint, allowsReuse: Bool) -> OnRequest {
        guard !self.isClosed else { return .refuse }
        let connections = self.connections(of: endpoint)
        if allowsReuse, let connection = connections?.idle.popLast() {
            self.idleCount -= 1
            return .reuse(connection)
        }
        guard (connections?.total ?? 0) < self.sizes.connectionsPerEndpoint else { return .refuse }
        if let connections {
            connections.total += 1
        } else {
            let first = Connections(of: endpoint)
            first.total = 1
            self.endpoints[endpoint] = first
            self.latest = first
        }
        return .connect
    }

    enum OnRelease: Equatable {
        /// The connection is idle now: watch it for bytes, its end and the idle limit.
        case keep
        /// Close the connection: enough of them are idle, or the pool is closed.
        case close
    }

    /// A counted connection can take a request.
    mutating func connectionReleased(_ connection: Connection, endpoint: Endpoint) -> OnRelease {
        guard
            !self.isClosed, self.idleCount < self.sizes.idle,
            let connections = self.connections(of: endpoint), connections.idle.count < self.sizes.idlePerEndpoint
        else { return .close }
        connections.idle.append(connection)
        self.idleCount += 1
        return .keep
    }

    /// A counted connection is gone, or could not be opened.
    ///
    /// Linear in the idle connections of the endpoint.
    mutating func connectionClosed(_ id: Connection.ID?, endpoint: Endpoint) {
        guard let connections = self.connections(of: endpoint) else { return }
        if let id, let index = connections.idle.lastIndex(where: { $0.id == id }) {
            connections.idle.remove(at: index)
            self.idleCount -= 1
        }
        connections.total -= 1
        if connections.total == 0 {
            self.endpoints[endpoint] = nil
            self.latest = nil
        }
    }

    private mutating func connections(of endpoint: Endpoint) -> Connections? {
        if let latest = self.latest, latest.endpoint == endpoint { return latest }
        guard let connections = self.endpoints[endpoint] else { return nil }
        self.latest = connections
        return connections
    }

    /// Nothing shall be kept or opened any more.
    ///
    /// Returns the idle connections; close them.
    mutating func beginClose() -> [Connection] {
        self.isClosed = true
        return self.endpoints.values.flatMap(\.idle)
    }
}
