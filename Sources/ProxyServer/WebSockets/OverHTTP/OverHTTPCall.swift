import GRIP
import HTTP1
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import ProxyUpstream

/// Where the events of one WebSocket go, and with which heads.
struct OverHTTPCall {
    private let requester: WebSocketRequester
    private let heads: EventRequestHead
    private let endpoint: OriginEndpoint
    private let uri: RequestURI

    /// The call of a connection.
    ///
    /// - Parameters:
    ///   - request: what the WebSocket is opened with.
    ///   - connectionID: names the connection to the origin.
    ///   - endpoint: where the origin is.
    ///   - uri: the URI towards the origin.
    init(_ request: WebSocketRequest, connectionID: String, endpoint: OriginEndpoint, uri: RequestURI) {
        self.requester = WebSocketRequester(request)
        self.heads = EventRequestHead(request.head, connectionID: connectionID, grip: request.grip)
        self.endpoint = endpoint
        self.uri = uri
    }

    /// What names it in the log.
    var description: String { "\(self.endpoint)\(String(decoding: self.uri.path, as: UTF8.self))" }

    /// The id of the route.
    var routeID: String { self.requester.route.id }

    /// Starts a request; its body is still to be sent.
    ///
    /// - Parameters:
    ///   - events: what is to be sent.
    ///   - meta: what the origin wants to be told.
    ///   - services: the loop's shared things.
    ///   - receiver: takes the answer.
    /// - Returns: the running exchange and the body.
    func start(
        _ events: EventRequest,
        meta: ConnectionMeta,
        services: LoopServices,
        receiver: any UpstreamReceiver
    ) -> (UpstreamExchange, body: ByteBuffer) {
        var body = services.context.allocator.buffer(capacity: 0)
        WebSocketEvents.encode(events.events, to: &body)
        let head = self.heads.head(
            rules: services.settings.requestRules,
            uri: self.uri,
            route: self.requester.route,
            context: self.requester.context(services),
            meta: meta,
            bodyByteCount: body.readableBytes,
            replayedByteCount: events.replayedByteCount
        )
        services.context.counters.add(.webSocketEventRequests)
        let exchange = services.pool.start(
            head,
            framing: .length(body.readableBytes),
            to: self.endpoint,
            allowsReuse: events.allowsReuse,
            receiver: receiver
        )
        return (exchange, body)
    }
}
