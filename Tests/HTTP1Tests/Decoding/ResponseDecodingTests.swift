import HTTP1
import NIOCore
import Testing

struct ResponseDecodingTests {
    struct Outcome: Sendable {
        var status = 200
        var framing: BodyFraming
        var body = ""
        var trailers: HeaderFields? = [:]
        var isKeepAlive = true
        var method = "GET"
    }

    private static let good: [Row<Outcome>] = [
        Row("sized", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Outcome(framing: .length(2), body: "ok")),
        Row("empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Outcome(framing: .length(0))),
        Row(
            "chunked",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nT: v\r\n\r\n",
            Outcome(framing: .chunked, body: "ok", trailers: ["T": "v"])
        ),
        Row(
            "until the end",
            "HTTP/1.1 200 OK\r\n\r\nall\r\n\r\nof it",
            Outcome(framing: .untilClose, body: "all\r\n\r\nof it", isKeepAlive: false)
        ),
        Row("until the end, nothing", "HTTP/1.1 200 OK\r\n\r\n", Outcome(framing: .untilClose, isKeepAlive: false)),
        Row("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nold", Outcome(framing: .untilClose, body: "old", isKeepAlive: false)),
        Row(
            "HTTP/1.0 sized",
            "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold",
            Outcome(framing: .length(3), body: "old", isKeepAlive: false)
        ),
        Row(
            "HTTP/1.0 kept alive",
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nold",
            Outcome(framing: .length(3), body: "old")
        ),
        Row(
            "HTTP/1.0 with chunks: someone passed on what it did not understand",
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            Outcome(framing: .chunked, body: "a", isKeepAlive: false)
        ),
        Row(
            "chunks and a length",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
            Outcome(framing: .chunked, body: "ab", isKeepAlive: false)
        ),
        Row(
            "closing",
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            Outcome(framing: .length(2), body: "ok", isKeepAlive: false)
        ),
        Row("to HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Outcome(framing: .none, method: "HEAD")),
        Row(
            "to HEAD with chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            Outcome(framing: .none, method: "HEAD")
        ),
        Row(
            "to head, which is another method",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
            Outcome(framing: .length(1), body: "a", method: "head")
        ),
        Row("204", "HTTP/1.1 204 No Content\r\n\r\n", Outcome(status: 204, framing: .none)),
        Row(
            "304 with a length",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
            Outcome(status: 304, framing: .none)
        ),
        Row(
            "205 sized",
            "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n",
            Outcome(status: 205, framing: .length(0))
        ),
        Row(
            "101",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\0raw",
            Outcome(status: 101, framing: .tunnel, body: "\0raw", isKeepAlive: false)
        ),
        Row(
            "to CONNECT",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nraw",
            Outcome(framing: .tunnel, body: "raw", isKeepAlive: false, method: "CONNECT")
        ),
        Row(
            "refusal of CONNECT",
            "HTTP/1.1 403 No\r\nContent-Length: 1\r\n\r\na",
            Outcome(status: 403, framing: .length(1), body: "a", method: "CONNECT")
        ),
        Row("bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", Outcome(framing: .length(2), body: "ok")),
        Row(
            "space before a colon",
            "HTTP/1.1 200 OK\r\nContent-Length \t: 2\r\n\r\nok",
            Outcome(framing: .length(2), body: "ok")
        ),
        Row(
            "equal lengths",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
            Outcome(framing: .length(2), body: "ok")
        ),
    ]

    @Test(arguments: Self.good)
    func responseIsUnderstood(row: Row<Outcome>) throws {
        for cut in Cut.all(count: row.bytes.count) {
            let decoded = DecodedResponse(row.bytes, to: row.outcome.method, cut: cut, endsConnection: true)
            let head = try #require(decoded.head, "\(cut)")
            #expect(head.status == row.outcome.status, "\(cut)")
            #expect(decoded.framing == row.outcome.framing, "\(cut)")
            #expect(decoded.body == row.outcome.body, "\(cut)")
            #expect(decoded.trailers == row.outcome.trailers, "\(cut)")
            #expect(head.isKeepAlive == row.outcome.isKeepAlive, "\(cut)")
            #expect(decoded.error == nil && decoded.excessByteCount == 0, "\(cut)")
        }
    }

    private static let statusLines: [Row<String>] = [
        Row("usual", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK"),
        Row("another phrase", "HTTP/1.1 200 Ok", "HTTP/1.1 200 Ok"),
        Row("own phrase", "HTTP/1.1 201 Made It", "HTTP/1.1 201 Made It"),
        Row("unknown status", "HTTP/1.1 799 So Odd", "HTTP/1.1 799 So Odd"),
        Row("empty phrase", "HTTP/1.1 200 ", "HTTP/1.1 200 "),
        Row("no phrase", "HTTP/1.1 200", "HTTP/1.1 200 "),
        Row("two spaces", "HTTP/1.1 200  OK ", "HTTP/1.1 200  OK "),
        Row("tab in the phrase", "HTTP/1.1 200 a\tb", "HTTP/1.1 200 a\tb"),
        Row("phrase in UTF-8", "HTTP/1.1 200 \u{E9}", "HTTP/1.1 200 \u{E9}"),
        Row("higher minor version", "HTTP/1.3 200 OK", "HTTP/1.1 200 OK"),
    ]

    @Test(arguments: Self.statusLines)
    func statusLineIsPassedOn(row: Row<String>) throws {
        let bytes = row.bytes + Array("\r\nContent-Length: 0\r\n\r\n".utf8)
        for cut in Cut.all(count: bytes.count) {
            var buffer = ByteBuffer()
            try #require(DecodedResponse(bytes, cut: cut).head, "\(cut)").write(to: &buffer)
            #expect(String(buffer: buffer) == row.outcome + "\r\nContent-Length: 0\r\n\r\n", "\(cut)")
        }
    }

    private static let malformed: [Row<HTTPDecodingError>] = [
        Row("another protocol", "SSH-2.0-OpenSSH_9\r\n\r\n", .malformedStartLine),
        Row("body where a head should be", "<html>\r\n\r\n", .malformedStartLine),
        Row("empty line in front", "\r\nHTTP/1.1 200 OK\r\n\r\n", .malformedStartLine),
        Row("no status", "HTTP/1.1\r\n\r\n", .malformedStartLine),
        Row("status of two digits", "HTTP/1.1 20 OK\r\n\r\n", .malformedStartLine),
        Row("status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", .malformedStartLine),
        Row("status with a zero in front", "HTTP/1.1 099 OK\r\n\r\n", .malformedStartLine),
        Row("status that is no number", "HTTP/1.1 2x0 OK\r\n\r\n", .malformedStartLine),
        Row("two spaces before the status", "HTTP/1.1  200 OK\r\n\r\n", .malformedStartLine),
        Row("CR in the phrase: splits the answer for some", "HTTP/1.1 200 a\rb\r\n\r\n", .malformedStartLine),
        Row("NUL in the phrase", "HTTP/1.1 200 a\0\r\n\r\n", .malformedStartLine),
        Row("version 2.0", "HTTP/2.0 200 OK\r\n\r\n", .unsupportedVersion),
        Row("version 2", "HTTP/2 200 OK\r\n\r\n", .malformedStartLine),
        Row("no colon", "HTTP/1.1 200 OK\r\nA\r\n\r\n", .malformedField),
        Row("space in a name", "HTTP/1.1 200 OK\r\nA B: 1\r\n\r\n", .malformedField),
        Row("folded line", "HTTP/1.1 200 OK\r\nA: 1\r\n 2\r\n\r\n", .malformedField),
        Row("CR in a value: adds a field for some", "HTTP/1.1 200 OK\r\nA: 1\rB: 2\r\n\r\n", .malformedField),
        Row("NUL in a value", "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", .malformedField),
        Row(
            "two lengths",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            .conflictingContentLengths
        ),
        Row("wrong length", "HTTP/1.1 200 OK\r\nContent-Length: 1,1\r\n\r\na", .invalidContentLength),
        Row("other coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .unsupportedTransferCoding),
    ]

    @Test(arguments: Self.malformed)
    func malformedResponseIsRefused(row: Row<HTTPDecodingError>) {
        for cut in Cut.all(count: row.bytes.count) {
            let decoded = DecodedResponse(row.bytes, cut: cut, endsConnection: true)
            #expect(decoded.error == row.outcome, "\(cut)")
            #expect(decoded.parts == [], "\(cut)")
        }
    }

    @Test(arguments: [
        "", "H", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\nA: 1\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\npart", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n0\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: v\r\n",
    ])
    func aResponseThatBreaksOffHasNoEnd(text: String) {
        for cut in Cut.all(count: text.utf8.count) {
            let decoded = DecodedResponse(text, cut: cut, endsConnection: true)
            #expect(decoded.error == .truncated, "\(cut)")
            #expect(decoded.trailers == nil, "\(cut)")
        }
    }

    @Test func interimResponsesComeBeforeTheFinalOne() {
        let text =
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\nContent-Length: 9\r\n"
            + "Transfer-Encoding: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        for cut in Cut.all(count: text.utf8.count) {
            let decoded = DecodedResponse(text, cut: cut)
            #expect(decoded.informational.map(\.status) == [100, 103], "\(cut)")
            // Its framing fields mean nothing, and would mean something to the next reader.
            #expect(decoded.informational.last?.fields == ["Link": "</x>"], "\(cut)")
            #expect(decoded.head?.status == 200 && decoded.body == "ok", "\(cut)")
        }
    }

    /// An origin could otherwise keep a client waiting with interim responses for ever.
    @Test(arguments: [64, 65])
    func interimResponsesAreBounded(count: Int) {
        let text = String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: count)
        let decoded = DecodedResponse(text + "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(decoded.error == (count > 64 ? .tooManyInformationalHeads(limit: 64) : nil))
        #expect(decoded.informational.count == 64)
    }

    @Test func headLimitsHoldForResponses() {
        let limits = HeadLimits(headBytes: 40, fieldCount: 1, targetBytes: 0)
        #expect(
            DecodedResponse("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n\r\n", limits: limits).error == .tooManyFields(limit: 1)
        )
        let long = "HTTP/1.1 200 " + String(repeating: "a", count: 40)
        #expect(DecodedResponse(long, limits: limits).error == .headTooLarge(limit: 40))
        #expect(DecodedResponse(long, cut: .byteByByte, limits: limits).error == .headTooLarge(limit: 40))
    }
}
