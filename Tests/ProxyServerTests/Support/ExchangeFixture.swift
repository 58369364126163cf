import HTTP1
import NIOCore
import ProxyFanout
import ProxyListener
import WebSocket

@testable import ProxyServer

/// A whole WebSocket exchange: the test is the client and the origin.
final class ExchangeFixture {
    /// Notices the exchange of the connection, without holding it.
    private final class Dispatcher: RequestDispatcher {
        private let services: LoopServices
        private(set) weak var receiver: (any RequestReceiver)?

        init(_ services: LoopServices) {
            self.services = services
        }

        func dispatch(_ head: RequestHead, framing: BodyFraming, responder: ClientResponder) -> any RequestReceiver {
            let receiver = self.services.dispatch(head, framing: framing, responder: responder)
            self.receiver = receiver
            return receiver
        }
    }

    let embedded: EmbeddedServices
    let client: ClientSocket
    private let dispatcher: Dispatcher

    init(route: String, settings: ExchangeSettings = ExchangeSettings()) {
        self.embedded = EmbeddedServices(routes: [route], settings: settings)
        self.dispatcher = Dispatcher(self.embedded.services)
        self.client = ClientSocket(
            self.dispatcher,
            loop: self.embedded.loop,
            context: self.embedded.services.context
        )
    }

    var origins: EmbeddedOrigins { self.embedded.origins }

    /// The exchange, as long as anything holds it.
    var exchange: (any RequestReceiver)? { self.dispatcher.receiver }

    /// The client asks for a WebSocket.
    func open(_ target: String = "/ws", fields: String = "") throws {
        try self.client.send(
            "GET \(target) HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(fields)\r\n"
        )
    }

    /// The origin accepts; the head that the client gets.
    @discardableResult
    func accept(extensions: String = "grip") throws -> String {
        let request = String(buffer: try self.origins.received())
        let line = request.split(separator: "\r\n").first { $0.hasPrefix("Sec-WebSocket-Key: ") }
        let key = String(line?.dropFirst(19) ?? "")
        let text =
            "HTTP/1.1 101 Ok\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: \(extensions)\r\n"
            + "Sec-WebSocket-Accept: \(WebSocketHandshakeKey.accept(for: key))\r\n\r\n"
        try self.origins.send(ByteBuffer(string: text))
        return String(buffer: try self.client.received())
    }

    /// A WebSocket that the origin accepted.
    static func opened(route: String = "* app:80") throws -> ExchangeFixture {
        let exchange = ExchangeFixture(route: route)
        try exchange.open()
        try exchange.accept()
        return exchange
    }

    /// What the client got, in words.
    func atClient() throws -> [String] {
        try self.client.received().parts(from: .server)
    }

    /// What the origin got, in words.
    func atOrigin() throws -> [String] {
        try self.origins.received().parts(from: .client)
    }
}
