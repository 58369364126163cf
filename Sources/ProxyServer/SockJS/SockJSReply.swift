import NIOCore
import ProxySessions
import ProxyUpstream

/// The way from a session back to one of its requests, which may be on another loop.
struct SockJSReply: Sendable {
    /// Tells the requests of a session apart.
    let id: ObjectIdentifier
    private let exchange: LoopReference<SockJSExchange>

    /// The way to a request, made on its loop.
    init(_ exchange: SockJSExchange, on eventLoop: any EventLoop) {
        self.id = ObjectIdentifier(exchange)
        self.exchange = LoopReference(exchange, on: eventLoop)
    }

    /// Sends frames; a stream is ready for more once it says so.
    func send(_ output: SockJSOutput) {
        self.exchange.call { $0.send(output) }
    }

    /// Answers with something that is not a frame.
    func answer(_ response: SockJSResponse) {
        self.exchange.call { $0.answer(response) }
    }

    /// Answers with an error.
    func fail(_ error: ProxyError, cause: UpstreamError? = nil) {
        self.exchange.call { $0.fail(error, cause: cause) }
    }

    /// Breaks a stream off.
    func breakOff() {
        self.exchange.call { $0.breakOff() }
    }

    /// The session is over: its id may stand for another one.
    func lookAgain() {
        self.exchange.call { $0.lookAgain() }
    }
}
