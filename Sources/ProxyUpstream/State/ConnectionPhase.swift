/// What a connection is waiting for.
enum ConnectionPhase {
    /// The end of the TLS handshake.
    case securing
    /// The next request.
    case idle
    /// The response head.
    case response
    /// The rest of the response body.
    case body
    /// Traffic of another protocol.
    case tunnel
    /// Nothing.
    case closed
}
