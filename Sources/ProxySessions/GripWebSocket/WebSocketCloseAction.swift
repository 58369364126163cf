package import WebSocket

/// What the driver of a WebSocket must do about one of its two ends.
///
/// Actions that come together are carried out in their order.
package enum WebSocketCloseAction: Equatable, Sendable {
    /// Send the client a Close.
    case sendCloseToClient(ClosePayload)
    /// Send the origin a Close, without a code if there is no payload.
    case sendCloseToOrigin(ClosePayload?)
    /// Let the origin go with a Close of its own; nothing more is heard of it (GRIP, `detach`).
    case detachOrigin
    /// End the client's connection once everything is written.
    case endClient
    /// End the origin's connection in order.
    case endOrigin
    /// End the client's connection at once, without a Close.
    case cutClient
    /// End the origin's connection without a Close; it is told that the client was lost, where that can be told.
    case cutOrigin
}
