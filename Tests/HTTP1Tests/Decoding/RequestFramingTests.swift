import HTTP1
import NIOCore
import Testing

/// How the end of a request is found.
///
/// Whatever two readers could understand differently is a way to smuggle a request.
struct RequestFramingTests {
    struct Outcome: Sendable {
        var framing: BodyFraming
        var fields: HeaderFields
        var forbidsReuse = false
    }

    private static func head(_ fields: String, method: String = "POST", version: String = "1.1") -> String {
        "\(method) / HTTP/\(version)\r\n\(fields)\r\n"
    }

    private static let good: [Row<Outcome>] = [
        Row("nothing said", Self.head(""), Outcome(framing: .none, fields: [:])),
        Row(
            "a length",
            Self.head("Content-Length: 5\r\n"),
            Outcome(framing: .length(5), fields: ["Content-Length": "5"])
        ),
        Row(
            "no length",
            Self.head("Content-Length: 0\r\n"),
            Outcome(framing: .length(0), fields: ["Content-Length": "0"])
        ),
        Row(
            "a length with zeros in front",
            Self.head("Content-Length: 007\r\n"),
            Outcome(framing: .length(7), fields: ["Content-Length": "007"])
        ),
        Row(
            "the largest length",
            Self.head("Content-Length: 9223372036854775807\r\n"),
            Outcome(framing: .length(.max), fields: ["Content-Length": "9223372036854775807"])
        ),
        Row(
            "three equal lengths are one",
            Self.head("Content-Length: 5\r\nA: 1\r\nContent-Length: 5\r\ncontent-length: 5\r\n"),
            Outcome(framing: .length(5), fields: ["Content-Length": "5", "A": "1"])
        ),
        Row(
            "chunks",
            Self.head("Transfer-Encoding: chunked\r\n"),
            Outcome(framing: .chunked, fields: ["Transfer-Encoding": "chunked"])
        ),
        Row(
            "chunks in capitals",
            Self.head("TRANSFER-ENCODING: CHUNKED\r\n"),
            Outcome(framing: .chunked, fields: ["TRANSFER-ENCODING": "CHUNKED"])
        ),
        Row(
            "chunks win over a length, which is taken out",
            Self.head("Content-Length: 3\r\nA: 1\r\nTransfer-Encoding: chunked\r\n"),
            Outcome(framing: .chunked, fields: ["A": "1", "Transfer-Encoding": "chunked"], forbidsReuse: true)
        ),
        Row(
            "chunks win over a length that comes later, and over its repeats",
            Self.head("Transfer-Encoding: chunked\r\nContent-Length: 3\r\nContent-Length: 3\r\n"),
            Outcome(framing: .chunked, fields: ["Transfer-Encoding": "chunked"], forbidsReuse: true)
        ),
        Row(
            "a GET may have a body",
            Self.head("Content-Length: 3\r\n", method: "GET"),
            Outcome(framing: .length(3), fields: ["Content-Length": "3"])
        ),
        Row(
            "names that only resemble",
            Self.head("Content_Length: 3\r\nTransfer-Encodinh: chunked\r\n"),
            Outcome(framing: .none, fields: ["Content_Length": "3", "Transfer-Encodinh": "chunked"])
        ),
    ]

    @Test(arguments: Self.good)
    func framingIsUnderstood(row: Row<Outcome>) throws {
        for cut in Cut.all(count: row.bytes.count) {
            let decoded = DecodedRequests(row.bytes, cut: cut)
            let head = try #require(decoded.heads.first, "\(cut)")
            #expect(decoded.framings == [row.outcome.framing], "\(cut)")
            #expect(head.fields == row.outcome.fields, "\(cut)")
            #expect(head.forbidsReuse == row.outcome.forbidsReuse, "\(cut)")
            #expect(head.isKeepAlive == !row.outcome.forbidsReuse, "\(cut)")
        }
    }

