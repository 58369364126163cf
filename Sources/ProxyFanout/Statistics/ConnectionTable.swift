import ProxySessions

/// What is known of a connection for statistics.
///
/// About 60 bytes, and there only while anybody may ask.
struct ConnectionRecord {
    /// The two halves of a WebSocket's UUID; zero of others, whose name is made from their place.
    var id: (high: UInt64, low: UInt64) = (0, 0)
    /// The client's address; empty where it is not known.
    var peerAddress = ""
    /// When a WebSocket last counted as active, in seconds of the statistics.
    var lastActivity: UInt32 = 0
    var route = RouteNumber.common
    /// The second of a minute in which it began.
    var phase: UInt8 = 0
    var isWebSocket = false
    var isTLS = false
    /// Whether packets have told of it.
    var isTold = false
}

/// The connections of a loop, numbered.
struct ConnectionTable {
    private struct Slot {
        var record: ConnectionRecord?
        /// How often the place was given away before.
        var generation: UInt32 = 0
        /// The next free place, if this one is free.
        var nextFree: UInt32?
    }

    private static var pageSize: Int { 1024 }

    /// Places are in pages, so that growing copies nothing and wastes little.
    private var pages: [[Slot]] = []
    private var firstFree: UInt32?
    /// How many places were ever given away.
    private(set) var slotCount = 0

    init() {}

    /// Takes a connection in.
    mutating func insert(_ record: ConnectionRecord) -> ConnectionToken {
        let slot: Int
        if let free = self.firstFree {
            slot = Int(free)
            self.firstFree = self.pages[slot / Self.pageSize][slot % Self.pageSize].nextFree
            self.pages[slot / Self.pageSize][slot % Self.pageSize].record = record
        } else {
            slot = self.slotCount
            self.slotCount += 1
            if slot % Self.pageSize == 0 {
                var page: [Slot] = []
                page.reserveCapacity(Self.pageSize)
                self.pages.append(page)
            }
            self.pages[slot / Self.pageSize].append(Slot(record: record))
        }
        return ConnectionToken(slot: slot)
    }

    /// Lets a connection go.
    mutating func remove(_ slot: Int) -> ConnectionRecord? {
        guard let record = self[slot] else { return nil }
        let generation = self.generation(of: slot)
        self.pages[slot / Self.pageSize][slot % Self.pageSize] = Slot(
            generation: generation &+ 1,
            nextFree: self.firstFree
        )
        self.firstFree = UInt32(truncatingIfNeeded: slot)
        return record
    }

    /// The connection at a place.
    subscript(slot: Int) -> ConnectionRecord? {
        guard slot < self.slotCount else { return nil }
        return self.pages[slot / Self.pageSize][slot % Self.pageSize].record
    }

    /// The route of the connection at a place.
    func route(of slot: Int) -> RouteNumber? {
        guard slot < self.slotCount else { return nil }
        return self.pages[slot / Self.pageSize][slot % Self.pageSize].record?.route
    }

    /// Changes the connection at a place.
    mutating func update(_ slot: Int, _ body: (inout ConnectionRecord) -> Void) {
        guard var record = self[slot] else { return }
        body(&record)
        self.pages[slot / Self.pageSize][slot % Self.pageSize].record = record
    }

    /// Tells connections apart that had the same place one after the other.
    func generation(of slot: Int) -> UInt32 {
        guard slot < self.slotCount else { return 0 }
        return self.pages[slot / Self.pageSize][slot % Self.pageSize].generation
    }
}
