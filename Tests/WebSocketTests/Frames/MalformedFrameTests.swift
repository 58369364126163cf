import NIOCore
import Testing
import WebSocket

/// Frames that break RFC 6455, section 5, beside those next to them that do not.
struct MalformedFrameTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let what: String
        let bytes: [UInt8]
        let peer: PeerRole
        let error: WebSocketError?

        init(_ what: String, _ text: String, from peer: PeerRole = .server, _ error: WebSocketError?) {
            self.what = what
            self.bytes = hex(text)
            self.peer = peer
            self.error = error
        }

        var testDescription: String { self.what }
    }

    /// 126 zero bytes, one more than a control frame may have.
    private static let tooMany = String(repeating: "00", count: 126)

    static let rows =
        [
            Row("RSV1 without compression", "C1 00", .reservedBits),
            Row("RSV2", "A1 00", .reservedBits),
            Row("RSV3", "91 00", .reservedBits),
            Row("all reserved bits on a ping", "F9 00", .reservedBits),
            Row("reserved bit on the second frame", "01 01 61 C0 00", .reservedBits),
            Row("fragmented ping", "09 00", .fragmentedControlFrame),
            Row("fragmented pong", "0A 00", .fragmentedControlFrame),
            Row("fragmented Close", "08 00", .fragmentedControlFrame),
            Row("ping of 125 bytes", "89 7D" + tooMany.dropLast(2), nil),
            Row("ping of 126 bytes", "89 7E 00 7E" + tooMany, .controlFrameTooLong),
            Row("pong of 126 bytes", "8A 7E 00 7E" + tooMany, .controlFrameTooLong),
            Row("Close of 126 bytes", "88 7E 00 7E" + tooMany, .controlFrameTooLong),
            Row("ping with a length of eight bytes", "89 7F 00 00 00 00 00 00 00 01 00", .controlFrameTooLong),
            Row("continuation first of all", "80 00", .continuationOfNothing),
            Row("continuation that goes on, first of all", "00 01 61", .continuationOfNothing),
            Row("continuation behind a whole message", "81 01 61 80 01 61", .continuationOfNothing),
            Row("continuation behind the last continuation", "01 01 61 80 00 80 00", .continuationOfNothing),
            Row("text inside a text", "01 01 61 81 01 61", .unfinishedMessage),
            Row("binary inside a text", "01 01 61 02 01 61", .unfinishedMessage),
            Row("text inside a message that is empty so far", "01 00 81 01 61", .unfinishedMessage),
            Row("masked frame of a server", "81 81 01 02 03 04 60", .maskedFrame),
            Row("unmasked frame of a client", "81 01 61", from: .client, .unmaskedFrame),
            Row("unmasked empty frame of a client", "81 00", from: .client, .unmaskedFrame),
            Row("unmasked ping of a client", "89 00", from: .client, .unmaskedFrame),
            Row("two bytes for a length of 0", "81 FE 00 00 01 02 03 04", from: .client, .wastefulLength),
            Row("two bytes for a length of 125", "82 FE 00 7D", from: .client, .wastefulLength),
            Row("two bytes for a length of 126", "82 FE 00 7E", from: .client, nil),
            Row("eight bytes for a length of 65535", "82 FF 00 00 00 00 00 00 FF FF", from: .client, .wastefulLength),
            Row("eight bytes for a length of 65536", "82 FF 00 00 00 00 00 01 00 00", from: .client, nil),
            Row("a server's long length is let through", "81 7E 00 01 61", nil),
            Row("a server's longest length is let through", "81 7F 00 00 00 00 00 00 00 01 61", nil),
            Row("length of 2^63 - 1", "82 7F 7F FF FF FF FF FF FF FF 00", nil),
            Row("length of 2^63", "82 7F 80 00 00 00 00 00 00 00 00", .lengthTooLarge),
            Row("length of 2^64 - 1", "82 7F FF FF FF FF FF FF FF FF 00", .lengthTooLarge),
        ]
        + (3...7).map { Row("opcode \($0)", "8\($0) 00", .unknownOpcode($0)) }
        + (11...15).map { Row("opcode \($0)", "8" + String($0, radix: 16) + " 00", .unknownOpcode($0)) }

    @Test(arguments: rows)
    func framesAreRefusedHoweverTheyArrive(row: Row) {
        let whole = Decoded(row.bytes, from: row.peer)
        #expect(whole.error == row.error)
        for cut in Cut.all(count: row.bytes.count) {
            #expect(Decoded(row.bytes, from: row.peer, cut: cut) == whole, "\(cut)")
        }
    }

    @Test func framesInFrontOfABadOneComeOut() {
        let decoded = Decoded(hex("81 02 48 69  89 00  8B 00"), from: .server)
        #expect(decoded.parts == [.text("Hi"), .ping(ByteBuffer())])
        #expect(decoded.error == .unknownOpcode(11))
    }

    @Test func anErrorIsThrownAgainAndNothingIsKept() {
        var decoder = MessageDecoder(from: .server)
        decoder.append(ByteBuffer(bytes: hex("83 00 81 02 48 69")))
        for _ in 0..<3 {
            #expect(throws: WebSocketError.unknownOpcode(3)) { try decoder.next() }
            decoder.append(ByteBuffer(bytes: hex("81 02 48 69")))
        }
        #expect(decoder.bufferedByteCount == 0)
    }
}
