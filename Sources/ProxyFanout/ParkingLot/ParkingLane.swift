import NIOCore

/// The parked sockets of one event loop.
///
/// Belongs to its loop, so finding the socket an event is for takes no lock. Keeps each socket alive until it leaves.
final class ParkingLane {
    /// The loop everything here belongs to.
    let eventLoop: any EventLoop
    /// Where the kernel watches the sockets.
    let set: EpollSet
    private let number: UInt8
    private var sockets = SlotTable<ParkedSocket>(limit: ParkingToken.slotLimit)
    private var failures: [(socket: ParkedSocket, errorNumber: CInt)] = []

    init(number: UInt8, eventLoop: any EventLoop, set: EpollSet) {
        self.number = number
        self.eventLoop = eventLoop
        self.set = set
    }

    /// How many sockets are parked here.
    var count: Int { self.sockets.count }

    /// Takes a socket in.
    func insert(_ socket: ParkedSocket) throws(ParkingLotError) -> SlotPlace {
        guard let place = self.sockets.insert(socket) else { throw .full }
        return place
    }

    /// Lets a socket go; nothing reaches it any more.
    func remove(_ place: SlotPlace) {
        self.sockets.remove(place)
    }

    /// The name of the socket at a place.
    func token(of place: SlotPlace) -> ParkingToken {
        ParkingToken(lane: self.number, place: place)
    }

    /// Tells sockets what happened to them; those that have left meanwhile are passed over.
    func received(_ events: [ParkingEvent]) {
        for event in events {
            self.sockets[event.token.place]?.received(event.readiness)
        }
    }

    /// Tells the owner of a socket in the loop's next turn that it failed, so that no owner is called within its own call.
    func reportLater(_ socket: ParkedSocket, errorNumber: CInt) {
        self.failures.append((socket, errorNumber))
        guard self.failures.count == 1 else { return }
        let lane = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.eventLoop.execute {
            lane.value.reportFailures()
        }
    }

    private func reportFailures() {
        let failures = self.failures
        self.failures = []
        for failure in failures {
            failure.socket.tellFailure(failure.errorNumber)
        }
    }
}
