import ProxySessions

/// The WebSocket of an exchange, or what stands for one, if it has one.
enum ExchangeSocket {
    /// It has none, or none any more.
    case none
    /// An origin is being asked.
    case opening(WebSocketHandshake, ClientHandshake)
    /// The request belongs to SockJS, which answers it.
    case sockJS(SockJSExchange)
}
