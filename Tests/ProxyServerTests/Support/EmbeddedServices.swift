import GRIP
import NIOCore
import NIOEmbedded
import ProxyListener
import ProxyRouting
import ProxyUpstream

@testable import ProxyFanout
@testable import ProxyServer

/// The services of one event loop without threads, whose clock the test moves.
final class EmbeddedServices {
    /// Publishes nothing: items reach the loop by `publish` below.
    private struct NoSink: PublishSink {
        func publish(
            _ items: [PublishItem],
            on eventLoop: any EventLoop,
            waits patience: PublishPatience,
            completion: @escaping @Sendable ([ItemOutcome]) -> Void
        ) {}

        func recover() {}
    }

    let loop: EmbeddedEventLoop
    let lines = RecordingLogHandler.Lines()
    let directory = SubscribedChannels()
    let origins: EmbeddedOrigins
    let services: LoopServices

    init(
        routes: [String] = ["* test"],
        limits: Limits = Limits(),
        settings: ExchangeSettings = ExchangeSettings()
    ) {
        self.loop = EmbeddedEventLoop()
        self.origins = EmbeddedOrigins(loop: self.loop)
        let context = LoopContext(eventLoop: self.loop, limits: limits)
        self.services = LoopServices(
            context: context,
            shard: Shard(context: context, position: 0, directory: self.directory),
            settings: settings,
            routes: RouteSnapshot(table: RouteTable(commandLine: routes), signers: [:], isWelcome: false),
            openRequests: ConnectionGate(limit: 10),
            publisher: NoSink(),
            directory: self.directory,
            tlsContexts: TLSContextCache(),
            sockJS: SockJSDirectory(limit: 10),
            parkingLot: nil,
            logger: RecordingLogHandler.logger(self.lines),
            connector: self.origins
        )
    }

    /// Delivers items in one turn of the loop; how many subscribers took one.
    @discardableResult
    func publish(_ items: PublishItem...) -> Int {
        self.publish(items)
    }

    /// Delivers items in one turn of the loop; how many subscribers took one.
    @discardableResult
    func publish(_ items: [PublishItem]) -> Int {
        let taken = self.services.shard.deliver(items.map { PublishedItem($0) }, now: self.loop.now)
        self.loop.run()
        return taken.reduce(0) { $0 + $1.total }
    }

    /// Lets the loop do what waits for its next turn.
    func run() {
        self.loop.run()
    }

    /// Moves the clock.
    func advance(_ time: TimeAmount) {
        self.loop.advanceTime(by: time)
    }

    func count(_ counter: Counter) -> Int {
        self.services.context.counters.value(counter)
    }
}
