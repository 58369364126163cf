import CEpoll
import NIOCore
import Synchronization

/// What the thread of a `ParkingLot` does: it waits for events and takes them to the loops they belong to.
///
/// A wake-up costs each loop that is concerned one task, however many sockets are. A socket is reported once, and again
/// only after its loop asked for it, so what waits for a busy loop is bounded by the number of its sockets.
final class ParkingWatcher: Sendable {
    private struct Lane: Sendable {
        let eventLoop: any EventLoop
        let value: NIOLoopBound<ParkingLane>
    }

    /// How many events are taken at a time.
    private static let eventsPerWait = 256

    private let set: EpollSet
    private let lanes = Mutex<[Lane]>([])

    init(set: EpollSet) {
        self.set = set
    }

    /// The lane of a loop, which must be the one that calls; made when it is first asked for.
    func lane(of eventLoop: any EventLoop) throws(ParkingLotError) -> ParkingLane {
        let lane = self.lanes.withLock { lanes -> NIOLoopBound<ParkingLane>? in
            if let existing = lanes.first(where: { $0.eventLoop === eventLoop }) {
                return existing.value
            }
            guard lanes.count < ParkingToken.laneLimit else { return nil }
            let number = UInt8(truncatingIfNeeded: lanes.count)
            let lane = ParkingLane(number: number, eventLoop: eventLoop, set: self.set)
            lanes.append(Lane(eventLoop: eventLoop, value: NIOLoopBound(lane, eventLoop: eventLoop)))
            return lanes.last?.value
        }
        guard let lane else { throw .full }
        return lane.value
    }

    /// Runs until the set is woken.
    func run() {
        var scratch = [cepoll_event](repeating: cepoll_event(), count: Self.eventsPerWait)
        var events: [ParkingEvent] = []
        var canGoOn = true
        while canGoOn {
            canGoOn = self.set.wait(using: &scratch) { events.append($0) }
            if events.contains(where: { $0.token == .wakeup }) {
                return
            }
            self.post(events)
            events.removeAll(keepingCapacity: true)
        }
    }

    /// Hands each loop its events.
    private func post(_ events: [ParkingEvent]) {
        // Taken after the events: a lane is there before the first event of one of its sockets can be.
        let lanes = self.lanes.withLock { $0 }
        for (number, lane) in lanes.enumerated() {
            let own = events.filter { $0.token.lane == number }
            guard !own.isEmpty else { continue }
            lane.eventLoop.execute {
                lane.value.value.received(own)
            }
        }
    }
}
