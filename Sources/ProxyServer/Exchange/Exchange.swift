import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream

/// The life of one request: route, target after target, then relay, answer or hold.
///
/// `ExchangeStateMachine` decides; this class moves heads and bytes between `ClientResponder` and `UpstreamExchange`, with
/// back-pressure both ways. It belongs to the event loop of its client connection. The sides are in extensions:
/// `+Client`, `+Origin`, `+Instruct`, `+Hold`, `+WebSocket`, `+SockJS`, `+Log`.
final class Exchange {
    let services: LoopServices
    /// The request as it goes on: the client's, or with JSON-P the one in its query.
    var request: RequestHead
    var framing: BodyFraming
    let responder: ClientResponder
    var machine = ExchangeStateMachine()
    var rules: ResponseRules
    var replay: ReplayBuffer

    /// The URI as the client sees it; `nil` when it could not be understood.
    var uri: RequestURI?
    var route: Route?
    var grip = GripPolicy(isTrustedClient: false, isDisabledByRoute: false)
    var isTLS = false
    var isWebSocket = false
    /// What the request asks of SockJS, if its path is there.
    var sockJS: SockJSRequest?

    /// The target being tried, as a position in the route's list.
    var targetPosition = 0
    /// The targets that could not be reached.
    var unreachable: [String] = []
    var upstream: (any OriginRequest)?
    /// Whether this exchange is counted among the open requests.
    var isCountedOpen = false
    var requestBodyBytes = 0

    /// The response and its instruction, while they are collected and held.
    var instructed: InstructedExchange?
    var hold: ChannelHold?
    /// What looks at the items of a long poll, where that is needed.
    var response: ResponseSession?
    /// The WebSocket, being opened or open.
    var socket = ExchangeSocket.none
    /// Whom to tell that the request has ended.
    var gone = GoneLink()
    /// What was delivered last, for a request that is sent again.
    var lastIDs: [RequestContext.LastID] = []
    /// Set when the instruction is complete but the request's body is not.
    var isInstructionWaiting = false

    /// How answers are wrapped, where the client asked for a script.
    var jsonp: JSONPResponse?
    /// Wraps a response that is relayed.
    var wrapper: JSONPWrapper?

    /// For the log: the status sent and the bytes of the body.
    var sentStatus: Int?
    var sentBodyBytes = 0
    var isLogged = false
    /// Whether the request was sent again for its hold.
    var isRetry = false

    init(_ request: RequestHead, framing: BodyFraming, responder: ClientResponder, services: LoopServices) {
        self.request = request
        self.framing = framing
        self.responder = responder
        self.services = services
        self.rules = ResponseRules(ClientExchange(request))
        self.replay = ReplayBuffer(limitBytes: services.context.limits.gripBodyBytes)
    }

    var isDebug: Bool { self.services.settings.isDebug || self.route?.isDebug == true }

    /// The target being tried.
    var target: Target? {
        guard let targets = self.route?.targets, self.targetPosition < targets.count else { return nil }
        return targets[self.targetPosition]
    }

    // MARK: Begin

    /// Finds the route and sends the request on.
    func begin() {
        let hasBody = self.framing != .none
        let services = self.services
        let request = self.request
        self.isTLS = services.settings.requestRules.arrivedOverTLS(
            request.fields,
            connectionIsTLS: self.responder.info.isTLS
        )
        self.isWebSocket = ClientHandshake.isAsked(by: request)
        if !self.isWebSocket, services.settings.isCrossOrigin {
            self.rules.crossOrigin = CrossOrigin(request.fields)
        }
        var handshake: ClientHandshake?
        do throws(ProxyError) {
            if self.isWebSocket {
                handshake = try ClientHandshake(request, framing: self.framing)
            }
            try self.findRoute(of: request)
            guard !self.beginSockJS() else { return }
            self.beginStatistics()
            try self.checkPage()
            if !hasBody {
                self.replay.bodyEnded()
            }
            try self.checkBodyLimit(self.framing.knownLength)
        } catch {
            self.answer(error)
            return
        }
        guard self.services.openRequests.enter() else {
            self.services.context.counters.add(.openRequestsRefused)
            self.answer(ProxyError(.overloaded(limit: "max_open_requests", retryAfterSeconds: 1)))
            return
        }
        self.isCountedOpen = true
        self.sendContinueIfExpected()
        if let handshake {
            self.openWebSocket(handshake)
        } else {
            self.startAttempt(allowsReuse: true)
        }
    }

