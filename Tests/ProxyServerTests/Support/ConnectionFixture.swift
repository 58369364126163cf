import GRIP
import HTTP1
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions
import Testing
import WebSocket

@testable import ProxyServer

/// A WebSocket connection between a client and a session, both played by the test.
final class ConnectionFixture {
    /// Hands what the client sends to the connection, as an exchange does.
    private final class Exchange: RequestReceiver {
        let responder: ClientResponder
        var connection: WebSocketConnection?

        init(_ responder: ClientResponder) {
            self.responder = responder
        }

        var isHeld: Bool { false }
        func requestBody(_ bytes: ByteBuffer) { self.connection?.received(bytes) }
        func requestEnd() {}
        func requestReadComplete() { self.connection?.readComplete() }
        func clientClosed() { self.connection?.closed() }

        func clientWritabilityChanged(isWritable: Bool) {
            self.connection?.writabilityChanged(isWritable: isWritable)
        }
    }

    private final class Dispatcher: RequestDispatcher {
        private(set) weak var exchange: Exchange?

        func dispatch(_ head: RequestHead, framing: BodyFraming, responder: ClientResponder) -> any RequestReceiver {
            let exchange = Exchange(responder)
            self.exchange = exchange
            return exchange
        }
    }

    let embedded: EmbeddedServices
    let socket: ClientSocket
    let connection: WebSocketConnection
    let session: RecordingClientOwner
    let deflate: DeflateParameters?

    /// A connection whose handshake was answered.
    ///
    /// - Parameters:
    ///   - offer: the client's `Sec-WebSocket-Extensions`.
    ///   - policy: what happens when the client reads too slowly.
    ///   - queueBytes: how much may wait for it.
    ///   - isAccepted: whether the handshake is answered.
    /// - Throws: when the request is not answered.
    init(
        offer: String? = nil,
        policy: SlowReaderPolicy = .close,
        queueBytes: Int = 1 << 20,
        isAccepted: Bool = true
    ) throws {
        var limits = Limits()
        limits.clientQueueBytes = queueBytes
        self.embedded = EmbeddedServices(limits: limits)
        let services = self.embedded.services
        let dispatcher = Dispatcher()
        self.socket = ClientSocket(dispatcher, loop: self.embedded.loop, context: services.context)
        try self.socket.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n")
        let exchange = try #require(dispatcher.exchange)
        let compression = offer.flatMap { DeflateNegotiation.answer(offers: [$0]) }
        self.deflate = compression?.parameters
        self.connection = WebSocketConnection(
            try ClientHandshake(Self.handshake, framing: .none),
            compression: compression,
            compressedFrames: services.compressedFrames,
            responder: exchange.responder,
            policy: policy,
            logger: services.logger
        )
        self.session = RecordingClientOwner(self.connection)
        self.connection.owner = self.session
        exchange.connection = self.connection
        if isAccepted {
            self.connection.accept(ResponseHead(status: 101))
            self.connection.flush()
            _ = try self.socket.received()
        }
    }

    /// The example of RFC 6455, section 1.3.
    private static let handshake = RequestHead(
        method: "GET",
        target: [UInt8(ascii: "/")],
        fields: ["Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="]
    )

    /// The origin sends something.
    func send(_ parts: MessagePart...) {
        for part in parts {
            self.connection.send(part)
        }
        self.connection.flush()
    }

    /// Something is published.
    func publish(_ texts: String..., kind: WebSocketMessageContent.Kind = .text) {
        for text in texts {
            let content = WebSocketMessageContent(kind: kind, content: ByteBuffer(string: text))
            self.connection.send(PublishedMessage(content))
        }
        self.connection.flush()
    }

    /// The frames that the client received since this was last asked, in words.
    func received() throws -> [String] {
        try self.socket.received().parts(from: .server, deflate: self.deflate)
    }
}
