package import NIOCore

/// What one direction of a WebSocket connection carries, piece by piece.
package enum MessagePart: Sendable, Equatable {
    /// A piece of a message. Pings, pongs and a Close may come between the pieces of one.
    case data(DataPart)

    /// A ping, with at most 125 bytes that the pong has to repeat.
    case ping(ByteBuffer)

    /// A pong, with at most 125 bytes.
    case pong(ByteBuffer)

    /// The last thing a peer says; nil if it gives no code.
    case close(ClosePayload?)
}
