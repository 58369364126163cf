import HTTP1
import ProxyRouting
import ProxySessions

/// What a WebSocket to an origin is opened with.
struct WebSocketRequest {
    /// The client's handshake, or the first request of a session that stands for one.
    let head: RequestHead
    /// What it is about, before the rewriting for a target.
    let uri: RequestURI
    /// The route chosen.
    let route: Route
    /// How GRIP applies.
    let grip: GripPolicy
    /// Whether the client came over TLS.
    let isTLS: Bool
    /// The client's address, where it goes to the origin.
    let peerAddress: String?

    /// What the request rules must know, with a fresh signature.
    func context(_ services: LoopServices) -> RequestContext {
        WebSocketRequester(self).context(services)
    }
}

/// Who opens a WebSocket, by which route and how: all that further requests need of the first one.
struct WebSocketRequester {
    /// The route chosen.
    let route: Route
    private let grip: GripPolicy
    private let isTLS: Bool
    private let peerAddress: String?

    init(_ request: WebSocketRequest) {
        self.route = request.route
        self.grip = request.grip
        self.isTLS = request.isTLS
        self.peerAddress = request.peerAddress
    }

    /// What the request rules must know, with a fresh signature.
    func context(_ services: LoopServices) -> RequestContext {
        var context = RequestContext(
            grip: self.grip,
            isTLS: self.isTLS,
            peerAddress: services.settings.sendsAddress ? self.peerAddress : nil,
            gripSignature: self.grip.isAnnounced ? services.signature(for: self.route) : nil
        )
        context.isWebSocket = true
        return context
    }
}

/// An origin's acceptance of a WebSocket.
struct WebSocketAcceptance {
    /// The origin's fields, without those of the handshake.
    let head: ResponseHead
    /// Put before the origin's messages when GRIP is on; `nil` when it is off.
    let messagePrefix: [UInt8]?
    /// The target that accepted.
    let target: Target
    /// The URI as the target saw it.
    let uri: RequestURI
    /// The origin's end.
    let origin: any WebSocketOrigin
}
