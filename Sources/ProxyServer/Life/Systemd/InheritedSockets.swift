import Glibc
import Logging
import ProxyListener
import Synchronization

/// Listening sockets that the process was given at its start, until somebody takes them.
///
/// A socket goes to the port with its address, or else to a port of the kind it is named for (`FileDescriptorName=` in a
/// socket unit).
final class InheritedSockets: Sendable {
    /// What a port is for: the names that sockets may have.
    enum Kind: String, Sendable {
        case http
        case https
        case control
    }

    /// A socket, by its descriptor.
    struct Socket: Equatable, Sendable {
        let descriptor: CInt
        /// What the manager calls it.
        let name: String
        /// Where it listens.
        let place: SocketPlace?
    }

    private let sockets: Mutex<[Socket]>
    private let configured: Set<SocketPlace>

    /// Sockets to be taken.
    ///
    /// - Parameters:
    ///   - sockets: the sockets.
    ///   - configured: where ports are configured to listen: the sockets there are theirs, whatever they are called.
    init(_ sockets: [Socket], configured: Set<SocketPlace>) {
        self.sockets = Mutex(sockets)
        self.configured = configured
    }

    /// The sockets of this process.
    ///
    /// - Parameters:
    ///   - environment: the variables of the process: `LISTEN_FDS`, `LISTEN_PID`, `LISTEN_FDNAMES`.
    ///   - processID: the id of the process.
    ///   - configured: where ports are configured to listen.
    convenience init(environment: [String: String], processID: Int, configured: Set<SocketPlace>) {
        let descriptors = Self.descriptors(environment: environment, processID: processID)
        self.init(
            descriptors.map { descriptor, name in
                // Not for programs that this one may start.
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                return Socket(descriptor: descriptor, name: name, place: SocketPlace(descriptor: descriptor))
            },
            configured: configured
        )
    }

    /// The descriptors and their names that the environment tells of; none when it is meant for another process.
    static func descriptors(
        environment: [String: String],
        processID: Int
    ) -> [(descriptor: CInt, name: String)] {
        guard environment["LISTEN_PID"] == "\(processID)",
            let count = environment["LISTEN_FDS"].flatMap({ Int($0) }), 1...Self.most ~= count
        else { return [] }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        return (0..<count).map { index in
            (Self.first + CInt(index), index < names.count ? String(names[index]) : "")
        }
    }

    private static let first: CInt = 3
    private static let most = 1024

    /// Takes the socket for a port, if there is one.
    ///
    /// - Parameters:
    ///   - place: where the port is configured to listen.
    ///   - kind: what it is for.
    /// - Returns: its descriptor.
    func take(_ place: SocketPlace?, kind: Kind) -> CInt? {
        self.sockets.withLock { sockets in
            let index =
                sockets.firstIndex { place != nil && $0.place == place }
                ?? sockets.firstIndex { socket in
                    socket.name == kind.rawValue && socket.place.map(self.configured.contains) != true
                }
            return index.map { sockets.remove(at: $0).descriptor }
        }
    }

    /// Takes the socket for a port of clients.
    func take(_ endpoint: Listener.Endpoint, kind: Kind = .http) -> CInt? {
        switch endpoint {
        case .tcp(let host, let port): self.take(SocketPlace(host: host, port: port), kind: kind)
        case .unixSocket(let file): self.take(SocketPlace(path: file.path), kind: kind)
        }
    }

    /// Closes the sockets that nobody took, since nobody would ever accept from them.
    func closeRest(_ logger: Logger) {
        let rest = self.sockets.withLock { sockets in
            defer { sockets = [] }
            return sockets
        }
        for socket in rest {
            logger.warning(
                "socket of the service manager closed: no port listens there, and it is not named http, https or control",
                metadata: ["name": "\(socket.name)", "address": "\(socket.place?.description ?? "none")"]
            )
            close(socket.descriptor)
        }
    }
}
