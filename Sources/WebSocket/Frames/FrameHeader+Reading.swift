import NIOCore

extension FrameHeader {
    /// What one direction of a connection allows in its frame headers.
    struct Rules: Sendable {
        let sender: PeerRole

        /// Whether the peers agreed on compression, which gives RSV1 its meaning.
        let allowsCompression: Bool

        /// Whether a length must be written in the fewest bytes.
        let requiresMinimalLengths: Bool
    }

    /// Takes a frame header off the front of the buffer.
    ///
    /// - Returns: The header, or nil if it has not come whole; then nothing is taken.
    /// - Throws: What is wrong with it, as soon as the bytes that show it have come.
    static func read(from buffer: inout ByteBuffer, rules: Rules) throws(WebSocketError) -> FrameHeader? {
        let start = buffer.readerIndex
        guard let flags = buffer.getInteger(at: start, as: UInt16.self) else { return nil }
        let opcode = try Self.opcode(flags, rules)
        let isMasked = flags & 0x80 != 0
        guard isMasked == (rules.sender == .client) else { throw isMasked ? .maskedFrame : .unmaskedFrame }

        var offset = start + 2
        let length: UInt64
        let shortLength = UInt64(flags & 0x7F)
        switch shortLength {
        case 126:
            guard let value = buffer.getInteger(at: offset, as: UInt16.self) else { return nil }
            offset += 2
            length = UInt64(value)
            guard length > 125 || !rules.requiresMinimalLengths else { throw .wastefulLength }
        case 127:
            guard let value = buffer.getInteger(at: offset, as: UInt64.self) else { return nil }
            offset += 8
            length = value
            guard length > 0xFFFF || !rules.requiresMinimalLengths else { throw .wastefulLength }
        default:
            length = shortLength
        }
        guard let payloadLength = Int(exactly: length) else { throw .lengthTooLarge }

        var mask: FrameMask?
        if isMasked {
            guard let key = buffer.getInteger(at: offset, as: UInt32.self) else { return nil }
            offset += 4
            mask = FrameMask(wireKey: key)
        }
        buffer.moveReaderIndex(to: offset)
        return FrameHeader(
            isFinal: flags & 0x8000 != 0,
            isCompressed: flags & 0x4000 != 0,
            opcode: opcode,
            payloadLength: payloadLength,
            mask: mask
        )
    }

    /// The opcode, if the header's first two bytes are in order for it.
    private static func opcode(_ flags: UInt16, _ rules: Rules) throws(WebSocketError) -> Opcode {
        let meaningless: UInt16 = rules.allowsCompression ? 0x3000 : 0x7000
        guard flags & meaningless == 0 else { throw .reservedBits }
        let number = UInt8(truncatingIfNeeded: flags >> 8 & 0xF)
        guard let opcode = Opcode(rawValue: number) else { throw .unknownOpcode(number) }
        if flags & 0x4000 != 0, opcode != .text, opcode != .binary {
            throw .misplacedCompressionBit
        }
        if opcode.isControl {
            guard flags & 0x8000 != 0 else { throw .fragmentedControlFrame }
            guard flags & 0x7F <= Self.controlPayloadBytes else { throw .controlFrameTooLong }
        }
        return opcode
    }
}
