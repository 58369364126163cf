import NIOCore

/// What the two sides tell each other in READY (RFC 37/ZMTP, "The NULL security mechanism").
///
/// ```
/// 0B "Socket-Type" 00 00 00 04 "PUSH"    one property: name with a short length, value with one of four bytes
/// ```
struct PeerProperties: Equatable {
    /// As it was sent: the peer may be of a type that is not known here.
    var socketType: String
    /// Empty when none was sent.
    var identity: [UInt8] = []

    /// Reads the properties up to the end of `input`; names that mean nothing here are skipped.
    ///
    /// - Throws: `malformedCommand` or `missingSocketType`.
    init(parsing input: ByteBuffer) throws(ZMTPError) {
        var input = input
        var socketType: String?
        var identity: [UInt8] = []
        while input.readableBytes > 0 {
            guard
                let name = input.readLengthPrefixedSlice(as: UInt8.self),
                let value = input.readLengthPrefixedSlice(as: UInt32.self)
            else { throw .malformedCommand("READY") }
            switch String(buffer: name).lowercased() {
            case "socket-type": socketType = String(buffer: value)
            case "identity": identity = Array(buffer: value)
            default: break
            }
        }
        guard let socketType else { throw .missingSocketType }
        self.socketType = socketType
        self.identity = identity
    }

    init(_ type: SocketType) {
        self.socketType = type.rawValue
    }

    func write(to buffer: inout ByteBuffer) {
        Self.write("Socket-Type", Array(self.socketType.utf8), to: &buffer)
        if SocketType(rawValue: self.socketType)?.tellsIdentity == true {
            Self.write("Identity", self.identity, to: &buffer)
        }
    }

    private static func write(_ name: StaticString, _ value: [UInt8], to buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt8(name.utf8CodeUnitCount))
        buffer.writeStaticString(name)
        buffer.writeInteger(UInt32(value.count))
        buffer.writeBytes(value)
    }
}
