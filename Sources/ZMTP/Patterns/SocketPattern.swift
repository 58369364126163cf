import NIOCore

/// What a kind of socket does with its peers; every call comes on the socket's event loop.
protocol SocketPattern: AnyObject {
    /// What the socket announces itself as.
    var socketType: SocketType { get }

    /// The handshake with a peer is done; it can be sent to.
    func opened(_ peer: PeerConnection)

    /// A message came.
    func received(_ message: [ByteBuffer], from peer: PeerConnection)

    /// A peer wants messages that begin with this topic.
    func subscribed(_ peer: PeerConnection, to topic: ByteBuffer)

    /// A peer wants them no longer.
    func cancelled(_ peer: PeerConnection, topic: ByteBuffer)

    /// All that waited for a peer was handed to the system.
    func drained(_ peer: PeerConnection)

    /// A peer that was open is gone.
    func closed(_ peer: PeerConnection)

    /// Whether nothing more shall be read from a peer for now.
    func pausesReading(of peer: PeerConnection) -> Bool
}

extension SocketPattern {
    func opened(_ peer: PeerConnection) {}
    func received(_ message: [ByteBuffer], from peer: PeerConnection) {}
    func subscribed(_ peer: PeerConnection, to topic: ByteBuffer) {}
    func cancelled(_ peer: PeerConnection, topic: ByteBuffer) {}
    func drained(_ peer: PeerConnection) {}
    func closed(_ peer: PeerConnection) {}
    func pausesReading(of peer: PeerConnection) -> Bool { false }
}