    private static let refused: [Row<HTTPDecodingError>] = [
        Row(
            "two lengths: the first reader's end is the second's middle",
            Self.head("Content-Length: 3\r\nContent-Length: 5\r\n"),
            .conflictingContentLengths
        ),
        Row(
            "two lengths beside chunks",
            Self.head("Content-Length: 3\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
            .conflictingContentLengths
        ),
        Row("minus: wraps around for some", Self.head("Content-Length: -1\r\n"), .invalidContentLength),
        Row("plus: not a digit for some", Self.head("Content-Length: +1\r\n"), .invalidContentLength),
        Row(
            "list: the first for some, the last for others",
            Self.head("Content-Length: 3, 5\r\n"),
            .invalidContentLength
        ),
        Row("list of equals", Self.head("Content-Length: 3, 3\r\n"), .invalidContentLength),
        Row("space: ends the number for some", Self.head("Content-Length: 3 5\r\n"), .invalidContentLength),
        Row("hexadecimal: zero for some", Self.head("Content-Length: 0x10\r\n"), .invalidContentLength),
        Row("exponent", Self.head("Content-Length: 1e3\r\n"), .invalidContentLength),
        Row("fraction", Self.head("Content-Length: 3.0\r\n"), .invalidContentLength),
        Row("nothing", Self.head("Content-Length:\r\n"), .invalidContentLength),
        Row("digits of another script", Self.head("Content-Length: \u{0663}\r\n"), .invalidContentLength),
        Row(
            "one more than fits: wraps around for some",
            Self.head("Content-Length: 9223372036854775808\r\n"),
            .invalidContentLength
        ),
        Row("many digits", Self.head("Content-Length: 99999999999999999999999999999999\r\n"), .invalidContentLength),
        Row(
            "a wrong length beside chunks",
            Self.head("Content-Length: x\r\nTransfer-Encoding: chunked\r\n"),
            .invalidContentLength
        ),
        Row(
            "gzip in front: chunked for some, unknown for others",
            Self.head("Transfer-Encoding: gzip, chunked\r\n"),
            .unsupportedTransferCoding
        ),
        Row("gzip behind", Self.head("Transfer-Encoding: chunked, gzip\r\n"), .unsupportedTransferCoding),
        Row(
            "chunked twice in a line",
            Self.head("Transfer-Encoding: chunked, chunked\r\n"),
            .unsupportedTransferCoding
        ),
        Row(
            "chunked twice in two lines",
            Self.head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
            .unsupportedTransferCoding
        ),
        Row(
            "identity in a second line: the last one counts for some",
            Self.head("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
            .unsupportedTransferCoding
        ),
        Row("identity", Self.head("Transfer-Encoding: identity\r\n"), .unsupportedTransferCoding),
        Row("quoted", Self.head("Transfer-Encoding: \"chunked\"\r\n"), .unsupportedTransferCoding),
        Row("vertical tab look-alike", Self.head("Transfer-Encoding: xchunked\r\n"), .unsupportedTransferCoding),
        Row("with a parameter", Self.head("Transfer-Encoding: chunked;q=1\r\n"), .unsupportedTransferCoding),
        Row("with a comma", Self.head("Transfer-Encoding: chunked,\r\n"), .unsupportedTransferCoding),
        Row("nothing", Self.head("Transfer-Encoding:\r\n"), .unsupportedTransferCoding),
        Row("no-break space", Self.head("Transfer-Encoding: chunked\u{A0}\r\n"), .unsupportedTransferCoding),
        Row(
            "chunks in HTTP/1.0: the next reader sees no body",
            Self.head("Transfer-Encoding: chunked\r\n", version: "1.0"),
            .transferCodingInOldVersion
        ),
        Row("vertical tab in front of chunked", Self.head("Transfer-Encoding: \u{B}chunked\r\n"), .malformedField),
        Row("space in the name of the length", Self.head("Content-Length : 3\r\n"), .malformedField),
        Row("folded length", Self.head("Content-Length:\r\n 3\r\n"), .malformedField),
    ]

    @Test(arguments: Self.refused)
    func doubtfulFramingIsRefused(row: Row<HTTPDecodingError>) {
        for cut in Cut.all(count: row.bytes.count) {
            let decoded = DecodedRequests(row.bytes + Array("GET /smuggled HTTP/1.1\r\n\r\n".utf8), cut: cut)
            #expect(decoded.error == row.outcome, "\(cut)")
            #expect(decoded.parts == [], "\(cut)")
        }
    }
}
