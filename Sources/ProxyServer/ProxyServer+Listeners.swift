import Logging
import NIOCore
import NIOPosix
import ProxyFanout
import ProxyListener

/// Opens ports.
extension ProxyServer {
    /// The certificates of the TLS ports; `nil` when there are no such ports.
    func loadCertificates(_ logger: Logger) throws(ProxyServerError) -> CertificateReload? {
        let ports = self.configuration.listeners.secure.map(\.port)
        guard !ports.isEmpty else { return nil }
        let directory = CertificateDirectory(path: self.configuration.listeners.certificateDirectory, ports: ports)
        return try CertificateReload(directory, logger: logger)
    }

    /// Refuses certificates that a start would refuse.
    func checkCertificates() throws(ProxyServerError) {
        _ = try self.loadCertificates(Logger(label: "check") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The ports for clients.
    func bindListeners(
        group: MultiThreadedEventLoopGroup,
        loops: EventLoops,
        certificates: CertificateStore?,
        inherited: InheritedSockets,
        logger: Logger
    ) async throws -> [Listener] {
        let gate = ConnectionGate(limit: self.configuration.limits.clientConnections)
        var listeners: [Listener] = []
        do {
            for (endpoint, certificates) in try self.endpoints(certificates) {
                let listener = try await Self.naming(endpoint.description) {
                    try await Listener.bind(
                        endpoint,
                        certificates: certificates,
                        inherited: inherited.take(endpoint, kind: certificates == nil ? .http : .https),
                        group: group
                    ) { eventLoop in
                        loops.services(of: eventLoop).connectionService(gate: gate, logger: logger)
                    }
                }
                listeners.append(listener)
            }
        } catch {
            for listener in listeners {
                await listener.close()
            }
            throw error
        }
        return listeners
    }

    /// Every place to listen on, and the certificates where clients speak TLS.
    func endpoints(
        _ certificates: CertificateStore?
    ) throws(ProxyServerError) -> [(Listener.Endpoint, CertificateStore?)] {
        let listeners = self.configuration.listeners
        var endpoints: [(Listener.Endpoint, CertificateStore?)] = []
        endpoints += listeners.plain.map { (.tcp(host: $0.host, port: $0.port), nil) }
        endpoints += listeners.secure.map { (.tcp(host: $0.host, port: $0.port), certificates) }
        for address in listeners.unix {
            endpoints.append((.unixSocket(try UnixSocketFile(address)), nil))
        }
        return endpoints
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
        } catch UnixSocketError.taken {
            throw ProxyServerError.portTaken(address)
        } catch let error as UnixSocketError {
            throw ProxyServerError.cannotListen(address: address, reason: error.text)
        } catch {
            throw ProxyServerError.cannotListen(address: address, reason: "\(error)")
        }
    }
}
