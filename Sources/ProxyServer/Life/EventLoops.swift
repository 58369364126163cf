import NIOCore
import NIOPosix

/// The services of every event loop, made once at start and found again by loop.
struct EventLoops: Sendable {
    private let services: [ObjectIdentifier: NIOLoopBound<LoopServices>]
    /// The loops in the order of their shards.
    let all: [any EventLoop]

    /// Makes the services of each loop on that loop.
    init(
        _ group: MultiThreadedEventLoopGroup,
        make: @escaping @Sendable (_ eventLoop: any EventLoop, _ position: Int) -> LoopServices
    ) async throws {
        var services: [ObjectIdentifier: NIOLoopBound<LoopServices>] = [:]
        var loops: [any EventLoop] = []
        for (position, eventLoop) in group.makeIterator().enumerated() {
            services[ObjectIdentifier(eventLoop)] = try await eventLoop.submit {
                NIOLoopBound(make(eventLoop, position), eventLoop: eventLoop)
            }.get()
            loops.append(eventLoop)
        }
        self.services = services
        self.all = loops
    }

    /// The services of a loop of the group; to be called on that loop.
    func services(of eventLoop: any EventLoop) -> LoopServices {
        guard let services = self.services[ObjectIdentifier(eventLoop)] else {
            // Every socket is bound with the group whose loops are all in here.
            preconditionFailure("an event loop of another group")
        }
        return services.value
    }

    /// Runs `body` with the services of every loop, on each loop; returns when all have.
    func onEach<Value: Sendable>(
        _ body: @escaping @Sendable (LoopServices) -> Value
    ) async throws -> [Value] {
        var values: [Value] = []
        for eventLoop in self.all {
            guard let services = self.services[ObjectIdentifier(eventLoop)] else { continue }
            values.append(try await eventLoop.submit { body(services.value) }.get())
        }
        return values
    }

    /// Has `body` run with the services of every loop, on each loop.
    ///
    /// - Returns: the futures of the values, in the order of the shards.
    func submitToEach<Value: Sendable>(
        _ body: @escaping @Sendable (LoopServices) -> Value
    ) -> [EventLoopFuture<Value>] {
        self.all.compactMap { eventLoop in
            self.services[ObjectIdentifier(eventLoop)].map { services in
                eventLoop.submit { body(services.value) }
            }
        }
    }
}
