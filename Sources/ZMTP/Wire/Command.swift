import NIOCore

/// A frame that speaks about the connection itself: a name with a length of one byte, then data.
enum Command: Equatable {
    /// The handshake of the NULL mechanism.
    case ready(PeerProperties)
    /// The handshake failed, for this reason.
    case error(String)
    /// Answer with a pong; without any traffic for `timeToLive` the peer counts this side as gone. ZMTP 3.1.
    case ping(timeToLive: TimeAmount, context: ByteBuffer)
    /// The answer to a ping. ZMTP 3.1.
    case pong
    /// Send what begins with this topic. ZMTP 3.1.
    case subscribe(ByteBuffer)
    /// Do not any longer. ZMTP 3.1.
    case cancel(ByteBuffer)
    /// Something else, which means nothing here.
    case unknown(String)

    /// The longest context of a ping (RFC 37/ZMTP, "Connection heartbeating").
    static let pingContextBytes = 16

    /// Reads a command from the body of its frame.
    ///
    /// - Throws: `malformedCommand`, or what `PeerProperties` throws.
    init(parsing body: ByteBuffer) throws(ZMTPError) {
        var data = body
        guard let nameBytes = data.readLengthPrefixedSlice(as: UInt8.self), nameBytes.readableBytes > 0 else {
            throw .malformedCommand("")
        }
        let name = String(buffer: nameBytes)
        switch name {
        case "READY":
            self = .ready(try PeerProperties(parsing: data))
        case "ERROR":
            guard let reason = data.readLengthPrefixedSlice(as: UInt8.self) else { throw .malformedCommand(name) }
            self = .error(String(buffer: reason))
        case "PING":
            guard let tenths = data.readInteger(as: UInt16.self), data.readableBytes <= Self.pingContextBytes else {
                throw .malformedCommand(name)
            }
            self = .ping(timeToLive: .milliseconds(Int64(tenths) * 100), context: data)
        case "PONG": self = .pong
        case "SUBSCRIBE": self = .subscribe(data)
        case "CANCEL": self = .cancel(data)
        default: self = .unknown(name)
        }
    }
}
