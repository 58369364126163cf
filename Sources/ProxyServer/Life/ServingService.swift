import Logging
import NIOCore
import ProxyAdmin
import ProxyControl
import ProxyFanout
import ProxyListener
import ProxyUpstream
import ServiceLifecycle

/// Opens the sockets, and keeps them open until the process is told to stop; then drains.
struct ServingService: Service {
    /// What is open.
    struct Sockets: Sendable {
        let listeners: [Listener]
        let control: ControlServer?
        let zeroMQ: ZeroMQServer?
    }

    /// What the end of the process depends on, and who is told of it.
    struct Ends: Sendable {
        let reloader: Reloader
        let hurry: Drain.Hurry
        let manager: ServiceManager?
    }

    let loops: EventLoops
    let ends: Ends
    let logger: Logger
    /// Told when every port is open, and when no new work is taken.
    let state: ServerState
    /// Opens everything, or throws `ProxyServerError`.
    let open: @Sendable () async throws -> Sockets

    func run() async throws {
        let sockets = try await self.open()
        if let address = sockets.control?.localAddress {
            self.logger.info("http control server: \(address.ipAddress ?? "?"):\(address.port ?? 0)")
        }
        await self.ends.reloader.opened(sockets.control)
        self.state.advance(to: .serving)
        self.logger.info("started")
        if let problem = self.ends.manager?.tell(.ready(status: "serving")) {
            self.logger.warning("the service manager could not be told that the process is ready: \(problem)")
        }
        try await gracefulShutdown()
        self.state.advance(to: .draining)
        self.ends.manager?.tell(.stopping(status: "draining"))
        self.logger.info("stopping...")
        for listener in sockets.listeners {
            await listener.close()
        }
        // Publishers go on until the last hold has been told.
        let grace = await self.ends.reloader.shutdownGrace
        let report = try await Drain(loops: self.loops, grace: grace, hurry: self.ends.hurry).run()
        self.logger.info("drained", metadata: report.metadata)
        await sockets.control?.close(gracePeriod: .milliseconds(500))
        await sockets.zeroMQ?.close()
        let counters = try await self.loops.onEach { services in
            services.pool.close()
            return services.context.counters
        }
        let sums = Counters.sum(counters).map { "\($0.counter)=\($0.value)" }
        self.logger.info("counted: \(sums.joined(separator: " "))")
    }
}
