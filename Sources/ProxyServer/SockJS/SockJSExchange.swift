import HTTP1
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream

/// One HTTP request to the SockJS endpoints of a route, from its body to the end of its response.
///
/// Sessions are found in the process-wide directory and may be on another loop: this class asks them through
/// `LoopReference`, and they answer through `SockJSReply` (`+Answers`). Belongs to the loop of its connection.
final class SockJSExchange {
    /// Who is told for the log; not retained.
    weak var owner: (any SockJSExchangeOwner)?
    let services: LoopServices
    let responder: ClientResponder
    let rules: ResponseRules
    let fields: SockJSFields
    let isDebug: Bool
    private let action: SockJSRequest
    private let request: WebSocketRequest
    private let directory: SockJSDirectory
    private var body = ByteBuffer()
    private var bodyBytes = 0
    /// The session that was asked and may still answer.
    var session: LoopReference<SockJSSession>?
    /// Whether the session waits to be told that the client takes more.
    var isReadinessAwaited = false
    var isOver = false
    var sentStatus: Int?
    var sentBytes = 0

    /// A request whose body is still to come.
    ///
    /// - Parameters:
    ///   - action: what it asks for.
    ///   - request: the request, with the URI as the client sent it.
    ///   - isDebug: whether clients are told the reasons of errors.
    ///   - responder: the way to the client.
    ///   - services: the loop's shared things.
    ///   - directory: where the sessions are.
    init(
        _ action: SockJSRequest,
        request: WebSocketRequest,
        isDebug: Bool,
        responder: ClientResponder,
        services: LoopServices,
        directory: SockJSDirectory
    ) {
        self.action = action
        self.request = request
        self.isDebug = isDebug
        self.responder = responder
        self.services = services
        self.directory = directory
        self.rules = ResponseRules(ClientExchange(request.head))
        self.fields = SockJSFields(request.head)
    }

    private var eventLoop: any EventLoop { self.services.context.eventLoop }

    private var reply: SockJSReply { SockJSReply(self, on: self.eventLoop) }

    // MARK: Actions

    private func act() {
        switch self.action {
        case .preflight:
            self.answer(.preflight)
        case .info:
            self.answer(.info(entropy: .random(in: .min ... .max)))
        case .iframe:
            self.answer(
                .iframe(scriptURL: self.services.settings.sockJSScriptURL, request: self.request.head.fields)
            )
        case .receive(let session, let transport):
            guard self.isPageAllowed() else { return }
            self.receive(self.key(session), transport)
        case .send(let session, let form):
            guard self.isPageAllowed() else { return }
            self.send(self.key(session), form)
        case .badRequest:
            self.services.context.counters.add(.sockJSRequestsMalformed)
            self.answer(.badRequest)
        case .notFound, .framedWebSocket, .rawWebSocket:
            self.services.context.counters.add(.sockJSRequestsMalformed)
            self.answer(.notFound)
        }
    }

    private func key(_ session: [UInt8]) -> SockJSDirectory.Key {
        SockJSDirectory.Key(routeID: self.request.route.id, session: session)
    }

    /// A session is as good as a WebSocket, so the same pages may have one.
    private func isPageAllowed() -> Bool {
        let fields = self.request.head.fields
        let authority = self.request.uri.authority
        let isAllowed = WebSocketOriginCheck.allows(fields, authority: authority, route: self.request.route)
        guard !isAllowed || self.isFromUnnamedPage else { return true }
        self.services.context.counters.add(.originsNotAllowed)
        self.fail(ProxyError(.originNotAllowed(origin: fields.first(.origin) ?? "")), cause: nil)
        return false
    }

    /// Whether the page is another one than those that may, though it does not say which: scripts and frames, which the
    /// JSON-P and htmlfile transports use, are asked for without `Origin` (Fetch Metadata, 2.4).
    private var isFromUnnamedPage: Bool {
        let fields = self.request.head.fields
        guard !self.request.route.corsOrigins.isEmpty, !fields.contains(.origin),
            let site = fields.first("Sec-Fetch-Site")
        else { return false }
        return site != "same-origin" && site != "none"
    }

    private func receive(_ key: SockJSDirectory.Key, _ transport: SockJSTransport) {
        if let session = self.directory.session(key) {
            self.join(session, transport)
            return
        }
        let session = SockJSSession(
            key,
            request: self.request,
            transport: transport,
            isDebug: self.isDebug,
            services: self.services,
            directory: self.directory
        )
        switch self.directory.insert(session) {
        case .inserted:
            self.session = session.reference
            session.begin(self.reply)
        case .present(let other):
            self.join(other, transport)
        case .full:
            self.fail(ProxyError(.overloaded(limit: "SockJS sessions", retryAfterSeconds: 1)), cause: nil)
        }
    }

    private func join(_ session: LoopReference<SockJSSession>, _ transport: SockJSTransport) {
        self.session = session
        let reply = self.reply
        session.execute { $0.receive(reply, transport) }
    }

    /// The session that was asked is over, and its id may stand for a new one.
    func lookAgain() {
        guard !self.isOver else { return }
        self.session = nil
        self.act()
    }

    private func send(_ key: SockJSDirectory.Key, _ form: SockJSPayload.Form) {
        guard let session = self.directory.session(key) else {
            self.answer(.notFound)
            return
        }
        let limit = self.services.context.limits.sockJSSessionBytes
        do throws(SockJSSendError) {
            let messages = try SockJSPayload.messages(in: self.body, form: form, limitBytes: limit)
            self.session = session
            let reply = self.reply
            session.execute { $0.send(reply, messages) }
        } catch {
            self.refuse(error)
        }
    }

    private func refuse(_ error: SockJSSendError) {
        self.services.context.counters.add(.sockJSRequestsMalformed)
        self.answer(.refused(error))
    }
}

// MARK: - From the client

extension SockJSExchange: RequestReceiver {
    // Its session may be on another loop, and each of its requests is over soon.
    var isHeld: Bool { false }

    func requestBody(_ bytes: ByteBuffer) {
        guard !self.isOver else { return }
        self.bodyBytes += bytes.readableBytes
        guard self.bodyBytes <= self.services.context.limits.sockJSBodyBytes else {
            self.refuse(.requestTooLarge)
            return
        }
        if case .send = self.action {
            self.body.writeImmutableBuffer(bytes)
        }
    }

    func requestEnd() {
        guard !self.isOver else { return }
        self.act()
    }

    func requestReadComplete() {}

    func clientWritabilityChanged(isWritable: Bool) {
        guard isWritable, self.isReadinessAwaited else { return }
        self.isReadinessAwaited = false
        self.tellReady()
    }

    func clientClosed() {
        guard !self.isOver else { return }
        self.isOver = true
        if let session = self.session {
            let id = ObjectIdentifier(self)
            session.execute { $0.requestGone(id) }
        }
        self.end(isWhole: false)
    }
}
