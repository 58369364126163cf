/// A dense table whose places know when they are used again.
///
/// Everything takes constant time. Storage is kept for the most elements there ever were, 16 bytes for each where the
/// element is a reference.
struct SlotTable<Element> {
    private struct Slot {
        var element: Element?
        var generation: UInt32 = 0
        /// The next free slot, while this one is free.
        var nextFree: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var firstFree: UInt32?
    private let limit: Int

    /// How many elements there are.
    private(set) var count = 0

    /// An empty table.
    ///
    /// - Parameter limit: the most elements it takes, at most 2^32.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes an element in; `nil` when the table is full.
    mutating func insert(_ element: Element) -> SlotPlace? {
        let slot: UInt32
        if let free = self.firstFree {
            slot = free
            self.firstFree = self.count + 1 < self.slots.count ? self.slots[Int(free)].nextFree : nil
        } else {
            guard self.slots.count < self.limit else { return nil }
            slot = UInt32(truncatingIfNeeded: self.slots.count)
            self.slots.append(Slot())
        }
        self.slots[Int(slot)].element = element
        self.count += 1
        return SlotPlace(slot: slot, generation: self.slots[Int(slot)].generation)
    }

    /// The element that was inserted at a place, unless it has been removed.
    subscript(place: SlotPlace) -> Element? {
        let index = Int(place.slot)
        guard index < self.slots.count, self.slots[index].generation == place.generation else { return nil }
        return self.slots[index].element
    }

    /// Removes the element that was inserted at a place; `nil` if it has been removed already.
    @discardableResult
    mutating func remove(_ place: SlotPlace) -> Element? {
        guard let element = self[place] else { return nil }
        let index = Int(place.slot)
        self.slots[index] = Slot(generation: place.generation &+ 1, nextFree: self.firstFree ?? 0)
        self.firstFree = place.slot
        self.count -= 1
        return element
    }
}
