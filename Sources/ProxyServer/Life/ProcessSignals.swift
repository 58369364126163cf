import Logging
import ServiceLifecycle
import UnixSignals

/// What the signals of an operator do, from the first port to the end (reference: ops 6).
///
/// | signal | effect |
/// |---|---|
/// | HUP | everything that can change while running is read again, and the log opened anew |
/// | USR1 | the log is opened anew |
/// | TERM, INT | the process ends in order; a second one ends it at once |
struct ProcessSignals: Sendable {
    /// Trapped before the first port opens, so that no signal finds the process without its handler.
    private let sequence: UnixSignalsSequence
    let output: LogOutput
    let reload: @Sendable () async -> Void
    let hurry: Drain.Hurry
    let logger: Logger

    /// Traps the signals.
    init(
        output: LogOutput,
        hurry: Drain.Hurry,
        logger: Logger,
        reload: @escaping @Sendable () async -> Void
    ) async {
        self.sequence = await UnixSignalsSequence(trapping: .sighup, .sigusr1, .sigterm, .sigint)
        self.output = output
        self.hurry = hurry
        self.logger = logger
        self.reload = reload
    }

    /// Runs services, and acts on signals, until the services have ended.
    func run(_ services: ServiceGroup) async throws {
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await services.run() }
            tasks.addTask { await self.act(on: services) }
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    private func act(on services: ServiceGroup) async {
        var isEnding = false
        for await signal in self.sequence {
            switch signal {
            case .sigusr1:
                self.reopenLog()
            case .sighup where isEnding:
                self.logger.info("not reloading: the process is about to end")
            case .sighup:
                self.logger.info("reloading")
                self.reopenLog()
                await self.reload()
            default:
                if isEnding {
                    self.logger.info("second signal to stop: ending at once")
                    self.hurry.set()
                } else {
                    isEnding = true
                    await services.triggerGracefulShutdown()
                }
            }
        }
    }

    private func reopenLog() {
        do throws(ProxyServerError) {
            try self.output.reopen()
        } catch {
            self.logger.error("\(error)")
        }
    }
}
