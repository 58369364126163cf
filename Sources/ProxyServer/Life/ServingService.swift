import Logging
import NIOCore
import ProxyControl
import ProxyFanout
import ProxyListener
import ProxyUpstream
import ServiceLifecycle

/// Keeps the sockets open until the process is told to stop, then closes them.
///
/// Clients are dropped at once, as Pushpin does on TERM (reference: ops 6).
struct ServingService: Service {
    let listeners: [Listener]
    let control: ControlServer?
    let loops: EventLoops
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
        self.logger.info("stopping...")
        for listener in self.listeners {
            await listener.close()
        }
        await self.control?.close(gracePeriod: .milliseconds(500))
        let counters = try await self.loops.onEach { services in
            services.pool.close()
            return services.context.counters
        }
        let sums = Counters.sum(counters).map { "\($0.counter)=\($0.value)" }
        self.logger.info("counted: \(sums.joined(separator: " "))")
    }
}
