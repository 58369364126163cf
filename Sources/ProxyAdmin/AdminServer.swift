import HTTPTypes
import Hummingbird
package import Logging
package import NIOCore
package import ServiceLifecycle

/// The admin port: metrics, and whether the process is alive and ready.
package enum AdminServer {
    /// The service of the admin port.
    ///
    /// - Parameters:
    ///   - address: where it listens.
    ///   - state: where the process is in its life.
    ///   - group: the event loops.
    ///   - logger: for what goes wrong on its connections.
    ///   - opened: told once the port is open.
    ///   - metrics: the text of `/metrics`.
    /// - Returns: the service, which runs until the process ends.
    package static func make(
        _ address: ToolAddress,
        state: ServerState,
        group: any EventLoopGroup,
        logger: Logger,
        opened: @escaping @Sendable () -> Void,
        metrics: @escaping @Sendable () async throws -> ByteBuffer
    ) -> any Service {
        let router = Self.router(state: state, metrics: metrics)
        return ToolServer(address, responder: router.buildResponder(), group: group, logger: logger, opened: opened)
    }

    static func router(
        state: ServerState,
        metrics: @escaping @Sendable () async throws -> ByteBuffer
    ) -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.get("/metrics") { _, _ in
            TextResponse.make(try await metrics(), contentType: "text/plain; version=0.0.4; charset=utf-8")
        }
        router.get("/healthz") { _, _ in TextResponse.make("ok\n") }
        router.get("/readyz") { _, _ in
            switch state.phase {
            case .serving: TextResponse.make("ready\n")
            case .starting: TextResponse.make("starting\n", status: .serviceUnavailable)
            case .draining: TextResponse.make("draining\n", status: .serviceUnavailable)
            }
        }
        return router
    }
}
