/// Gives the service manager its signs of life, as long as every event loop turns.
struct Watchdog: Sendable {
    private let manager: ServiceManager
    private let interval: Duration
    private let loops: EventLoops

    /// A watchdog, if there is a manager that wants one.
    init?(_ manager: ServiceManager?, loops: EventLoops) {
        guard let manager, let interval = manager.watchdogInterval else { return nil }
        self.manager = manager
        self.interval = interval
        self.loops = loops
    }

    /// Runs until it is cancelled; to the very end, because a drain may take longer than the interval.
    func run() async {
        while !Task.isCancelled {
            // Does not return while a loop is stuck, and so the manager hears nothing.
            guard (try? await self.loops.onEach { _ in true }) != nil else { return }
            self.manager.tell(.alive)
            // Only fails when it is cancelled, which ends the loop.
            try? await Task.sleep(for: self.interval / 2)
        }
    }
}
