import NIOCore

/// The bytes in front of a frame's payload (RFC 6455, section 5.2).
///
///     81 05                     a whole text message, five bytes, not masked
///     C1 05                     the same, compressed (RFC 7692, section 6)
///     02 FE 01 00 37 FA 21 3D   the first frame of a binary message, 256 bytes, masked with 37FA213D
///
/// The first byte has the flags FIN, RSV1, RSV2 and RSV3 and the opcode, the second the flag MASK and the length: up to
/// 125 as it is, 126 if it stands in the next two bytes, 127 if in the next eight. Then comes the masking key, if any.
struct FrameHeader: Equatable, Sendable {
    /// The most bytes that a control frame's payload may have.
    static let controlPayloadBytes = 125

    /// Whether no further frame of the message follows (FIN).
    var isFinal: Bool

    /// Whether the message that begins here is compressed (RSV1).
    var isCompressed = false

    var opcode: Opcode

    /// The payload's length in bytes, never negative.
    var payloadLength: Int

    /// The payload's mask, if it is masked.
    var mask: FrameMask?

    /// Writes the header, with this masking key if there is one.
    func write(to buffer: inout ByteBuffer, maskKey: UInt32?) {
        let first: UInt8 = (self.isFinal ? 0x80 : 0) | (self.isCompressed ? 0x40 : 0) | self.opcode.rawValue
        let maskFlag: UInt8 = maskKey == nil ? 0 : 0x80
        switch self.payloadLength {
        case ...125:
            buffer.writeMultipleIntegers(first, maskFlag | UInt8(truncatingIfNeeded: self.payloadLength))
        case ...0xFFFF:
            buffer.writeMultipleIntegers(first, maskFlag | 126, UInt16(truncatingIfNeeded: self.payloadLength))
        default:
            buffer.writeMultipleIntegers(first, maskFlag | 127, UInt64(self.payloadLength))
        }
        if let maskKey {
            buffer.writeInteger(maskKey)
        }
    }

    /// The bytes that `write` writes.
    func byteCount(isMasked: Bool) -> Int {
        let length = self.payloadLength <= 125 ? 2 : self.payloadLength <= 0xFFFF ? 4 : 10
        return isMasked ? length + 4 : length
    }
}
