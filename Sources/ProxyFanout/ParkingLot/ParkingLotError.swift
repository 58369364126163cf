import CEpoll

/// Why connections cannot be parked.
package enum ParkingLotError: Error, Hashable, CustomStringConvertible {
    /// The platform has no epoll.
    case unavailable
    /// The lot was shut down.
    case shutDown
    /// The lot has as many loops, or the loop as many parked sockets, as it can tell apart.
    case full
    /// A call of the system failed with an `errno`.
    case system(call: String, errorNumber: CInt)

    package var description: String {
        switch self {
        case .unavailable:
            "connections cannot be parked: this platform has no epoll"
        case .shutDown:
            "connections cannot be parked: the parking lot was shut down"
        case .full:
            "connections cannot be parked: the parking lot is full"
        case .system(let call, let errorNumber):
            "connections cannot be parked: \(call): \(Self.text(of: errorNumber))"
        }
    }

    private static func text(of errorNumber: CInt) -> String {
        unsafe cepoll_error_text(errorNumber).map { unsafe String(cString: $0) } ?? "error \(errorNumber)"
    }
}
