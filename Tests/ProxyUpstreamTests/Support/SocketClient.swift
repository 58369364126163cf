import HTTP1
import NIOCore
import NIOPosix
import NIOSSL
import ProxyFanout

@testable import ProxyUpstream

/// A pool on a real event loop, asked from a test.
struct SocketClient: Sendable {
    typealias Event = RecordingReceiver.Event

    /// One request, for a test that takes part in it.
    ///
    /// Belongs to the loop.
    final class Running {
        let receiver = RecordingReceiver()
        fileprivate(set) var exchange: UpstreamExchange?
        fileprivate var done: EventLoopPromise<[Event]>?

        /// The test has seen enough.
        func finish() {
            self.done?.succeed(self.receiver.events)
            self.done = nil
        }
    }

    let loop: any EventLoop
    let context: NIOLoopBound<LoopContext>
    let pool: NIOLoopBound<UpstreamPool>

    init(limits: Limits = Limits(), tlsContexts: TLSContextCache = TLSContextCache()) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        self.loop = loop
        (self.context, self.pool) = try await loop.submit {
            let context = LoopContext(eventLoop: loop, limits: limits)
            let pool = UpstreamPool(context: context, tlsContexts: tlsContexts)
            return (NIOLoopBound(context, eventLoop: loop), NIOLoopBound(pool, eventLoop: loop))
        }.get()
    }

    /// Sends a request with a body of one piece.
    ///
    /// Returns what came when the exchange has ended or failed. `onEvent` is called on the loop for everything that
    /// comes.
    func request(
        _ method: String = "GET",
        to endpoint: OriginEndpoint,
        fields: HeaderFields = [:],
        framing: BodyFraming = .none,
        body: ByteBuffer? = nil,
        allowsReuse: Bool = true,
        keepsBody: Bool = true,
        onEvent: @escaping @Sendable (Running, Event) -> Void = { _, _ in }
    ) async throws -> [Event] {
        try await self.loop.flatSubmit {
            self.start(
                method,
                to: endpoint,
                fields: fields,
                framing: framing,
                body: body,
                allowsReuse: allowsReuse,
                keepsBody: keepsBody,
                onEvent: onEvent
            )
        }.get()
    }

    /// The same, for a caller on the loop.
    func start(
        _ method: String = "GET",
        to endpoint: OriginEndpoint,
        fields: HeaderFields = [:],
        framing: BodyFraming = .none,
        body: ByteBuffer? = nil,
        allowsReuse: Bool = true,
        keepsBody: Bool = true,
        onEvent: @escaping @Sendable (Running, Event) -> Void = { _, _ in }
    ) -> EventLoopFuture<[Event]> {
        let running = Running()
        let done = self.loop.makePromise(of: [Event].self)
        running.done = done
        running.receiver.keepsBody = keepsBody
        running.receiver.onEvent = { event in
            onEvent(running, event)
            switch event {
            case .end, .failed: running.finish()
            default: break
            }
        }
        let exchange = self.pool.value.start(
            RequestHead(method: method, target: Array("/".utf8), fields: fields),
            framing: framing,
            to: endpoint,
            allowsReuse: allowsReuse,
            receiver: running.receiver
        )
        running.exchange = exchange
        if let body {
            exchange.sendBody(body)
            exchange.sendEnd()
        }
        exchange.flush()
        return done.futureResult.map { events in
            events.filter {
                // How often a socket is writable is the kernel's business.
                if case .writable = $0 { false } else { true }
            }
        }
    }

    /// The value of a counter.
    func count(_ counter: Counter) async throws -> Int {
        try await self.loop.submit { self.context.value.counters.value(counter) }.get()
    }
}
