/// What is known of a peer.
package struct PeerInfo: Sendable, Hashable, CustomStringConvertible {
    /// Where it is, as an endpoint; for a Unix socket the path that is bound.
    package var address: String
    /// The type of its socket.
    package var socketType: SocketType
    /// The version both sides speak.
    package var version: ProtocolVersion

    package var description: String { "\(self.socketType) \(self.address)" }
}
