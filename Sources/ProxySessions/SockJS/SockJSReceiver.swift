import NIOCore

/// The request through which a session's client receives at the moment.
struct SockJSReceiver {
    let transport: SockJSTransport
    /// Whether the head and the prelude of a stream were sent.
    var hasBegun = false
    /// Whether the client took what was written before.
    var isReady = true
    /// The bytes of frames in this response.
    var sentBytes = 0
    /// When a heartbeat is sent if nothing else is.
    var heartbeatDue: NIODeadline
}
