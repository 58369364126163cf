import HTTP1
import NIOCore
import Testing

struct RequestHeadDecodingTests {
    /// What a request is written as when it is passed on.
    private static let good: [Row<String>] = [
        Row("plain", "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n"),
        Row("no fields", "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"),
        Row("bare line feeds", "GET / HTTP/1.1\nHost: x\nA: 1\n\n", "GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\n\r\n"),
        Row("mixed line ends", "GET / HTTP/1.1\nA: 1\r\nB: 2\n\r\n", "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n"),
        Row("empty lines in front", "\r\n\n\r\nGET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"),
        Row("method in small letters", "get / HTTP/1.1\r\n\r\n", "get / HTTP/1.1\r\n\r\n"),
        Row(
            "method of every token byte",
            "X!#$%&'*+-.^_`|~9 / HTTP/1.1\r\n\r\n",
            "X!#$%&'*+-.^_`|~9 / HTTP/1.1\r\n\r\n"
        ),
        Row("stray percent signs", "GET /%zz%4 HTTP/1.1\r\n\r\n", "GET /%zz%4 HTTP/1.1\r\n\r\n"),
        Row("bytes that no URI has", "GET /{\"a\":1}|^`\\ HTTP/1.1\r\n\r\n", "GET /{\"a\":1}|^`\\ HTTP/1.1\r\n\r\n"),
        Row("raw UTF-8 in the target", "GET /\u{E9} HTTP/1.1\r\n\r\n", "GET /\u{E9} HTTP/1.1\r\n\r\n"),
        Row("dot segments", "GET /a/../b//./c HTTP/1.1\r\n\r\n", "GET /a/../b//./c HTTP/1.1\r\n\r\n"),
        Row("absolute target", "GET http://x/y HTTP/1.1\r\n\r\n", "GET http://x/y HTTP/1.1\r\n\r\n"),
        Row("asterisk", "OPTIONS * HTTP/1.1\r\n\r\n", "OPTIONS * HTTP/1.1\r\n\r\n"),
        Row("higher minor version", "GET / HTTP/1.7\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"),
        Row("no space behind the colon", "GET / HTTP/1.1\r\nA:1\r\n\r\n", "GET / HTTP/1.1\r\nA: 1\r\n\r\n"),
        Row("white space around a value", "GET / HTTP/1.1\r\nA:\t 1 \t\r\n\r\n", "GET / HTTP/1.1\r\nA: 1\r\n\r\n"),
        Row("tab behind the colon", "GET / HTTP/1.1\r\nA:\t1\r\n\r\n", "GET / HTTP/1.1\r\nA: 1\r\n\r\n"),
        Row("tab within a value", "GET / HTTP/1.1\r\nA: 1\t2\r\n\r\n", "GET / HTTP/1.1\r\nA: 1\t2\r\n\r\n"),
        Row(
            "empty values",
            "GET / HTTP/1.1\r\nA:\r\nB: \r\nC:  \r\n\r\n",
            "GET / HTTP/1.1\r\nA: \r\nB: \r\nC: \r\n\r\n"
        ),
        Row(
            "odd names",
            "GET / HTTP/1.1\r\n!#$%&'*+-.^_`|~: 1\r\n\r\n",
            "GET / HTTP/1.1\r\n!#$%&'*+-.^_`|~: 1\r\n\r\n"
        ),
        Row("colons in a value", "GET / HTTP/1.1\r\nA: :1: 2\r\n\r\n", "GET / HTTP/1.1\r\nA: :1: 2\r\n\r\n"),
        Row(
            "repeats and order",
            "GET / HTTP/1.1\r\nB: 1\r\na: 2\r\nb: 3\r\n\r\n",
            "GET / HTTP/1.1\r\nB: 1\r\na: 2\r\nb: 3\r\n\r\n"
        ),
        Row(
            "one odd line among others",
            "GET / HTTP/1.1\r\nA: 1\r\nB:2\r\nC: 3\r\nD: 4\nE: 5\r\n\r\n",
            "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n\r\n"
        ),
        Row(
            "equal lengths are merged",
            "GET / HTTP/1.1\r\nContent-Length: 0\r\nA: 1\r\ncontent-length: 0\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 0\r\nA: 1\r\n\r\n"
        ),
    ]

    @Test(arguments: Self.good)
    func goodHeadIsPassedOn(row: Row<String>) throws {
        for cut in Cut.all(count: row.bytes.count) {
            let decoded = DecodedRequests(row.bytes, cut: cut)
            var buffer = ByteBuffer()
            try #require(decoded.heads.first, "\(cut)").write(to: &buffer)
            #expect(String(buffer: buffer) == row.outcome, "\(cut)")
            #expect(decoded.error == nil, "\(cut)")
            #expect(decoded.isBetweenMessages, "\(cut)")
        }
    }

