import HTTP1
import ProxyListener

/// Keeps every exchange that a connection began.
final class RecordingDispatcher: RequestDispatcher {
    private(set) var exchanges: [RecordingExchange] = []
    var onDispatch: (RecordingExchange) -> Void = { _ in }

    func dispatch(_ head: RequestHead, framing: BodyFraming, responder: ClientResponder) -> any RequestReceiver {
        let exchange = RecordingExchange(head, framing: framing, responder: responder)
        self.exchanges.append(exchange)
        self.onDispatch(exchange)
        return exchange
    }
}
