package import NIOCore

/// Something that waits for a deadline on a `DeadlineWheel`; it can wait for one at a time.
package protocol WheelEntry: AnyObject {
    /// Where the entry is on its wheel; kept by the wheel alone, `nil` at first.
    var wheelPosition: WheelPosition? { get set }

    /// The deadline this entry was scheduled for was reached.
    ///
    /// Returns when to look again, or `nil` when the entry leaves the wheel. An entry whose deadline has moved on since
    /// just returns the later one, so that activity never has to touch the wheel.
    func deadlineReached(now: NIODeadline) -> NIODeadline?
}

/// An entry's place on its wheel.
package struct WheelPosition {
    /// Leaves room for a `nil`, so that an optional position takes no more than this one.
    private enum Mark: UInt8 {
        case onWheel
    }

    fileprivate var deadline: NIODeadline
    fileprivate var index: UInt32
    fileprivate var slot: UInt16
    private let mark = Mark.onWheel

    fileprivate init(slot: Int, index: Int, deadline: NIODeadline) {
        self.slot = UInt16(truncatingIfNeeded: slot)
        self.index = UInt32(truncatingIfNeeded: index)
        self.deadline = deadline
    }
}

/// All deadlines of one event loop on one repeated timer, in slots of 100 ms.
///
/// One timer per connection would make disconnects search NIO's timer heap. Here scheduling and cancelling take constant
/// time, and the price is that a deadline may be reached up to one slot late. An entry is kept alive while it is on the
/// wheel. Belongs to its event loop.
package final class DeadlineWheel {
    /// The length of a slot: the precision of every deadline.
    package static let slotLength = TimeAmount.milliseconds(100)
    private static let slotCount = 1024
    /// How many entries an empty slot keeps room for: the next crowd comes to another one.
    private static let keptCapacity = 32

    private let eventLoop: any EventLoop
    private var slots: [[any WheelEntry]]
    private var entryCount = 0
    private var position = 0
    private var positionTime: NIODeadline
    private var isTurning = false

    /// An empty wheel; it turns only while something is scheduled.
    package init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.slots = Array(repeating: [], count: Self.slotCount)
        self.positionTime = eventLoop.now
    }

    /// Asks for `deadlineReached` at or shortly after `deadline`, or earlier where the entry waits for an earlier one.
    package func schedule(_ entry: any WheelEntry, at deadline: NIODeadline) {
        self.eventLoop.assertInEventLoop()
        if let waiting = entry.wheelPosition {
            guard deadline < waiting.deadline else { return }
            self.remove(entry, at: waiting)
        }
        if !self.isTurning {
            self.positionTime = self.eventLoop.now
            self.turnLater()
        }
        self.insert(entry, deadline: deadline)
    }

    /// Takes an entry off the wheel; one that is not on it is left alone.
    package func cancel(_ entry: any WheelEntry) {
        self.eventLoop.assertInEventLoop()
        guard let waiting = entry.wheelPosition else { return }
        self.remove(entry, at: waiting)
    }

    private func insert(_ entry: any WheelEntry, deadline: NIODeadline) {
        let slotNanoseconds = Self.slotLength.nanoseconds
        let distance = (deadline - self.positionTime).nanoseconds
        // Rounded up, at least the next slot; a deadline beyond one turn waits in the farthest slot and is moved on from there.
        let slotsAhead = min((max(distance, 1) - 1) / slotNanoseconds + 1, Int64(Self.slotCount - 1))
        let slot = (self.position + Int(slotsAhead)) % Self.slotCount
        entry.wheelPosition = WheelPosition(slot: slot, index: self.slots[slot].count, deadline: deadline)
        self.slots[slot].append(entry)
        self.entryCount += 1
    }

    private func remove(_ entry: any WheelEntry, at waiting: WheelPosition) {
        entry.wheelPosition = nil
        let (slot, index) = (Int(waiting.slot), Int(waiting.index))
        let last = self.slots[slot].removeLast()
        if index < self.slots[slot].count {
            self.slots[slot][index] = last
            last.wheelPosition?.index = waiting.index
        }
        self.entryCount -= 1
    }

    private func turnLater() {
        self.isTurning = true
        let wheel = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.eventLoop.scheduleTask(deadline: self.positionTime + Self.slotLength) {
            wheel.value.turn()
        }
    }

    private func turn() {
        let now = self.eventLoop.now
        while self.positionTime + Self.slotLength <= now {
            self.positionTime = self.positionTime + Self.slotLength
            self.position = (self.position + 1) % Self.slotCount
            self.visit(now: now)
        }
        if self.entryCount == 0 {
            self.isTurning = false
        } else {
            self.turnLater()
        }
    }

    /// Visits the entries of the present slot; entries may come and go meanwhile, but none comes into this slot.
    private func visit(now: NIODeadline) {
        while let entry = self.slots[self.position].last, let waiting = entry.wheelPosition {
            self.remove(entry, at: waiting)
            if waiting.deadline > now {
                self.insert(entry, deadline: waiting.deadline)
            } else if let next = entry.deadlineReached(now: now), entry.wheelPosition == nil {
                self.insert(entry, deadline: next)
            }
        }
        if self.slots[self.position].capacity > Self.keptCapacity {
            self.slots[self.position] = []
        }
    }
}
