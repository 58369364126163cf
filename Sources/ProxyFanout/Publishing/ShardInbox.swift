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

    /// What follows from a further delivery.
    enum OnDelivery {
        /// Nothing waited before: the loop must be told.
        case tellLoop
        /// There is no room for more: the loop must not wait any longer.
        case endGathering
        /// The loop knows.
        case wait
    }

    /// Adds a delivery.
    mutating func append(_ delivery: Delivery, byteCount: Int, now: NIODeadline) -> OnDelivery {
        let wasRoomy = self.isRoomy
        self.deliveries.append(delivery)
        self.byteCount += byteCount
        guard self.waitingSince != nil else {
            self.waitingSince = now
            return .tellLoop
        }
        return wasRoomy && !self.isRoomy ? .endGathering : .wait
    }

    /// Takes everything.
    mutating func takeAll() -> [Delivery] {
        defer { self = ShardInbox() }
        return self.deliveries
    }
}
