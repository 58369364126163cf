import GRIP
import NIOCore
import Testing

/// Reference "WebSocket" 3.1; seed libraries P22.
@Suite struct WebSocketEventsTests {
    private static func buffer(_ text: String) -> ByteBuffer {
        ByteBuffer(string: text)
    }

    private static func close(_ code: Int, _ reason: String = "") -> WebSocketEvent {
        .close(WebSocketCloseContent(code: code, reason: self.buffer(reason)))
    }

    /// Bodies as this side writes them, which it must also read.
    static let written: [(String, [WebSocketEvent])] = [
        ("", []), ("OPEN\r\n", [.open]), ("DISCONNECT\r\n", [.disconnect]), ("CLOSE\r\n", [.close(nil)]),
        ("TEXT\r\n", [.text(ByteBuffer())]), ("BINARY\r\n", [.binary(ByteBuffer())]),
        ("PING\r\nPONG\r\n", [.ping(ByteBuffer()), .pong(ByteBuffer())]),
        ("TEXT 6\r\nh\u{E9}llo\r\n", [.text(buffer("h\u{E9}llo"))]),
        ("BINARY 2\r\n\r\n\r\n", [.binary(buffer("\r\n"))]), ("TEXT 6\r\nPING\r\n\r\n", [.text(buffer("PING\r\n"))]),
        ("PING 2\r\npi\r\nPONG 2\r\npo\r\n", [.ping(buffer("pi")), .pong(buffer("po"))]),
        (
            "OPEN\r\nTEXT 5\r\nhello\r\nCLOSE 5\r\n\u{3}\u{0}bye\r\nDISCONNECT\r\n",
            [.open, .text(buffer("hello")), close(0x300, "bye"), .disconnect]
        ),
        ("CLOSE 2\r\n\u{0}\u{0}\r\n", [close(0)]),
        ("TEXT 10\r\n0123456789abcdef\r\n", [.text(buffer("0123456789abcdef"))]),
    ]

    @Test(arguments: Self.written)
    func eventsAreWrittenAndReadAgain(body: String, events: [WebSocketEvent]) throws {
        var encoded = ByteBuffer()
        WebSocketEvents.encode(events, to: &encoded)
        #expect(String(buffer: encoded) == body)
        #expect(try WebSocketEvents.decode(encoded) == events)
    }

    @Test(
        arguments: [
            ("TEXT 0\r\n\r\n", [.text(ByteBuffer())]), ("PONG 0\r\n\r\n", [.pong(ByteBuffer())]),
            ("CLOSE 0\r\n\r\n", [.close(nil)]),
            // A single byte is no code (reference "WebSocket" 1.5).
            ("CLOSE 1\r\n\u{3}\r\n", [.close(nil)]),
            ("TEXT A\r\n0123456789\r\n", [.text(buffer("0123456789"))]),
            ("TEXT a\r\n0123456789\r\n", [.text(buffer("0123456789"))]),
            ("TEXT 0000000000000001\r\nx\r\n", [.text(buffer("x"))]),
            // Types without content.
            ("OPEN 2\r\nxx\r\nDISCONNECT 0\r\n\r\n", [.open, .disconnect]),
            // Unknown types, with and without content.
            ("PULL\r\nPING\r\n", [.ping(ByteBuffer())]), ("PULL 6\r\nPONG\r\n\r\nPING\r\n", [.ping(ByteBuffer())]),
            ("text 1\r\nx\r\nText 1\r\nx\r\nTEXTS 1\r\nx\r\n", []),
            ("\r\n 1\r\nx\r\nPING\r\n\r\n", [.ping(ByteBuffer())]),
        ] as [(String, [WebSocketEvent])]
    )
    func otherSpellingsAreRead(body: String, events: [WebSocketEvent]) throws {
        #expect(try WebSocketEvents.decode(Self.buffer(body)) == events)
    }

