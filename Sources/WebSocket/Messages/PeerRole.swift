/// Which end of a connection a peer is; it decides whether its frames are masked (RFC 6455, section 5.1).
package enum PeerRole: Sendable, Equatable {
    /// The end that opened the connection: its frames are masked.
    case client

    /// The end that answered the handshake: its frames are not masked.
    case server
}
