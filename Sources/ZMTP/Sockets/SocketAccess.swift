import NIOCore

/// The way from any thread to a socket on its event loop.
struct SocketAccess: Sendable {
    let eventLoop: any EventLoop
    private let core: NIOLoopBoundBox<SocketCore?>

    /// Makes the socket on its event loop; `pattern` is called there and makes what the socket does.
    init(eventLoop: any EventLoop, options: ZMTPOptions, pattern: @escaping @Sendable () -> any SocketPattern) {
        self.eventLoop = eventLoop
        let core = NIOLoopBoundBox<SocketCore?>.makeEmptyBox(eventLoop: eventLoop)
        self.core = core
        Self.run(on: eventLoop) {
            core.value = SocketCore(eventLoop: eventLoop, options: options, pattern: pattern())
        }
    }

    /// Runs at once when called on the event loop, or there as soon as possible.
    func run(_ body: @escaping @Sendable (SocketCore) -> Void) {
        let core = self.core
        Self.run(on: self.eventLoop) {
            // There since `init`, whose task came first.
            if let core = core.value { body(core) }
        }
    }

    private static func run(on eventLoop: any EventLoop, _ body: @escaping @Sendable () -> Void) {
        if eventLoop.inEventLoop {
            body()
        } else {
            eventLoop.execute(body)
        }
    }

    func bind(_ endpoint: ZMTPEndpoint) async throws -> ZMTPEndpoint {
        let promise = self.eventLoop.makePromise(of: ZMTPEndpoint.self)
        self.run { core in core.bind(endpoint).cascade(to: promise) }
        return try await promise.futureResult.get()
    }

    func connect(_ endpoint: ZMTPEndpoint) {
        self.run { $0.connect(endpoint) }
    }

    func close() async {
        let promise = self.eventLoop.makePromise(of: Void.self)
        self.run { core in core.close().cascade(to: promise) }
        // Never fails: the ends of the listeners are waited for, not judged.
        try? await promise.futureResult.get()
    }
}