    private func findRoute(of request: RequestHead) throws(ProxyError) {
        let uri: RequestURI
        do throws(RequestURIError) {
            uri = try RequestURI(request)
        } catch {
            throw ProxyError(error)
        }
        self.uri = uri
        guard let route = self.route(for: uri, of: request) else {
            self.services.context.counters.add(.routesNotFound)
            throw ProxyError(.noRoute(host: uri.host))
        }
        self.route = route
        let services = self.services
        self.grip = GripPolicy(
            route: route,
            isTrustedClient: services.settings.trustedClients.isTrusted(request.fields, now: UnixTime.now())
        )
        self.sockJS = SockJSRequest(
            method: request.method,
            uri: uri,
            route: route,
            isWebSocket: self.isWebSocket
        )
        guard !self.isWebSocket, self.sockJS == nil else { return }
        self.rules.crossOrigin = CrossOrigin(
            request.fields,
            route: route,
            appliesToAllRoutes: services.settings.isCrossOrigin
        )
        try self.readJSONP(route)
    }

    /// The route by `Pushpin-Route` where that is accepted, else by host (reference: behaviour 3.2).
    private func route(for uri: RequestURI, of request: RequestHead) -> Route? {
        let table = self.services.routes.table
        if let id = self.services.settings.requestRules.routeID(in: request.fields) {
            switch table.route(id: id) {
            case .found(let route): return route
            case .unknown: return nil
            case .shared: break
            }
        }
        return table.route(host: uri.host, path: uri.path, isTLS: self.isTLS, isWebSocket: self.isWebSocket)
    }

    func sendContinueIfExpected() {
        guard self.framing != .none, self.request.version != .http10,
            self.request.fields.listElements(.expect).contains(where: { $0.lowercased() == "100-continue" })
        else { return }
        self.responder.sendContinue()
    }

    func checkBodyLimit(_ bytes: Int) throws(ProxyError) {
        let limit = self.services.context.limits.clientBodyBytes
        guard limit > 0, bytes > limit else { return }
        self.services.context.counters.add(.clientBodiesTooLarge)
        throw ProxyError(.bodyTooLarge(limitBytes: limit))
    }

    // MARK: Answers made here

    /// Answers with an error, and lets an origin go that is still at work.
    ///
    /// - Parameters:
    ///   - error: what goes to the client.
    ///   - cause: what the log adds to it.
    func answer(_ error: ProxyError, cause: UpstreamError? = nil) {
        self.logFailure(error, cause: cause)
        let response = error.response(isDebug: self.isDebug, isWebSocket: self.isWebSocket)
        self.answer(response.head, body: response.body, mayKeepConnection: !error.closesConnection && !self.isWebSocket)
    }

    /// Answers a hold.
    func answerHeld(_ head: ResponseHead, body: ByteBuffer) {
        self.answer(head, body: body, isInstruction: true, isHeld: true)
    }

    /// Answers with a complete response.
    func answer(
        _ head: ResponseHead,
        body: ByteBuffer,
        isInstruction: Bool = false,
        mayKeepConnection: Bool = true,
        isHeld: Bool = false
    ) {
        let (head, body) = self.wrap(head, body: body, isHeld: isHeld)
        if self.machine.answered() {
            self.upstream?.cancel()
        }
        self.finishOpenRequest()
        self.sendHead(
            head,
            framing: .length(body.readableBytes),
            isInstruction: isInstruction,
            mayKeepConnection: mayKeepConnection
        )
        self.sendBody(body)
        self.logRequest(.finished)
        self.responder.sendEnd()
        self.tellGone()
    }

    @discardableResult
    func sendHead(
        _ head: ResponseHead,
        framing: BodyFraming,
        isInstruction: Bool,
        mayKeepConnection: Bool = true
    ) -> ClientResponse {
        let response = self.rules.clientResponse(
            head,
            framing: framing,
            isInstruction: isInstruction,
            mayKeepConnection: mayKeepConnection && self.responder.isRequestComplete
                && !self.services.context.isDraining
        )
        self.sentStatus = response.head.status
        self.count(.clientHeaderBytesSent, response.head.statisticsByteCount)
        self.responder.sendHead(response.head, framing: response.framing, isReusable: response.keepsConnection)
        return response
    }

    func sendBody(_ bytes: ByteBuffer) {
        self.sentBodyBytes += bytes.readableBytes
        self.count(.clientContentBytesSent, bytes.readableBytes)
        self.responder.sendBody(bytes)
    }

    /// The request is no longer among those being proxied.
    func finishOpenRequest() {
        guard self.isCountedOpen else { return }
        self.isCountedOpen = false
        self.services.openRequests.leave()
    }
}

extension BodyFraming {
    /// The length, where it is announced; 0 where it is not known or there is no body.
    fileprivate var knownLength: Int {
        if case .length(let length) = self { return length }
        return 0
    }
}
