import NIOCore

/// The 64 bytes with which each side of a connection begins (RFC 37/ZMTP, "The greeting").
///
/// ```
/// FF 00 00 00 00 00 00 00 00 7F | 03 01 | "NULL" and 16 zeros | 00        | 31 zeros
/// signature                     | version | mechanism         | as-server | filler
/// ```
struct Greeting: Equatable {
    var version: ProtocolVersion
    /// The name of the security mechanism, without the zeros behind it.
    var mechanism: String

    /// What is sent here.
    static let own = Greeting(version: .current, mechanism: "NULL")

    static let byteCount = 64
    private static let signatureByteCount = 10
    private static let mechanismByteCount = 20

    /// Takes a greeting off the front of `input`, or nothing while it is not whole.
    ///
    /// A peer of an older version, or of another protocol, is recognised from its first bytes: it may never send 64.
    ///
    /// - Throws: `notZMTP` or `oldVersion`.
    static func read(from input: inout ByteBuffer) throws(ZMTPError) -> Greeting? {
        var bytes = input.readableBytesView
        guard let first = bytes.first else { return nil }
        // ZMTP 1.0 (ZeroMQ 2) begins with a frame that holds its identity: a length from 1 on, then the flags 0.
        guard first == 0xFF else {
            if first == 0x01, bytes.count < 2 { return nil }
            throw first == 0x01 && bytes.dropFirst().first == 0 ? .oldVersion("1.0") : .notZMTP
        }
        guard bytes.count >= Self.signatureByteCount else { return nil }
        bytes = bytes.dropFirst(Self.signatureByteCount - 1)
        // In ZMTP 1.0 this is the flags byte of a frame with a long length.
        guard bytes.popFirst() == 0x7F else { throw .notZMTP }
        guard let major = bytes.popFirst() else { return nil }
        // ZMTP 2.0 (ZeroMQ 3) has a revision here: 1, and 0 in its drafts.
        guard major >= 3 else { throw .oldVersion("2.0") }
        guard input.readableBytes >= Self.byteCount, let minor = bytes.popFirst() else { return nil }
        let mechanism = bytes.prefix(Self.mechanismByteCount).prefix { $0 != 0 }
        input.moveReaderIndex(forwardBy: Self.byteCount)
        return Greeting(
            version: ProtocolVersion(major: major, minor: minor),
            mechanism: String(decoding: mechanism, as: UTF8.self)
        )
    }

    func write(to buffer: inout ByteBuffer) {
        buffer.writeInteger(0xFF as UInt8)
        buffer.writeRepeatingByte(0, count: Self.signatureByteCount - 2)
        buffer.writeInteger(0x7F as UInt8)
        buffer.writeInteger(self.version.major)
        buffer.writeInteger(self.version.minor)
        let mechanism = self.mechanism.utf8.prefix(Self.mechanismByteCount)
        buffer.writeBytes(mechanism)
        buffer.writeRepeatingByte(0, count: Self.mechanismByteCount - mechanism.count)
        buffer.writeRepeatingByte(0, count: 32)
    }
}
