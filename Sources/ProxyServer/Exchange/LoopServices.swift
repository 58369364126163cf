import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream
import WebSocket

/// Everything the exchanges of one event loop use.
///
/// Belongs to its loop.
final class LoopServices {
    let context: LoopContext
    let shard: Shard
    let pool: UpstreamPool
    /// What exchanges need of the configuration; swapped as a whole when it is reloaded.
    var settings: ExchangeSettings
    let signatures: SignatureCache
    let links = LinkFetcher()
    let goneLinks = GoneNotifier()
    /// Spreads updates of holds over time.
    let updates: UpdatePacer
    /// Requests that equal ones may join.
    var shared: [SharedRequest.Key: SharedRequest] = [:]
    /// Questions of filters, counted against their rate.
    let filterRates = FilterRates()
    /// The ticks that streams with the same link share.
    var ticks = LinkTicks()
    /// What holds have in common.
    let sharing = HoldSharing()
    /// Compresses and decompresses WebSocket messages.
    let compressedFrames = CompressedFrames()
    /// The WebSockets over HTTP, by connection id.
    let overHTTP = OverHTTPOrigins()
    /// Knows what was published last.
    let directory: any SubscriptionDirectory
    /// The SockJS sessions of all loops.
    let sockJS: SockJSDirectory
    /// The connections of this loop that are held and quiet.
    let parked: ParkedConnections
    /// What the connections of this loop share; set when there are listeners.
    private(set) var connections: ConnectionService?
    let logger: Logger
    /// Whether requests have a line in the log; asking the logger costs more than most steps of a request.
    let logsRequests: Bool
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
        directory: any SubscriptionDirectory,
        tlsContexts: TLSContextCache,
        sockJS: SockJSDirectory,
        parkingLot: ParkingLot?,
        logger: Logger,
        connector: (any OriginConnector)? = nil
    ) {
        self.context = context
        self.shard = shard
        self.pool = UpstreamPool(context: context, tlsContexts: tlsContexts, connector: connector)
        self.settings = settings
        self.signatures = SignatureCache(logger: logger)
        self.routes = routes
        self.openRequests = openRequests
        self.publisher = publisher
        self.directory = directory
        self.sockJS = sockJS
        self.parked = ParkedConnections(context: context, lot: parkingLot)
        self.updates = UpdatePacer(wheel: context.wheel)
        self.logger = logger
        self.logsRequests = logger.logLevel <= .info
    }
}

extension LoopServices {
    /// What the client connections of this loop share.
    ///
    /// - Parameters:
    ///   - gate: counts the connections of all loops.
    ///   - logger: for what a connection has to report.
    /// - Returns: the same for every listener.
    func connectionService(gate: ConnectionGate, logger: Logger) -> ConnectionService {
        if let connections = self.connections { return connections }
        let connections = ConnectionService(
            context: self.context,
            dispatcher: self,
            parked: self.parked,
            gate: gate,
            logger: logger
        )
        self.connections = connections
        return connections
    }

    /// How many client connections there are on all loops.
    var connectionCount: Int { self.connections?.connectionCount ?? 0 }

    /// The `Grip-Sig` for a route: by its own key, else by that of the configuration.
    func signature(for route: Route) -> GripSignature? {
        let now = UnixTime.now()
        // Ids may be shared: only a route that names a key has one of its own.
        if route.signatureKey != nil, route.signatureIssuer != nil, let own = self.routes.signers[route.id] {
            return self.signatures.signature(routeID: route.id, signer: own, now: now)
        }
        guard let signer = self.settings.signer else { return nil }
        return self.signatures.signature(routeID: "", signer: signer, now: now)
    }
}

extension LoopServices: RequestDispatcher {
    func dispatch(
        _ head: consuming RequestHead,
        framing: BodyFraming,
        responder: ClientResponder
    ) -> any RequestReceiver {
        let exchange = Exchange(head, framing: framing, responder: responder, services: self)
        exchange.begin()
        return exchange
    }
}
