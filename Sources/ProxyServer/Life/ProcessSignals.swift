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
    /// Ends when the process is told to stop; it does so also where that came before anything ran.
    private let stops: AsyncStream<Void>
    private let stop: AsyncStream<Void>.Continuation

    /// Traps the signals.
    init(
        output: LogOutput,
        hurry: Drain.Hurry,
        logger: Logger,
        reload: @escaping @Sendable () async -> Void
    ) async {
        self.sequence = await UnixSignalsSequence(trapping: .sighup, .sigusr1, .sigterm, .sigint)
        (self.stops, self.stop) = AsyncStream<Void>.makeStream()
        self.output = output
        self.hurry = hurry
        self.logger = logger
        self.reload = reload
    }

    /// The service whose end is the end of all; to be run with the others.
    var stopService: StopService { StopService(stops: self.stops) }

    /// Runs services, and acts on signals, until the services have ended.
    ///
    /// - Parameters:
    ///   - services: what runs.
    ///   - watchdog: gives signs of life to the very end, where somebody wants them.
    /// - Throws: what a service failed with.
    func run(_ services: ServiceGroup, besides watchdog: Watchdog?) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await self.act() }
            if let watchdog {
                tasks.addTask { await watchdog.run() }
            }
            defer { tasks.cancelAll() }
            try await services.run()
        }
    }

    private func act() async {
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
                    self.stop.finish()
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

/// Runs until the process is told to stop.
struct StopService: Service {
    fileprivate let stops: AsyncStream<Void>

    func run() async throws {
        for await _ in self.stops {}
    }
}
