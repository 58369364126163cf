import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// A small HTTP server for an operator's tools; every answer is short text.
///
/// Runs until the process ends. It shares the event loops with the proxy, whose work goes before.
struct ToolServer<Responder: HTTPResponder>: Service
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    private let application: Application<Responder>

    /// A server that is not started.
    ///
    /// - Parameters:
    ///   - address: where it listens.
    ///   - responder: who answers.
    ///   - group: the event loops.
    ///   - logger: for what goes wrong on its connections.
    ///   - keepsConnections: whether a connection serves more than one request.
    ///   - opened: told once the port is open.
    init(
        _ address: ToolAddress,
        responder: Responder,
        group: any EventLoopGroup,
        logger: Logger,
        keepsConnections: Bool = true,
        opened: @escaping @Sendable () -> Void
    ) {
        let bindAddress: BindAddress =
            switch address {
            case .tcp(let host, let port): .hostname(host, port: port)
            case .unixSocket(let path): .unixDomainSocket(path: path)
            }
        self.application = Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: keepsConnections ? [] : [CloseAfterResponseHandler()],
                    idleTimeout: ToolLimits.idleTime
                )
            ),
            configuration: ApplicationConfiguration(
                address: bindAddress,
                availableConnectionsDelegate: MaximumAvailableConnections(ToolLimits.connections)
            ),
            onServerRunning: { _ in opened() },
            eventLoopGroupProvider: .shared(group),
            logger: logger
        )
    }

    func run() async throws {
        try await self.application.run()
    }
}

/// The limits of ports for tools.
enum ToolLimits {
    /// Connections at a time; further ones wait.
    ///
    /// Pushpin's endpoint takes 16 (reference: behaviour 8).
    static let connections = 16
    /// How long a connection may be silent.
    static let idleTime = TimeAmount.seconds(60)
}
