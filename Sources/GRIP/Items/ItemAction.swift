/// What a published item asks of the connections it reaches, in one wire form.
///
/// Source: reference "GRIP" 3.3, `action`.
public enum ItemAction<Content: Sendable>: Sendable {
    /// Deliver the content; this is also meant when the item names no action.
    case send(Content)
    /// Ask the origin again: something may be new there.
    case hint
    /// End the stream or close the WebSocket. The reason matters to WebSockets only.
    case close(CloseReason)
    /// Make a WebSocket-over-HTTP request to the origin now.
    case refresh
}

extension ItemAction: Equatable where Content: Equatable {}
