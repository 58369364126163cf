import Hummingbird
package import Logging
package import NIOCore
package import ServiceLifecycle

/// Pushpin's endpoint for Prometheus: whatever is asked, it answers with the same five metrics and closes.
///
/// Reference: ops 4.
package enum PrometheusEndpoint {
    /// The service of an endpoint.
    ///
    /// - Parameters:
    ///   - address: where it listens.
    ///   - group: the event loops.
    ///   - logger: for what goes wrong on its connections.
    ///   - opened: told once the port is open.
    ///   - metrics: the text to answer with.
    /// - Returns: the service, which runs until the process ends.
    package static func make(
        _ address: ToolAddress,
        group: any EventLoopGroup,
        logger: Logger,
        opened: @escaping @Sendable () -> Void,
        metrics: @escaping @Sendable () -> ByteBuffer
    ) -> any Service {
        let responder = CallbackResponder { (request: Request, _: BasicRequestContext) in
            TextResponse.make(metrics())
        }
        return ToolServer(
            address,
            responder: responder,
            group: group,
            logger: logger,
            keepsConnections: false,
            opened: opened
        )
    }
}
