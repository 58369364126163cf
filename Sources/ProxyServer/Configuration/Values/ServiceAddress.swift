/// Where a small HTTP service listens: `[ADDR:]PORT` or `ipc://PATH` (reference: ops 4).
package enum ServiceAddress: Sendable, Hashable, CustomStringConvertible {
    /// A TCP socket.
    case tcp(ListenAddress)
    /// A Unix socket at this path.
    case unix(String)

    /// The form that the configuration takes.
    package var description: String {
        switch self {
        case .tcp(let address): address.description
        case .unix(let path): "ipc://" + path
        }
    }
}
