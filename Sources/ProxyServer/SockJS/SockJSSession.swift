import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxyRouting
import ProxySessions
import ProxyUpstream
import WebSocket

/// A SockJS session whose client polls or streams: the client's end of a WebSocket to the origin.
///
/// `SockJSSessionMachine` decides. Requests of the session come through the directory from any loop; this class is on the
/// loop of the first one, asks the origin (`+Origin`), and is the end that `WebSocketSession` talks to (`+Client`). The
/// directory keeps it alive until it is forgotten. Reference: websocket 4.
final class SockJSSession {
    weak var owner: (any WebSocketClientOwner)?
    var wheelPosition: WheelPosition?
    let key: SockJSDirectory.Key
    let request: WebSocketRequest
    let isDebug: Bool
    let services: LoopServices
    let directory: SockJSDirectory
    var machine: SockJSSessionMachine
    /// The request that receives.
    var receiver: SockJSReply?
    /// The request whose messages wait for the origin.
    private var sender: SockJSReply?
    /// Asks the origin, until it has answered.
    var opening: WebSocketHandshake?
    /// The origin's answer, where it is a rejection that is still coming.
    var rejection: SockJSResponse?
    /// What the origin and the session say to each other.
    var webSocket: WebSocketSession?
    /// The beginning of a message of the origin's.
    var incoming = ByteBuffer()
    /// Its place in the statistics.
    var statistics = ConnectionToken.none
    /// Whether the origin was told that too much waits for the client.
    var isFull = false

    /// A session that is not begun.
    ///
    /// - Parameters:
    ///   - key: its name in the directory.
    ///   - request: its first request.
    ///   - transport: how that request receives.
    ///   - isDebug: whether clients are told the reasons of errors.
    ///   - services: what the loop shares.
    ///   - directory: where the sessions are.
    init(
        _ key: SockJSDirectory.Key,
        request: WebSocketRequest,
        transport: SockJSTransport,
        isDebug: Bool,
        services: LoopServices,
        directory: SockJSDirectory
    ) {
        self.key = key
        self.request = request
        self.isDebug = isDebug
        self.services = services
        self.directory = directory
        self.machine = SockJSSessionMachine(
            first: transport,
            limitBytes: services.context.limits.sockJSSessionBytes,
            now: services.context.eventLoop.now
        )
    }

    /// For those on other loops.
    var reference: LoopReference<SockJSSession> { LoopReference(self, on: self.services.context.eventLoop) }

    var now: NIODeadline { self.services.context.eventLoop.now }

    // MARK: Requests that receive

    /// A request asks for what comes.
    func receive(_ reply: SockJSReply, _ transport: SockJSTransport) {
        switch self.machine.receiverArrived(transport, now: self.now) {
        case .receive(let output):
            self.receiver = reply
            self.deliver(output)
        case .refuse(let output):
            reply.send(output)
        case .gone:
            reply.answer(.gone)
        case .stale:
            reply.lookAgain()
        }
    }

    /// The client of a stream took what was written.
    func receiverReady(_ id: ObjectIdentifier) {
        guard self.receiver?.id == id else { return }
        self.deliver(self.machine.receiverReady(now: self.now))
    }

    /// Sends what the machine hands out, and sees to the next deadline.
    func deliver(_ output: SockJSOutput?) {
        if let output, let receiver = self.receiver {
            if output.isLast {
                self.receiver = nil
            }
            receiver.send(output)
        }
        self.scheduleDeadline()
        if self.isFull, self.machine.isWritable {
            self.isFull = false
            self.owner?.clientWritabilityChanged(isWritable: true)
        }
    }

    func scheduleDeadline() {
        if let deadline = self.machine.nextDeadline {
            self.services.context.wheel.schedule(self, at: deadline)
        }
    }

    // MARK: Requests that send

    /// A request brings messages.
    func send(_ reply: SockJSReply, _ messages: [ByteBuffer]) {
        switch self.machine.sendArrived(messages) {
        case .pass:
            self.sender = reply
            self.passOn()
        case .answer:
            reply.answer(.sent)
        case .refuse(let error):
            reply.answer(.refused(error))
        case .notFound:
            reply.answer(.notFound)
        }
    }

    /// Passes messages on to the origin, as far as it takes them.
    func passOn() {
        while true {
            switch self.machine.nextForOrigin() {
            case .pass(let message):
                self.owner?.clientSent(.data(DataPart(whole: .text, message)))
            case .finish:
                self.owner?.clientReadComplete()
                self.answerSender(.sent)
                return
            case .wait:
                self.owner?.clientReadComplete()
                return
            }
        }
    }

    /// Answers the request whose messages were passed on, or never will be.
    func answerSender(_ response: SockJSResponse) {
        let sender = self.sender
        self.sender = nil
        sender?.answer(response)
    }

    // MARK: End

    /// The client of a request is gone.
    func requestGone(_ id: ObjectIdentifier) {
        if self.sender?.id == id {
            self.sender = nil
        }
        guard self.receiver?.id == id else { return }
        self.receiver = nil
        switch self.machine.receiverGone(now: self.now) {
        case .cancel:
            self.opening?.cancel()
            self.opening = nil
            self.forget()
        case .close:
            self.answerSender(.notFound)
            self.owner?.clientSent(.close(nil))
            self.owner?.clientReadComplete()
        case .ignore:
            break
        }
        self.deliver(nil)
    }

    /// Gives the session up; the client finds it gone.
    func terminate() {
        let receiver = self.receiver
        switch self.machine.terminated(now: self.now) {
        case .answerGone: receiver?.answer(.gone)
        case .breakOff: receiver?.breakOff()
        case .nothing: break
        case .ignore: return
        }
        self.receiver = nil
        self.answerSender(.notFound)
        self.scheduleDeadline()
    }

    /// The id is new again.
    func forget() {
        self.services.context.wheel.cancel(self)
        self.directory.remove(self)
        self.services.context.statistics?.connectionEnded(self.statistics)
        self.statistics = .none
    }

    /// Names the session in the log.
    var metadata: Logger.Metadata {
        [
            "sockjs.session": "\(String(decoding: self.key.session, as: UTF8.self))",
            "route.id": "\(self.key.routeID)",
        ]
    }
}

// MARK: - Time

extension SockJSSession: WheelEntry {
    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        switch self.machine.deadlineChecked(now: now) {
        case .send(let output):
            self.deliver(output)
        case .lost:
            self.services.context.counters.add(.sockJSSessionsExpired)
            self.forget()
            self.owner?.clientLost("nobody asked for the messages of the SockJS session any more")
        case .forget:
            self.forget()
        case .wait:
            break
        }
        return self.machine.nextDeadline
    }
}
