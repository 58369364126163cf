import CEpoll

/// The kernel's set of parked descriptors.
///
/// Thread-safe: the kernel does the locking. The set is closed when nobody holds it any more.
final class EpollSet: Sendable {
    private let descriptor: CInt
    private let wakeup: CInt

    /// An empty set.
    init() throws(ParkingLotError) {
        guard cepoll_is_available() else { throw .unavailable }
        let descriptor = try Self.check("epoll_create1", cepoll_create())
        let wakeup = cepoll_create_wakeup(descriptor, ParkingToken.wakeup.rawValue)
        if wakeup < 0 {
            cepoll_close(descriptor)
        }
        self.descriptor = descriptor
        self.wakeup = try Self.check("eventfd", wakeup)
    }

    deinit {
        cepoll_close(self.wakeup)
        cepoll_close(self.descriptor)
    }

    /// Adds a descriptor, to be reported once.
    func add(_ socket: CInt, interest: Readiness, token: ParkingToken) throws(ParkingLotError) {
        _ = try Self.check("epoll_ctl", cepoll_add(self.descriptor, socket, interest.bits, token.rawValue))
    }

    /// Watches a descriptor again, to be reported once; gives an `errno`, or 0.
    func rearm(_ socket: CInt, interest: Readiness, token: ParkingToken) -> CInt {
        -cepoll_rearm(self.descriptor, socket, interest.bits, token.rawValue)
    }

    /// Takes a descriptor off the set.
    func remove(_ socket: CInt) {
        // Only fails for a descriptor that is not in the set, and then there is nothing to do.
        _ = cepoll_remove(self.descriptor, socket)
    }

    /// Makes `wait` report `ParkingToken.wakeup`, now and for ever.
    func wake() {
        // Only fails when it was woken 2^64 times already.
        _ = cepoll_wake(self.wakeup)
    }

    /// Waits until something happens, and tells what.
    ///
    /// - Parameters:
    ///   - scratch: as many events as are told at a time.
    ///   - report: called for each event.
    /// - Returns: whether the set can be waited for again.
    func wait(using scratch: inout [cepoll_event], report: (ParkingEvent) -> Void) -> Bool {
        let capacity = CInt(clamping: scratch.count)
        let count = unsafe scratch.withUnsafeMutableBufferPointer { events in
            unsafe cepoll_wait(self.descriptor, events.baseAddress, capacity)
        }
        for event in scratch.prefix(Int(max(0, count))) {
            let token = ParkingToken(rawValue: event.token)
            report(ParkingEvent(token: token, readiness: Readiness(bits: event.readiness)))
        }
        return count >= 0
    }

    /// Passes on what a call gave, unless that is the negative of an `errno`.
    private static func check(_ call: String, _ result: CInt) throws(ParkingLotError) -> CInt {
        guard result >= 0 else { throw .system(call: call, errorNumber: -result) }
        return result
    }
}
