/// A place in a `SlotTable`, valid until its element is removed.
struct SlotPlace: Hashable, Sendable {
    /// The position, below the limit of the table.
    let slot: UInt32
    /// Which use of the position.
    let generation: UInt32
}
