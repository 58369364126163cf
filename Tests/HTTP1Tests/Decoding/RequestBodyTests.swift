import HTTP1
import NIOCore
import Testing

struct RequestBodyTests {
    struct Outcome: Sendable {
        var bodies: [String]
        var trailers: [HeaderFields] = [[:]]
    }

    private static let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static let good: [Row<Outcome>] = [
        Row("no body", "GET / HTTP/1.1\r\n\r\n", Outcome(bodies: [])),
        Row("empty body", "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", Outcome(bodies: [])),
        Row("sized body", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\na\r\n\r\n", Outcome(bodies: ["a\r\n\r\n"])),
        Row("chunks", Self.chunked + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", Outcome(bodies: ["abcde"])),
        Row("no chunks", Self.chunked + "0\r\n\r\n", Outcome(bodies: [])),
        Row("line ends within a chunk", Self.chunked + "5\r\n\r\n0\r\n\r\n0\r\n\r\n", Outcome(bodies: ["\r\n0\r\n"])),
        Row(
            "sizes of either case with zeros in front",
            Self.chunked + "000A\r\n0123456789\r\n0b\r\n01234567890\r\n00\r\n\r\n",
            Outcome(bodies: ["012345678901234567890"])
        ),
        Row("extensions", Self.chunked + "3;a=b;c=\"d;e\"\r\nabc\r\n0;x\r\n\r\n", Outcome(bodies: ["abc"])),
        Row(
            "white space around extensions",
            Self.chunked + "3 ; a = b\t\r\nabc\r\n0 \t\r\n\r\n",
            Outcome(bodies: ["abc"])
        ),
        Row(
            "trailers",
            Self.chunked + "1\r\na\r\n0\r\nX-T: v\r\nX-U:  w \r\n\r\n",
            Outcome(bodies: ["a"], trailers: [["X-T": "v", "X-U": "w"]])
        ),
        Row(
            "two requests at once",
            Self.chunked + "1\r\na\r\n0\r\nX-T: v\r\n\r\n" + "PUT /2 HTTP/1.1\r\nContent-Length: 2\r\n\r\nbc",
            Outcome(bodies: ["a", "bc"], trailers: [["X-T": "v"], [:]])
        ),
        Row(
            "an empty line between two requests",
            "GET / HTTP/1.1\r\n\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 1\r\n\r\na\r\n",
            Outcome(bodies: ["a"], trailers: [[:], [:]])
        ),
    ]

    @Test(arguments: Self.good)
    func bodyIsCutOut(row: Row<Outcome>) {
        for cut in Cut.all(count: row.bytes.count) {
            let decoded = DecodedRequests(row.bytes, cut: cut)
            #expect(decoded.bodies == row.outcome.bodies, "\(cut)")
            #expect(decoded.trailers == row.outcome.trailers, "\(cut)")
            #expect(decoded.error == nil, "\(cut)")
            #expect(decoded.isBetweenMessages, "\(cut)")
        }
    }

    private static let malformed: [Row<HTTPDecodingError>] = [
        Row("no digits", Self.chunked + "zz\r\nabc\r\n0\r\n\r\n", .malformedChunk),
        Row("empty size line: zero for some, which ends the body", Self.chunked + "\r\nabc\r\n", .malformedChunk),
        Row("extension without size", Self.chunked + ";a\r\n\r\n", .malformedChunk),
        Row("minus", Self.chunked + "-1\r\na\r\n0\r\n\r\n", .malformedChunk),
        Row("plus", Self.chunked + "+1\r\na\r\n0\r\n\r\n", .malformedChunk),
        Row("prefix: size zero for some, which ends the body", Self.chunked + "0x1\r\na\r\n0\r\n\r\n", .malformedChunk),
        Row("underscore", Self.chunked + "1_0\r\na\r\n0\r\n\r\n", .malformedChunk),
        Row("space in front", Self.chunked + " 1\r\na\r\n0\r\n\r\n", .malformedChunk),
        Row("space within", Self.chunked + "1 1\r\na\r\n0\r\n\r\n", .malformedChunk),
        Row("size that wraps around to nothing", Self.chunked + "10000000000000000\r\n\r\n", .malformedChunk),
        Row("size that wraps around to a negative one", Self.chunked + "8000000000000000\r\n\r\n", .malformedChunk),
        Row("size of many digits", Self.chunked + "fffffffffffffffffff\r\n\r\n", .malformedChunk),
        Row(
            "LF alone behind the size: within the extension for some",
            Self.chunked + "1\na\r\n0\r\n\r\n",
            .malformedChunk
        ),
        Row("LF alone behind an extension", Self.chunked + "1;a\na\r\n0\r\n\r\n", .malformedChunk),
        Row(
            "CR alone in an extension: ends the line for some",
            Self.chunked + "1;a\rb\r\na\r\n0\r\n\r\n",
            .malformedChunk
        ),
        Row("NUL for CR behind the size", Self.chunked + "1\0\na\r\n0\r\n\r\n", .malformedChunk),
        Row("NUL for CR behind an extension", Self.chunked + "1;a\0\na\r\n0\r\n\r\n", .malformedChunk),
        Row("NUL in an extension", Self.chunked + "1;a\0\r\na\r\n0\r\n\r\n", .malformedChunk),
        Row("chunk longer than its size", Self.chunked + "1\r\nab\r\n0\r\n\r\n", .malformedChunk),
        Row("LF alone behind a chunk", Self.chunked + "1\r\na\n0\r\n\r\n", .malformedChunk),
        Row("CR and something behind a chunk", Self.chunked + "1\r\na\rb0\r\n\r\n", .malformedChunk),
        Row("folded trailer", Self.chunked + "0\r\nA: 1\r\n 2\r\n\r\n", .malformedField),
        Row("LF alone behind a trailer", Self.chunked + "0\r\nA: 1\n\r\n", .malformedField),
        Row("LF alone for the empty line", Self.chunked + "0\r\n\n", .malformedField),
        Row("space before a trailer's colon", Self.chunked + "0\r\nA : 1\r\n\r\n", .malformedField),
    ]

    @Test(arguments: Self.malformed)
    func malformedBodyIsRefused(row: Row<HTTPDecodingError>) {
        for cut in Cut.all(count: row.bytes.count) {
            let decoded = DecodedRequests(row.bytes + Array("GET /smuggled HTTP/1.1\r\n\r\n".utf8), cut: cut)
            #expect(decoded.error == row.outcome, "\(cut)")
            #expect(decoded.heads.count == 1, "\(cut)")
            #expect(decoded.trailers == [], "\(cut)")
        }
    }

    @Test(arguments: [
        "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabcd", Self.chunked, Self.chunked + "5", Self.chunked + "5\r\nab",
        Self.chunked + "1\r\na", Self.chunked + "1\r\na\r", Self.chunked + "0\r\n", Self.chunked + "0\r\nA: 1\r\n",
    ])
    func anIncompleteBodyHasNoEnd(text: String) {
        for cut in Cut.all(count: text.utf8.count) {
            let decoded = DecodedRequests(text, cut: cut)
            #expect(decoded.trailers == [] && decoded.error == nil && !decoded.isBetweenMessages, "\(cut)")
        }
    }

    @Test func aBodyPieceSharesTheMemoryThatWasReadInto() throws {
        let read = ByteBuffer(
            string: "POST / HTTP/1.1\r\nContent-Length: 5000\r\n\r\n" + String(repeating: "a", count: 5000)
        )
        var decoder = RequestDecoder(limits: .generous)
        decoder.append(read)
        _ = try decoder.next()
        guard case .body(let body) = try decoder.next() else {
            Issue.record("no body")
            return
        }
        #expect(body.storageCapacity == read.storageCapacity)
    }
}
