/// Names a parked socket to the kernel, which hands the name back with every event.
///
/// A name is never given twice, so an event that comes late finds nobody instead of a stranger:
///
///     63      56 55            24 23            0
///     |  lane   |  generation    |     slot     |
struct ParkingToken: Hashable, Sendable {
    /// The most slots one lane can have.
    static let slotLimit = 1 << 24
    /// The most lanes a lot can have; the last number stands for the lot itself.
    static let laneLimit = 255
    /// Not a socket: the lot is asked to stop.
    static let wakeup = ParkingToken(rawValue: .max)

    let rawValue: UInt64

    /// A token as the kernel gave it back.
    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The token of a slot in its present use.
    init(lane: UInt8, place: SlotPlace) {
        self.rawValue = UInt64(lane) << 56 | UInt64(place.generation) << 24 | UInt64(place.slot)
    }

    /// The number of the lane.
    var lane: Int { Int(truncatingIfNeeded: self.rawValue >> 56) }

    /// The slot within the lane, and which use of it.
    var place: SlotPlace {
        SlotPlace(
            slot: UInt32(truncatingIfNeeded: self.rawValue) & 0xff_ffff,
            generation: UInt32(truncatingIfNeeded: self.rawValue >> 24)
        )
    }
}
