import NIOCore

/// What stands before the body of a frame (RFC 37/ZMTP, "Framing").
///
/// ```
/// flags: 0 0 0 0 0 COMMAND LONG MORE    then the length: one byte, or eight with LONG
/// ```
struct FrameHeader: Equatable {
    /// The frame is a command, not a part of a message.
    var isCommand: Bool
    /// Another part of the same message follows.
    var hasMore: Bool
    /// The bytes of the body.
    var length: Int

    private static let more: UInt8 = 1
    private static let long: UInt8 = 2
    private static let command: UInt8 = 4

    /// Bytes of the header on the wire.
    var byteCount: Int { self.length > 255 ? 9 : 2 }

    /// Takes a header off the front of `input`, or nothing while it is not whole.
    ///
    /// - Throws: `reservedFlags`, `commandWithMore` or `lengthTooLarge`.
    static func read(from input: inout ByteBuffer) throws(ZMTPError) -> FrameHeader? {
        guard let flags = input.getInteger(at: input.readerIndex, as: UInt8.self) else { return nil }
        guard flags & ~(Self.more | Self.long | Self.command) == 0 else { throw .reservedFlags(flags) }
        let isCommand = flags & Self.command != 0
        let hasMore = flags & Self.more != 0
        guard !(isCommand && hasMore) else { throw .commandWithMore }
        let length: Int
        if flags & Self.long == 0 {
            guard let (_, short) = input.readMultipleIntegers(as: (UInt8, UInt8).self) else { return nil }
            length = Int(short)
        } else {
            guard let (_, long) = input.readMultipleIntegers(as: (UInt8, UInt64).self) else { return nil }
            guard let value = Int(exactly: long) else { throw .lengthTooLarge }
            length = value
        }
        return FrameHeader(isCommand: isCommand, hasMore: hasMore, length: length)
    }

    func write(to buffer: inout ByteBuffer) {
        let flags = (self.isCommand ? Self.command : 0) | (self.hasMore ? Self.more : 0)
        if self.length > 255 {
            buffer.writeMultipleIntegers(flags | Self.long, UInt64(self.length))
        } else {
            buffer.writeMultipleIntegers(flags, UInt8(self.length))
        }
    }
}
