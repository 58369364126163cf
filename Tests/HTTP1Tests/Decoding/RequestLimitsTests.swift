import HTTP1
import NIOCore
import Testing

/// Nothing a client sends may grow without a bound, and the bound must not depend on how the bytes are cut into reads.
struct RequestLimitsTests {
    private static let limits = HeadLimits(headBytes: 64, fieldCount: 3, targetBytes: 10)

    private static let rows: [Row<HTTPDecodingError?>] = [
        Row("a head of 64 bytes", "GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 41) + "\r\n\r\n", nil),
        Row(
            "a head of 65 bytes",
            "GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 42) + "\r\n\r\n",
            .headTooLarge(limit: 64)
        ),
        Row("a start line without end", String(repeating: "G", count: 65), .headTooLarge(limit: 64)),
        Row("64 bytes of a start line", String(repeating: "G", count: 64), nil),
        Row("a name without end", "GET / HTTP/1.1\r\n" + String(repeating: "n", count: 49), .headTooLarge(limit: 64)),
        Row(
            "a value without end",
            "GET / HTTP/1.1\r\nA: " + String(repeating: "v", count: 46),
            .headTooLarge(limit: 64)
        ),
        Row(
            "white space without end",
            "GET / HTTP/1.1\r\nA: " + String(repeating: " ", count: 46),
            .headTooLarge(limit: 64)
        ),
        Row(
            "a wrong line that ends beyond the limit",
            "GET / HTTP/1.1\r\nA\0" + String(repeating: "v", count: 60) + "\r\n",
            .headTooLarge(limit: 64)
        ),
        Row("three fields", "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", nil),
        Row("four fields", "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n", .tooManyFields(limit: 3)),
        Row("a target of ten bytes", "GET /234567890 HTTP/1.1\r\n\r\n", nil),
        Row("a target of eleven bytes", "GET /2345678901 HTTP/1.1\r\n\r\n", .targetTooLong(limit: 10)),
        Row("eight empty lines", String(repeating: "\r\n", count: 8) + "GET / HTTP/1.1\r\n\r\n", nil),
        Row(
            "nine empty lines",
            String(repeating: "\r\n", count: 9) + "GET / HTTP/1.1\r\n\r\n",
            .tooManyEmptyLines(limit: 8)
        ),
        Row(
            "empty lines do not count as head",
            String(repeating: "\n", count: 8) + "GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 41)
                + "\r\n\r\n",
            nil
        ),
        Row(
            "each request has its own empty lines",
            String(repeating: "\n", count: 8) + "GET / HTTP/1.1\r\n\r\n" + String(repeating: "\n", count: 8)
                + "GET / HTTP/1.1\r\n\r\n",
            nil
        ),
        Row(
            "a trailer section of 64 bytes",
            "P / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: " + String(repeating: "a", count: 57)
                + "\r\n\r\n",
            nil
        ),
        Row(
            "a trailer section of 65 bytes",
            "P / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: " + String(repeating: "a", count: 58)
                + "\r\n\r\n",
            .headTooLarge(limit: 64)
        ),
        Row(
            "four trailers",
            "P / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n",
            .tooManyFields(limit: 3)
        ),
    ]

    @Test(arguments: Self.rows)
    func limitsAreExact(row: Row<HTTPDecodingError?>) {
        for cut in Cut.all(count: row.bytes.count) {
            #expect(DecodedRequests(row.bytes, cut: cut, limits: Self.limits).error == row.outcome, "\(cut)")
        }
    }

    private static let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(arguments: [4092, 4093])
    func aChunkLineIsBounded(extensionBytes: Int) {
        let text = Self.chunked + "1;" + String(repeating: "e", count: extensionBytes) + "\r\na\r\n0\r\n\r\n"
        let expected: HTTPDecodingError? = extensionBytes > 4092 ? .chunkExtensionsTooLarge(limit: 4096) : nil
        #expect(DecodedRequests(text).error == expected)
        #expect(DecodedRequests(text, cut: .byteByByte).error == expected)
    }

    @Test func aChunkLineWithoutEndIsNotWaitedFor() {
        let text = Self.chunked + String(repeating: "0", count: 4097)
        #expect(DecodedRequests(text).error == .chunkExtensionsTooLarge(limit: 4096))
        #expect(DecodedRequests(text, cut: .byteByByte).error == .chunkExtensionsTooLarge(limit: 4096))
    }

    /// One byte of content for a kilobyte of extension, again and again: traffic that no limit on bodies would see.
    @Test func extensionsAreBoundedOverTheWholeBody() {
        let chunk = "1;" + String(repeating: "e", count: 1000) + "\r\na\r\n"
        let text = Self.chunked + String(repeating: chunk, count: 20) + "0\r\n\r\n"
        #expect(DecodedRequests(text).error == .chunkExtensionsTooLarge(limit: 16384))
        #expect(DecodedRequests(text, cut: .byteByByte).error == .chunkExtensionsTooLarge(limit: 16384))
    }

    /// As with the signatures that some storage clients put on every chunk of an upload.
    @Test func extensionsThatTheChunksJustifyAreNotCounted() {
        let chunk =
            "400;signature=" + String(repeating: "e", count: 100) + "\r\n" + String(repeating: "a", count: 1024)
            + "\r\n"
        let decoded = DecodedRequests(Self.chunked + String(repeating: chunk, count: 1000) + "0\r\n\r\n")
        #expect(decoded.error == nil)
        #expect(decoded.bodies.map(\.utf8.count) == [1_024_000])
    }

    @Test func smallChunksWithoutExtensionsAreNotCounted() {
        let decoded = DecodedRequests(Self.chunked + String(repeating: "1\r\na\r\n", count: 20_000) + "0\r\n\r\n")
        #expect(decoded.error == nil)
        #expect(decoded.bodies.map(\.utf8.count) == [20_000])
    }

    @Test func nothingIsKeptAfterAnError() throws {
        var decoder = RequestDecoder(limits: .generous)
        decoder.append(ByteBuffer(string: "\0\r\n"))
        #expect(throws: HTTPDecodingError.malformedStartLine) { try decoder.next() }
        decoder.append(ByteBuffer(repeating: 0x41, count: 100_000))
        #expect(decoder.bufferedByteCount == 0)
        #expect(throws: HTTPDecodingError.malformedStartLine) { try decoder.next() }
        #expect(decoder.takeRest().readableBytes == 0)
        decoder.beginTunnel()
        #expect(throws: HTTPDecodingError.malformedStartLine) { try decoder.next() }
        #expect(!decoder.isBetweenMessages)
    }
}
