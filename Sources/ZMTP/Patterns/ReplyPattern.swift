import NIOCore

/// Takes the envelope off requests, and counts those without an answer.
final class ReplyPattern: SocketPattern {
    let socketType = SocketType.router
    private let onRequest: @Sendable ([ByteBuffer], ReplyHandle) -> Void

    init(_ onRequest: @escaping @Sendable ([ByteBuffer], ReplyHandle) -> Void) {
        self.onRequest = onRequest
    }

    func received(_ message: [ByteBuffer], from peer: PeerConnection) {
        // What stands before the empty part belongs to the client: a request number, or addresses on the way back.
        guard
            let delimiter = message.firstIndex(where: { $0.readableBytes == 0 }), delimiter + 1 < message.count
        else {
            if let info = peer.info { peer.core.options.report(.requestRefused(info)) }
            return
        }
        peer.requestsInFlight += 1
        let handle = ReplyHandle(to: peer, envelope: Array(message[...delimiter]))
        self.onRequest(Array(message[(delimiter + 1)...]), handle)
    }

    func pausesReading(of peer: PeerConnection) -> Bool {
        peer.requestsInFlight >= peer.core.options.limits.requestsInFlight || !peer.outgoing.isEmpty
    }
}
