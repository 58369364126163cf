import NIOCore
import ProxyListener
import ProxySessions

/// A WebSocket that was accepted, and what is left of its exchange.
///
/// Takes the place of the `Exchange` as the connection's receiver. Belongs to the loop of its connection.
final class HeldWebSocket {
    private let connection: WebSocketConnection
    private let session: WebSocketSession
    private let services: LoopServices

    /// A WebSocket that counts among the open requests.
    init(_ connection: WebSocketConnection, session: WebSocketSession, services: LoopServices) {
        self.connection = connection
        self.session = session
        self.services = services
    }

    /// Answers the client's handshake and lets both ends speak.
    func begin() {
        self.session.exchange = self
        self.session.begin()
    }
}

extension HeldWebSocket: RequestReceiver {
    var isHeld: Bool { true }

    var drainStage: DrainStage { self.session.isOpenToItems ? .webSocket : .closing }

    func drainHold(reconnectingAfter milliseconds: Int) {
        self.session.leave()
    }

    func requestBody(_ bytes: ByteBuffer) {
        self.connection.received(bytes)
    }

    func requestEnd() {}

    func requestReadComplete() {
        self.connection.readComplete()
    }

    func clientWritabilityChanged(isWritable: Bool) {
        self.connection.writabilityChanged(isWritable: isWritable)
    }

    func clientClosed() {
        self.connection.closed()
    }
}

extension HeldWebSocket: WebSocketSessionOwner {
    func webSocketEnded() {
        self.services.openRequests.leave()
    }
}
