import NIOCore
import NIOPosix
import ProxyFanout
import ProxyListener

/// Opens ports.
extension ProxyServer {
    /// The ports for clients.
    func bindListeners(
        group: MultiThreadedEventLoopGroup,
        loops: EventLoops
    ) async throws -> [Listener] {
        let gate = ConnectionGate(limit: self.configuration.limits.clientConnections)
        let endpoints =
            self.configuration.listeners.plain.map { Listener.Endpoint.tcp(host: $0.host, port: $0.port) }
            + self.configuration.listeners.unix.map { Listener.Endpoint.unixSocket(path: $0.path) }
        var listeners: [Listener] = []
        for endpoint in endpoints {
            let listener = try await Self.naming(endpoint.description) {
                try await Listener.bind(endpoint, group: group) { eventLoop in
                    loops.services(of: eventLoop).connectionService(gate: gate)
                }
            }
            listeners.append(listener)
        }
        return listeners
    }

    /// Turns a failure to listen into one that names the address.
    static func naming<Value>(_ address: String, _ bind: () async throws -> Value) async throws -> Value {
        do {
            return try await bind()
        } catch let error as IOError {
            if error.errnoCode == EADDRINUSE {
                throw ProxyServerError.portTaken(address)
            }
            throw ProxyServerError.cannotListen(address: address, reason: SystemErrorText.of(error.errnoCode))
        } catch {
            throw ProxyServerError.cannotListen(address: address, reason: "\(error)")
        }
    }
}
