import Testing
import WebSocket

struct WebSocketErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let error: WebSocketError
        let code: Int
        let text: String

        var testDescription: String { self.text }
    }

    static let rows = [
        Row(
            error: .reservedBits,
            code: 1002,
            text: "a reserved bit is set in a frame header: set RSV1 to RSV3 only for an extension that was agreed on"
        ),
        Row(
            error: .misplacedCompressionBit,
            code: 1002,
            text:
                "the compression bit is set on a continuation or control frame: set it on a message's first frame only"
        ),
        Row(
            error: .unknownOpcode(3),
            code: 1002,
            text: "unknown opcode 3 in a frame header: use 0, 1, 2, 8, 9 or 10"
        ),
        Row(
            error: .fragmentedControlFrame,
            code: 1002,
            text: "fragmented control frame: send Close, ping and pong as one final frame"
        ),
        Row(
            error: .controlFrameTooLong,
            code: 1002,
            text: "control frame with more than 125 bytes: send less in Close, ping and pong"
        ),
        Row(
            error: .continuationOfNothing,
            code: 1002,
            text: "continuation frame while no message is under way: begin messages with a text or binary frame"
        ),
        Row(
            error: .unfinishedMessage,
            code: 1002,
            text: "a message begins inside another one: finish the first with a final continuation frame"
        ),
        Row(error: .unmaskedFrame, code: 1002, text: "unmasked frame from a client: mask every frame"),
        Row(error: .maskedFrame, code: 1002, text: "masked frame from a server: mask none"),
        Row(
            error: .wastefulLength,
            code: 1002,
            text: "frame length written in more bytes than it needs: use the shortest form"
        ),
        Row(
            error: .lengthTooLarge,
            code: 1002,
            text: "frame length with its top bit set: send less than 2^63 bytes in a frame"
        ),
        Row(
            error: .invalidCloseCode(1005),
            code: 1002,
            text: "Close frame with the code 1005, which must not be sent: use 1000 or one of 3000 to 4999"
        ),
        Row(error: .closeReasonNotText, code: 1007, text: "Close frame with a reason that is not UTF-8: send text"),
        Row(error: .textNotUTF8, code: 1007, text: "text message that is not UTF-8: send it as a binary message"),
        Row(
            error: .corruptCompression,
            code: 1007,
            text: "compressed message that cannot be decompressed: send raw deflate data up to its end (RFC 7692)"
        ),
        Row(
            error: .inflatedMessageTooLarge(limit: 9),
            code: 1009,
            text: "compressed message with more than 9 bytes of content: send less, or raise the limit"
        ),
        Row(
            error: .decompressionUnavailable,
            code: 1011,
            text: "no memory to decompress a message: lower the number of connections, or do not allow compression"
        ),
    ]

    @Test(arguments: rows)
    func errorsSayWhatIsWrongAndGiveACode(row: Row) {
        #expect(row.error.closeCode == row.code)
        #expect("\(row.error)" == row.text)
    }

    @Test(arguments: rows)
    func descriptionsFitIntoTheReasonOfAClose(row: Row) {
        #expect(row.text.utf8.count <= ClosePayload.reasonBytes)
    }
}
