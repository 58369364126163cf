import NIOCore

/// Hands over what comes.
final class PullPattern: SocketPattern {
    let socketType = SocketType.pull
    private let onMessage: @Sendable ([ByteBuffer]) -> Void

    init(_ onMessage: @escaping @Sendable ([ByteBuffer]) -> Void) {
        self.onMessage = onMessage
    }

    func received(_ message: [ByteBuffer], from peer: PeerConnection) {
        self.onMessage(message)
    }
}
