import CEpoll
import NIOCore
import Synchronization

/// Watches the sockets of connections that have left NIO: one thread and one epoll set for the whole process.
///
/// A parked connection is a descriptor and a small record. It stays with its event loop, on which everything about it is
/// decided and sent; only waiting for it happens here. Thread-safe. Where `isAvailable` is false, connections have to stay
/// NIO channels.
package final class ParkingLot: Sendable {
    private enum Life: Sendable {
        case running(thread: UInt)
        case shutDown
    }

    private let set: EpollSet
    private let watcher: ParkingWatcher
    private let life: Mutex<Life>

    /// Whether this platform can park connections.
    package static var isAvailable: Bool { cepoll_is_available() }

    /// Starts watching; nothing is parked yet.
    ///
    /// - Throws: why it is not possible, with the `errno` of the system if that is the reason.
    package init() throws(ParkingLotError) {
        let set = try EpollSet()
        let watcher = ParkingWatcher(set: set)
        let thread = try Self.start(watcher)
        self.set = set
        self.watcher = watcher
        self.life = Mutex(.running(thread: thread))
    }

    deinit {
        self.shutDown()
    }

    /// Ends the thread, and returns when it has ended.
    ///
    /// From then on nothing can be parked, and parked sockets are not told anything; closing them is left to their owners.
    /// To be called before the event loops are shut down. Every further call does nothing.
    package func shutDown() {
        let life = self.life.withLock { life in
            let before = life
            life = .shutDown
            return before
        }
        guard case .running(let thread) = life else { return }
        self.set.wake()
        cepoll_join(thread)
    }

    /// The lane of a loop, which must be the one that calls.
    func lane(of eventLoop: any EventLoop) throws(ParkingLotError) -> ParkingLane {
        guard case .running = self.life.withLock({ $0 }) else { throw .shutDown }
        return try self.watcher.lane(of: eventLoop)
    }

    private static func start(_ watcher: ParkingWatcher) throws(ParkingLotError) -> UInt {
        var thread: UInt = 0
        let argument = unsafe Unmanaged.passRetained(watcher)
        let result = unsafe cepoll_start(
            &thread,
            "parking-lot",
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<ParkingWatcher>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            argument.toOpaque()
        )
        guard result >= 0 else {
            unsafe argument.release()
            throw .system(call: "pthread_create", errorNumber: -result)
        }
        return thread
    }
}
