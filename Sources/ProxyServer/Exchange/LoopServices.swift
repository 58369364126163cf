import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxySessions
import ProxyUpstream

/// Everything the exchanges of one event loop use.
///
/// Belongs to its loop.
final class LoopServices {
    let context: LoopContext
    let shard: Shard
    let pool: UpstreamPool
    let settings: ExchangeSettings
    let signatures: SignatureCache
    let logger: Logger
    /// Requests being proxied on all loops (`max_open_requests`).
    let openRequests: ConnectionGate
    let publisher: any PublishSink
    /// The routes in force; swapped as a whole when they are reloaded.
    var routes: RouteSnapshot

    init(
        context: LoopContext,
        shard: Shard,
        settings: ExchangeSettings,
        routes: RouteSnapshot,
        openRequests: ConnectionGate,
        publisher: any PublishSink,
        tlsContexts: TLSContextCache,
        logger: Logger
    ) {
        self.context = context
        self.shard = shard
        self.pool = UpstreamPool(context: context, tlsContexts: tlsContexts)
        self.settings = settings
        self.signatures = SignatureCache(logger: logger)
        self.routes = routes
        self.openRequests = openRequests
        self.publisher = publisher
        self.logger = logger
    }
}

extension LoopServices: RequestDispatcher {
    func dispatch(
        _ head: RequestHead,
        framing: BodyFraming,
        responder: ClientResponder
    ) -> any RequestReceiver {
        let exchange = Exchange(head, framing: framing, responder: responder, services: self)
        exchange.begin()
        return exchange
    }
}
