/// The client connections of one event loop that are NIO channels.
///
/// Nobody needs them one by one until the process ends. Belongs to its loop.
final class OpenConnections {
    private var handlers: [ClientConnectionHandler] = []

    /// How many there are.
    var count: Int { self.handlers.count }

    /// Adds a connection.
    func add(_ handler: ClientConnectionHandler) {
        handler.listPosition = self.handlers.count
        self.handlers.append(handler)
    }

    /// Takes a connection off the list; the last one moves into its place.
    func remove(_ handler: ClientConnectionHandler) {
        let position = handler.listPosition
        guard position < self.handlers.count, self.handlers[position] === handler else { return }
        let last = self.handlers.removeLast()
        if position < self.handlers.count {
            self.handlers[position] = last
            last.listPosition = position
        }
    }

    /// Calls `body` with every connection until it returns false; connections may leave meanwhile.
    func visit(_ body: (ClientConnectionHandler) -> Bool) {
        // From the end, since the last one takes the place of one that leaves.
        for position in self.handlers.indices.reversed() where position < self.handlers.count {
            guard body(self.handlers[position]) else { return }
        }
    }
}
