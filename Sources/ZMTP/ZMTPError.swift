/// Why a connection to a peer is given up.
package enum ZMTPError: Error, Hashable, CustomStringConvertible {
    /// The first bytes are not a ZMTP greeting.
    case notZMTP
    /// The peer speaks this version, which is too old.
    case oldVersion(String)
    /// The peer wants this security mechanism.
    case unsupportedMechanism(String)
    /// The peer's socket is of a type that does not go with the own one.
    case incompatibleSocket(peer: String, own: SocketType)
    /// READY does not say what type of socket the peer is.
    case missingSocketType
    /// The peer refused the connection with this text.
    case refusedByPeer(String)
    /// Something other than READY or ERROR came before the handshake was done.
    case notReady
    /// A second READY, or an ERROR, came after the handshake.
    case handshakeRepeated
    /// The handshake took too long.
    case handshakeTimeout
    /// The peer closed the connection before it sent anything, as port scans and health checks do.
    case closedAtOnce
    /// The peer closed the connection before the handshake was done.
    case closedInHandshake
    /// The socket has as many peers as it may.
    case tooManyPeers(limit: Int)
    /// A frame has these flags, which include reserved ones.
    case reservedFlags(UInt8)
    /// A command says that more of it follows.
    case commandWithMore
    /// The length of a frame is 2^63 or more.
    case lengthTooLarge
    /// A message is longer than `limit` bytes.
    case messageTooLarge(limit: Int)
    /// A message has more than `limit` parts.
    case tooManyParts(limit: Int)
    /// A command is longer than `limit` bytes.
    case commandTooLarge(limit: Int)
    /// The command with this name cannot be read.
    case malformedCommand(String)
    /// The peer has more than `limit` subscriptions.
    case tooManySubscriptions(limit: Int)
    /// The topics of the peer's subscriptions have more than `limit` bytes.
    case subscriptionsTooLarge(limit: Int)
    /// More than `limit` bytes wait for the peer, which does not read.
    case notReading(limit: Int)
    /// Nothing came for as long as the peer promised to send something.
    case silent
    /// The system reported an error on the connection.
    case connection(String)

    /// What is wrong, and what to do; for a log line that names the peer.
    package var description: String {
        switch self {
        case .notZMTP: "not a ZeroMQ peer: connect with ZeroMQ 4 or newer"
        case .oldVersion(let version): "the peer speaks ZMTP \(version): use ZeroMQ 4 or newer there"
        case .unsupportedMechanism(let name):
            "the peer wants the security mechanism \(name): configure none (NULL) there"
        case .incompatibleSocket(let peer, let own):
            "the peer is a \(peer) socket: use \(Self.list(own.peers)) with this \(own) socket"
        case .missingSocketType: "the peer does not say its socket type"
        case .refusedByPeer(let text): "the peer refused the connection: \(text)"
        case .notReady: "the peer sent something else before READY"
        case .handshakeRepeated: "the peer began the handshake again"
        case .handshakeTimeout: "the handshake took too long"
        case .closedAtOnce: "the peer closed the connection before it sent anything"
        case .closedInHandshake:
            "the peer closed the connection during the handshake: does it want another socket type, or CURVE or PLAIN?"
        case .tooManyPeers(let limit): "there are \(limit) peers already: use fewer connections, or raise the limit"
        case .reservedFlags(let flags): "frame with the reserved flags \(flags)"
        case .commandWithMore: "command frame with the MORE flag"
        case .lengthTooLarge: "frame length of 2^63 bytes or more"
        case .messageTooLarge(let limit): "message with more than \(limit) bytes: send less, or raise the limit"
        case .tooManyParts(let limit): "message with more than \(limit) parts: send fewer"
        case .commandTooLarge(let limit): "command with more than \(limit) bytes"
        case .malformedCommand(let name): name.isEmpty ? "command without a name" : "malformed \(name) command"
        case .tooManySubscriptions(let limit):
            "more than \(limit) subscriptions: subscribe to shorter topics that cover several"
        case .subscriptionsTooLarge(let limit):
            "subscriptions with more than \(limit) bytes: subscribe to shorter topics that cover several"
        case .notReading(let limit): "more than \(limit) bytes wait to be sent: the peer does not read"
        case .silent: "nothing came within the time the peer announced"
        case .connection(let text): text
        }
    }

    private static func list(_ types: [SocketType]) -> String {
        types.map(\.rawValue).joined(separator: " or ")
    }
}
