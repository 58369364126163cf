import GRIP
import NIOCore

/// A complete message of the client, of which the origin may have taken a part.
struct ClientEvent: Equatable, Sendable {
    /// What keeping an event costs beside its content, so that empty messages count for something.
    static let overheadBytes = 32

    /// The message as the client sent it.
    let event: WebSocketEvent
    /// How much of the content the origin has taken.
    private(set) var takenByteCount = 0
    /// Whether the origin was offered the rest already and did not take it.
    var wasDeclined = false

    init(_ event: WebSocketEvent) {
        self.event = event
    }

    /// How many bytes of content are still to be taken.
    var restByteCount: Int { self.event.contentByteCount - self.takenByteCount }

    /// The origin took this much of the rest, which is not all of it.
    mutating func take(_ byteCount: Int) {
        self.takenByteCount += byteCount
    }

    /// The event with what is still to be taken.
    var rest: WebSocketEvent {
        switch self.event {
        case .text(let content): .text(self.rest(of: content))
        case .binary(let content): .binary(self.rest(of: content))
        case .ping(let content): .ping(self.rest(of: content))
        case .pong(let content): .pong(self.rest(of: content))
        case .open, .close, .disconnect: self.event
        }
    }

    private func rest(of content: ByteBuffer) -> ByteBuffer {
        var rest = content
        rest.moveReaderIndex(forwardBy: min(self.takenByteCount, content.readableBytes))
        return rest
    }
}
