package import NIOCore

/// Something an operator may want to read or count.
package enum ZMTPEvent: Sendable, Hashable, CustomStringConvertible {
    /// A peer has connected, or was connected to, and the handshake is done.
    case peerConnected(PeerInfo)
    /// The connection to a peer has ended.
    case peerDisconnected(PeerInfo)
    /// The handshake with a peer failed; the connection is closed.
    case peerRefused(address: String, reason: ZMTPError)
    /// A peer broke a rule or a limit; the connection is closed.
    case peerFailed(PeerInfo, reason: ZMTPError)
    /// An attempt to connect failed, the first or a later one in a row; another follows.
    case connectFailed(ZMTPEndpoint, reason: String, attempt: Int, retryAfter: TimeAmount)
    /// Accepting a connection failed.
    case acceptFailed(ZMTPEndpoint, reason: String)
    /// A peer does not read, and what waits for it is at a limit: messages for it are dropped from now on.
    case queueFull(PeerInfo, messages: Int, bytes: Int)
    /// The peer reads again; so many messages for it were dropped.
    case queueDrained(PeerInfo, dropped: Int)
    /// Messages come in faster than they can be handed to the peers; they are dropped from now on.
    case publisherFull(messages: Int, bytes: Int)
    /// A request without an empty delimiter, or with nothing behind it, was dropped.
    case requestRefused(PeerInfo)
    /// The answer to a request was dropped, because its client is gone.
    case replyDropped(PeerInfo)

    /// How much an event matters to an operator.
    package enum Severity: Sendable, Hashable {
        case debug, info, warning
    }

    package var severity: Severity {
        switch self {
        case .peerConnected, .peerDisconnected, .peerRefused(_, .closedAtOnce), .replyDropped: .debug
        case .connectFailed(_, _, let attempt, _): attempt == 1 ? .warning : .debug
        case .queueDrained: .info
        case .peerRefused, .peerFailed, .acceptFailed, .queueFull, .publisherFull, .requestRefused: .warning
        }
    }

    /// One line for an operator: what is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .peerConnected(let peer): "ZeroMQ peer connected: \(peer)"
        case .peerDisconnected(let peer): "ZeroMQ peer disconnected: \(peer)"
        case .peerRefused(let address, let reason): "ZeroMQ peer refused: \(address): \(reason)"
        case .peerFailed(let peer, let reason): "ZeroMQ connection closed: \(peer): \(reason)"
        case .connectFailed(let endpoint, let reason, _, let wait):
            """
            cannot connect to ZeroMQ address \(endpoint): \(reason): \
            trying again in \(wait.nanoseconds / 1_000_000) ms
            """
        case .acceptFailed(let endpoint, let reason): "cannot accept a ZeroMQ connection at \(endpoint): \(reason)"
        case .queueFull(let peer, let messages, let bytes):
            "ZeroMQ peer \(peer) does not read: \(messages) messages (\(bytes) bytes) wait, more are dropped"
        case .queueDrained(let peer, let dropped):
            "ZeroMQ peer \(peer) reads again: \(dropped) messages were dropped"
        case .publisherFull(let messages, let bytes):
            "ZeroMQ publisher is too slow: \(messages) messages (\(bytes) bytes) wait, more are dropped"
        case .requestRefused(let peer):
            "ZeroMQ request from \(peer) dropped: it must be an empty part, then the request"
        case .replyDropped(let peer): "ZeroMQ answer dropped: \(peer) is gone"
        }
    }
}
