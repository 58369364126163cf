/// What a connection has to know of the exchange it is in, when it moves from NIO to the parking lot.
struct ConnectionExchange {
    /// Who takes what the client sends.
    let receiver: any RequestReceiver
    /// The exchange's way back to the client.
    let responder: ClientResponder
    /// Frames the response.
    let writer: ResponseBodyWriter
    /// Whether the connection can serve another request afterwards.
    let isReusable: Bool
    /// Whether what the client sends belongs to the exchange, as after a 101.
    let isTunnel: Bool
    /// Whether the exchange does not take what the client sends.
    let isReadingPaused: Bool
}
