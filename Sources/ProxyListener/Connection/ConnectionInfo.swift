/// What is known of a client connection beside its bytes.
package struct ConnectionInfo: Sendable {
    /// The listener's end the client connected to.
    package enum Transport: Sendable, Equatable {
        case tcp
        case unixSocket
    }

    /// The client's IP address, where the transport has one.
    package let peer: PeerAddress?
    /// How the client is connected.
    package let transport: Transport
    /// Whether the client's bytes arrived over TLS.
    package let isTLS: Bool

    /// A description of one connection.
    package init(peer: PeerAddress?, transport: Transport, isTLS: Bool) {
        self.peer = peer
        self.transport = transport
        self.isTLS = isTLS
    }

    /// The client's IP address as text; `nil` on Unix sockets.
    package var peerAddress: String? { self.peer?.description }
}
