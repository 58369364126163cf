import NIOCore

/// Items that came before their predecessors, by channel and by the id each one waits for.
struct ParkedItems<Token> {
    struct Parked {
        let id: ItemID?
        let token: Token
        let byteCount: Int
        let expires: NIODeadline
        /// The place in the order of expiry.
        fileprivate let serial: UInt64
    }

    /// Where a parked item is found.
    struct Place {
        let channelName: ChannelName
        let previousID: ItemID
        let expires: NIODeadline
    }

    private var channels: [ChannelName: [ItemID: Parked]] = [:]
    private var order = RecencyMap<UInt64, Place>()
    private var lastSerial: UInt64 = 0
    /// The bytes of everything parked.
    private(set) var byteCount = 0

    init() {}

    var count: Int { self.order.count }
    var isEmpty: Bool { self.order.isEmpty }

    /// The item that has waited longest.
    var oldest: Place? { self.order.oldest?.value }

    func count(of channelName: ChannelName) -> Int {
        self.channels[channelName]?.count ?? 0
    }

    func contains(_ previousID: ItemID, channelName: ChannelName) -> Bool {
        self.channels[channelName]?[previousID] != nil
    }

    /// Parks an item; there must be none for this channel and predecessor.
    mutating func park(
        _ token: Token,
        id: ItemID?,
        byteCount: Int,
        until expires: NIODeadline,
        at previousID: ItemID,
        of channelName: ChannelName
    ) {
        self.lastSerial += 1
        let parked = Parked(id: id, token: token, byteCount: byteCount, expires: expires, serial: self.lastSerial)
        self.channels[channelName, default: [:]][previousID] = parked
        self.order.set(
            Place(channelName: channelName, previousID: previousID, expires: expires),
            for: self.lastSerial
        )
        self.byteCount += byteCount
    }

    /// Takes the item that follows `previousID`.
    mutating func take(after previousID: ItemID, of channelName: ChannelName) -> Parked? {
        guard let parked = self.channels[channelName]?.removeValue(forKey: previousID) else { return nil }
        if self.channels[channelName]?.isEmpty == true {
            self.channels[channelName] = nil
        }
        self.order.removeValue(for: parked.serial)
        self.byteCount -= parked.byteCount
        return parked
    }

    /// Drops everything that waits on a channel; returns how many items that were.
    mutating func removeAll(of channelName: ChannelName) -> Int {
        guard let removed = self.channels.removeValue(forKey: channelName) else { return 0 }
        for parked in removed.values {
            self.order.removeValue(for: parked.serial)
            self.byteCount -= parked.byteCount
        }
        return removed.count
    }
}

extension ParkedItems.Parked: Sendable where Token: Sendable {}
extension ParkedItems: Sendable where Token: Sendable {}
