import ProxyAdmin
import ServiceLifecycle

/// Ports for an operator's tools, and whether they are open.
struct AdminPorts: Sendable {
    /// To be run.
    private(set) var services: [any Service] = []
    private var openings: [AsyncStream<Void>] = []

    /// No ports.
    init() {}

    /// Adds a port.
    ///
    /// - Parameters:
    ///   - address: where it listens.
    ///   - key: the setting that asks for it.
    ///   - make: makes its service, which tells when the port is open.
    mutating func add(
        _ address: ServiceAddress,
        key: String,
        make: (ToolAddress, @escaping @Sendable () -> Void) -> any Service
    ) {
        let (opening, continuation) = AsyncStream<Void>.makeStream()
        self.openings.append(opening)
        let service = make(ToolAddress(address)) { continuation.finish() }
        self.services.append(AdminPortService(address: "\(address) (\(key))", service: service))
    }

    /// Returns when every port is open.
    ///
    /// - Throws: `CancellationError` when one cannot be opened: its service has failed then, and the others are cancelled.
    func allOpen() async throws {
        for opening in self.openings {
            for await _ in opening {}
        }
        try Task.checkCancellation()
    }
}

/// Runs the service of a port and says which one it was when it cannot be opened.
private struct AdminPortService: Service {
    let address: String
    let service: any Service

    func run() async throws {
        try await ProxyServer.naming(self.address) {
            try await self.service.run()
        }
    }
}

extension ToolAddress {
    /// The address that a setting names.
    init(_ address: ServiceAddress) {
        self =
            switch address {
            case .tcp(let address): .tcp(host: address.host, port: address.port)
            case .unix(let path): .unixSocket(path: path)
            }
    }
}