    private static let malformed: [Row<HTTPDecodingError>] = [
        Row("no version: HTTP/0.9 has no head to route by", "GET /\r\n\r\n", .malformedStartLine),
        Row("method alone", "GET\r\n\r\n", .malformedStartLine),
        Row("no target", "GET  HTTP/1.1\r\n\r\n", .malformedStartLine),
        Row("space in the target: two readers see two targets", "GET /a b HTTP/1.1\r\n\r\n", .malformedStartLine),
        Row("space in front of the method", " GET / HTTP/1.1\r\n\r\n", .malformedStartLine),
        Row("two spaces", "GET /  HTTP/1.1\r\n\r\n", .malformedStartLine),
        Row("tab for a space", "GET\t/ HTTP/1.1\r\n\r\n", .malformedStartLine),
        Row("space behind the version", "GET / HTTP/1.1 \r\n\r\n", .malformedStartLine),
        Row("CR in the target: ends the line for some", "GET /\rX HTTP/1.1\r\n\r\n", .malformedStartLine),
        Row("CR in front of CR LF", "GET / HTTP/1.1\r\r\n\r\n", .malformedStartLine),
        Row("NUL in the target: ends the string for some", "GET /\0 HTTP/1.1\r\n\r\n", .malformedStartLine),
        Row("DEL in the target", "GET /\u{7F} HTTP/1.1\r\n\r\n", .malformedStartLine),
        Row("colon in the method", "GE:T / HTTP/1.1\r\n\r\n", .malformedStartLine),
        Row("TLS instead of HTTP", bytes: [0x16, 3, 1, 0x20, 0x67, 13, 10, 13, 10], .malformedStartLine),
        Row("version in small letters", "GET / http/1.1\r\n\r\n", .malformedStartLine),
        Row("version without minor", "GET / HTTP/1\r\n\r\n", .malformedStartLine),
        Row("version of two digits", "GET / HTTP/1.10\r\n\r\n", .malformedStartLine),
        Row("version that is a letter", "GET / HTTP/x.1\r\n\r\n", .malformedStartLine),
        Row("HTTP/2.0", "GET / HTTP/2.0\r\n\r\n", .unsupportedVersion),
        Row("HTTP/9.9", "GET / HTTP/9.9\r\n\r\n", .unsupportedVersion),
        Row("HTTP/0.9 spelled out", "GET / HTTP/0.9\r\n\r\n", .unsupportedVersion),
        Row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
        Row("no colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", .malformedField),
        Row("space for the colon", "GET / HTTP/1.1\r\nHost x\r\n\r\n", .malformedField),
        Row("space before the colon: hides a length from some", "GET / HTTP/1.1\r\nA : 1\r\n\r\n", .malformedField),
        Row("tab before the colon", "GET / HTTP/1.1\r\nA\t: 1\r\n\r\n", .malformedField),
        Row("empty name", "GET / HTTP/1.1\r\n: 1\r\n\r\n", .malformedField),
        Row(
            "folded line: one field for some, two for others",
            "GET / HTTP/1.1\r\nA: 1\r\n  2\r\n\r\n",
            .malformedField
        ),
        Row("folded with a tab", "GET / HTTP/1.1\r\nA: 1\r\n\t2\r\n\r\n", .malformedField),
        Row("space in front of the first name", "GET / HTTP/1.1\r\n A: 1\r\n\r\n", .malformedField),
        Row("line of spaces: an empty line for some", "GET / HTTP/1.1\r\nA: 1\r\n  \r\n\r\n", .malformedField),
        Row("NUL in a value: cuts it short for some", "GET / HTTP/1.1\r\nA: a\0b\r\n\r\n", .malformedField),
        Row("CR in a value: begins a field for some", "GET / HTTP/1.1\r\nA: a\rB: 1\r\n\r\n", .malformedField),
        Row("CR in front of CR LF", "GET / HTTP/1.1\r\nA: a\r\r\n\r\n", .malformedField),
        Row("CR for the empty line", "GET / HTTP/1.1\r\nA: a\r\n\rB: 1\r\n\r\n", .malformedField),
        Row("escape in a value: moves an operator's cursor", "GET / HTTP/1.1\r\nA: \u{1B}[2J\r\n\r\n", .malformedField),
        Row("DEL in a value", "GET / HTTP/1.1\r\nA: \u{7F}\r\n\r\n", .malformedField),
        Row("NUL in a name", "GET / HTTP/1.1\r\nA\0: 1\r\n\r\n", .malformedField),
        Row("non-ASCII in a name", "GET / HTTP/1.1\r\n\u{E9}: 1\r\n\r\n", .malformedField),
        Row("comma in a name", "GET / HTTP/1.1\r\nA,B: 1\r\n\r\n", .malformedField),
        Row("quote in a name", "GET / HTTP/1.1\r\n\"A\": 1\r\n\r\n", .malformedField),
    ]

    @Test(arguments: Self.malformed)
    func malformedHeadIsRefused(row: Row<HTTPDecodingError>) {
        for cut in Cut.all(count: row.bytes.count) {
            let decoded = DecodedRequests(row.bytes, cut: cut)
            #expect(decoded.error == row.outcome, "\(cut)")
            #expect(decoded.parts == [], "\(cut)")
            #expect(!decoded.isBetweenMessages, "\(cut)")
        }
    }

    @Test func anErrorComesWithItsLineAndNotWithTheEndOfTheHead() {
        #expect(DecodedRequests("SSH-2.0-OpenSSH_9\r\n").error == .malformedStartLine)
        #expect(DecodedRequests("GET / HTTP/1.1\r\nA b\r\n").error == .malformedField)
        #expect(DecodedRequests("GET / HTTP/1.1\r\nA b").error == nil)
    }

    @Test func bytesAboveASCIIPassInValuesWhateverTheyEncode() {
        let value = (UInt8(0x80)...0xFF).map { $0 }
        let decoded = DecodedRequests(Array("GET / HTTP/1.1\r\nX-L: ".utf8) + value + Array("\r\n\r\n".utf8))
        #expect(decoded.heads.first?.fields.first.map { Array($0.value) } == value)
    }

    @Test(arguments: [
        "G", "GET / HTTP/1.1", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nA: 1\r\n", "GET / HTTP/1.1\r\n\r",
    ])
    func anIncompleteHeadGivesNothingYet(text: String) {
        for cut in Cut.all(count: text.utf8.count) {
            let decoded = DecodedRequests(text, cut: cut)
            #expect(decoded.parts == [] && decoded.error == nil && !decoded.isBetweenMessages, "\(cut)")
        }
    }
}
