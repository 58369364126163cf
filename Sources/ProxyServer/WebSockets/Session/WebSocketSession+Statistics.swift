import NIOCore
import ProxyFanout
import WebSocket

/// What passes through a WebSocket, for the statistics.
extension WebSocketSession {
    /// A part of a message was passed on.
    func count(_ part: MessagePart, isFromClient: Bool) {
        guard let statistics = self.services.context.statistics, case .data(let data) = part else { return }
        statistics.webSocketTraffic(
            self.statistics,
            isFromClient: isFromClient,
            byteCount: data.bytes.readableBytes,
            isLast: data.isLast
        )
    }
}