    @Test(
        arguments: [
            ("OPEN", .missingLineEnd, 0), ("OPEN\r", .missingLineEnd, 0), ("OPEN\n", .missingLineEnd, 0),
            ("OPEN\r\nX", .missingLineEnd, 6), ("OPEN\r\n\n", .missingLineEnd, 6), ("TEXT 1", .missingLineEnd, 0),
            ("OPEN\nPING\r\n", .malformedType, 4), ("PING\t1\r\nx\r\n", .malformedType, 4),
            ("OPEN\r\n\r\r\n", .malformedType, 6), ("\u{0}\r\n", .malformedType, 0), ("\u{7F}\r\n", .malformedType, 0),
            ("T\u{E9}XT\r\n", .malformedType, 1),
            ("TEXT \r\nx\r\n", .malformedLength, 5), ("TEXT zz\r\nx\r\n", .malformedLength, 5),
            ("TEXT  1\r\nx\r\n", .malformedLength, 5), ("TEXT 1 \r\nx\r\n", .malformedLength, 6),
            ("TEXT 0x1\r\nx\r\n", .malformedLength, 6), ("TEXT -1\r\nx\r\n", .malformedLength, 5),
            ("TEXT +1\r\nx\r\n", .malformedLength, 5), ("TEXT 1;a\r\nx\r\n", .malformedLength, 6),
            ("TEXT 1\nx\r\n", .malformedLength, 6), ("PULL g\r\nx\r\n", .malformedLength, 5),
            ("TEXT 00000000000000001\r\nx\r\n", .lengthTooLong(limitDigits: 16), 21),
            ("TEXT 2\r\nx", .contentTooShort, 9), ("TEXT 4\r\nx\r\n", .contentTooShort, 11),
            ("TEXT 5\r\n", .contentTooShort, 8), ("TEXT ffffffffffffffff\r\nx\r\n", .contentTooShort, 26),
            ("TEXT 7fffffffffffffff\r\nx\r\n", .contentTooShort, 26), ("PULL 9\r\nx\r\n", .contentTooShort, 11),
            ("TEXT 1\r\nx", .missingContentEnd, 9), ("TEXT 1\r\nx\r", .missingContentEnd, 9),
            ("TEXT 1\r\nx\n", .missingContentEnd, 9), ("TEXT 3\r\nx\r\n", .missingContentEnd, 11),
            ("TEXT 1\r\nxx\r\n", .missingContentEnd, 9), ("TEXT 0\r\nPING\r\n", .missingContentEnd, 8),
        ] as [(String, WebSocketEventError.Reason, Int)]
    )
    func malformedBodiesAreRefused(body: String, reason: WebSocketEventError.Reason, offset: Int) {
        #expect(throws: WebSocketEventError(reason, offset: offset)) { try WebSocketEvents.decode(Self.buffer(body)) }
    }

    @Test func bytesThatAreNoTextAreKept() throws {
        var body = Self.buffer("TEXT 3\r\n")
        body.writeBytes([0xFF, 0x00, 0x80])
        body.writeString("\r\nCLOSE 3\r\n")
        body.writeBytes([0x03, 0xE8, 0xFF])
        body.writeString("\r\n")
        let reason = WebSocketCloseContent(code: 1000, reason: ByteBuffer(bytes: [0xFF]))
        #expect(try WebSocketEvents.decode(body) == [.text(ByteBuffer(bytes: [0xFF, 0x00, 0x80])), .close(reason)])
        var encoded = ByteBuffer()
        WebSocketEvents.encode(try WebSocketEvents.decode(body), to: &encoded)
        #expect(encoded == body)
    }

    @Test func whatWasReadOfABufferBeforeDoesNotCount() throws {
        var body = Self.buffer("skipPING 1\r\nx\r\n")
        body.moveReaderIndex(forwardBy: 4)
        #expect(try WebSocketEvents.decode(body) == [.ping(Self.buffer("x"))])
    }

    @Test(arguments: [(-1, "\u{0}\u{0}"), (70_000, "\u{FF}\u{FF}"), (256, "\u{1}\u{0}")])
    func closeCodesAreWrittenInTwoBytes(code: Int, written: String) {
        var body = ByteBuffer()
        WebSocketEvents.encode([Self.close(code)], to: &body)
        let bytes = written.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        #expect(body == ByteBuffer(bytes: Array("CLOSE 2\r\n".utf8) + bytes + Array("\r\n".utf8)))
    }

    @Test(
        arguments: [
            (.open, 0), (.disconnect, 0), (.close(nil), 0), (close(0), 2), (close(1000, "bye"), 5),
            (.text(buffer("\u{E9}")), 2), (.binary(ByteBuffer()), 0), (.ping(buffer("abc")), 3),
            (.pong(buffer("a")), 1),
        ] as [(WebSocketEvent, Int)]
    )
    func contentIsCounted(event: WebSocketEvent, count: Int) {
        #expect(event.contentByteCount == count)
    }

    @Test(
        arguments: [
            (.missingLineEnd, "line without CRLF"), (.malformedType, "type is not visible ASCII"),
            (.malformedLength, "length is not a hexadecimal number"),
            (.lengthTooLong(limitDigits: 16), "length has more than 16 digits"),
            (.contentTooShort, "content is shorter than its length"),
            (.missingContentEnd, "content without CRLF after it"),
        ] as [(WebSocketEventError.Reason, String)]
    )
    func errorsSayWhatAndWhere(reason: WebSocketEventError.Reason, text: String) {
        #expect("\(WebSocketEventError(reason, offset: 7))" == "malformed WebSocket events at byte 7: \(text)")
    }

    /// Damaged bodies must be taken or refused, never crash; what is taken must survive being written and read again.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func damagedBodyIsHandled(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let text = Self.written.randomElement(using: &generator)?.0 ?? ""
            let damaged = Mutation.mutate(Array(text.utf8), using: &generator)
            guard let events = try? WebSocketEvents.decode(ByteBuffer(bytes: damaged)) else { continue }
            var encoded = ByteBuffer()
            WebSocketEvents.encode(events, to: &encoded)
            #expect(try WebSocketEvents.decode(encoded) == events, "seed \(seed)")
        }
    }
}
