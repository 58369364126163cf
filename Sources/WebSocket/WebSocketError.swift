/// Why what a peer sends is not a WebSocket connection that may go on.
///
/// After an error nothing more is decoded: send a Close with `closeCode`, and end the connection.
package enum WebSocketError: Error, Equatable, CustomStringConvertible {
    /// RSV1, RSV2 or RSV3 is set, and nothing was agreed that gives it a meaning.
    case reservedBits

    /// RSV1 is set on a continuation or control frame, where compression gives it no meaning.
    case misplacedCompressionBit

    /// The frame has this opcode, which is not defined.
    case unknownOpcode(UInt8)

    /// A control frame is not final.
    case fragmentedControlFrame

    /// A control frame has more than 125 bytes.
    case controlFrameTooLong

    /// A continuation frame came while no message was under way.
    case continuationOfNothing

    /// A new message began before the one under way was finished.
    case unfinishedMessage

    /// A client's frame is not masked.
    case unmaskedFrame

    /// A server's frame is masked.
    case maskedFrame

    /// A length is written in more bytes than it needs.
    case wastefulLength

    /// A length is 2^63 or more.
    case lengthTooLarge

    /// A Close has this code, which must not be sent.
    case invalidCloseCode(Int)

    /// The reason of a Close is not UTF-8.
    case closeReasonNotText

    /// A text message is not UTF-8.
    case textNotUTF8

    /// A compressed message cannot be decompressed, or stops in the middle.
    case corruptCompression

    /// A compressed message is longer than `limit` bytes.
    case inflatedMessageTooLarge(limit: Int)

    /// There is no memory to decompress with.
    case decompressionUnavailable

    /// The code of the Close that answers this error (RFC 6455, section 7.4.1).
    package var closeCode: Int {
        switch self {
        case .reservedBits, .misplacedCompressionBit, .unknownOpcode, .fragmentedControlFrame, .controlFrameTooLong,
            .continuationOfNothing, .unfinishedMessage, .unmaskedFrame, .maskedFrame, .wastefulLength, .lengthTooLarge,
            .invalidCloseCode:
            1002
        case .closeReasonNotText, .textNotUTF8, .corruptCompression: 1007
        case .inflatedMessageTooLarge: 1009
        case .decompressionUnavailable: 1011
        }
    }

    /// One line for an operator: what is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .reservedBits:
            "a reserved bit is set in a frame header: set RSV1 to RSV3 only for an extension that was agreed on"
        case .misplacedCompressionBit:
            "the compression bit is set on a continuation or control frame: set it on a message's first frame only"
        case .unknownOpcode(let number):
            "unknown opcode \(number) in a frame header: use 0, 1, 2, 8, 9 or 10"
        case .fragmentedControlFrame:
            "fragmented control frame: send Close, ping and pong as one final frame"
        case .controlFrameTooLong:
            "control frame with more than \(FrameHeader.controlPayloadBytes) bytes: send less in Close, ping and pong"
        case .continuationOfNothing:
            "continuation frame while no message is under way: begin messages with a text or binary frame"
        case .unfinishedMessage:
            "a message begins inside another one: finish the first with a final continuation frame"
        case .unmaskedFrame:
            "unmasked frame from a client: mask every frame"
        case .maskedFrame:
            "masked frame from a server: mask none"
        case .wastefulLength:
            "frame length written in more bytes than it needs: use the shortest form"
        case .lengthTooLarge:
            "frame length with its top bit set: send less than 2^63 bytes in a frame"
        case .invalidCloseCode(let code):
            "Close frame with the code \(code), which must not be sent: use 1000 or one of 3000 to 4999"
        case .closeReasonNotText:
            "Close frame with a reason that is not UTF-8: send text"
        case .textNotUTF8:
            "text message that is not UTF-8: send it as a binary message"
        case .corruptCompression:
            "compressed message that cannot be decompressed: send raw deflate data up to its end (RFC 7692)"
        case .inflatedMessageTooLarge(let limit):
            "compressed message with more than \(limit) bytes of content: send less, or raise the limit"
        case .decompressionUnavailable:
            "no memory to decompress a message: lower the number of connections, or do not allow compression"
        }
    }
}
