import NIOCore

/// What was published for one loop and waits for its turn, in order.
///
/// The hub keeps it under its lock.
struct ShardInbox {
    /// The deliveries that may wait before publishers have to.
    private static let freeDeliveries = 256
    /// The bytes of content that may wait before publishers have to.
    private static let freeBytes = 1 << 20

    private var deliveries: [Delivery] = []
    private var byteCount = 0
    /// When the first of the deliveries came.
    private(set) var waitingSince: NIODeadline?

    init() {}

    /// Whether publishers may go on before these deliveries were made.
    var isRoomy: Bool {
        self.deliveries.count < Self.freeDeliveries && self.byteCount < Self.freeBytes
    }

    /// Adds a delivery; returns whether the loop must be told, since nothing waited before.
    mutating func append(_ delivery: Delivery, byteCount: Int, now: NIODeadline) -> Bool {
        self.deliveries.append(delivery)
        self.byteCount += byteCount
        guard self.waitingSince == nil else { return false }
        self.waitingSince = now
        return true
    }

    /// Takes everything.
    mutating func takeAll() -> [Delivery] {
        defer { self = ShardInbox() }
        return self.deliveries
    }
}
