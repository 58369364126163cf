/// Who began a WebSocket session.
protocol WebSocketSessionOwner: AnyObject {
    /// Both ends are done with; the final call.
    func webSocketEnded()
}
