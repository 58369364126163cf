import HTTP1
import NIOCore
import Testing

struct ResponseDecoderTests {
    private static let okText = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private func drain(_ decoder: inout ResponseDecoder) throws -> [ResponsePart] {
        var parts: [ResponsePart] = []
        while let part = try decoder.next() {
            parts.append(part)
        }
        return parts
    }

    @Test func oneConnectionAnswersManyRequests() throws {
        var decoder = ResponseDecoder(limits: .generous)
        for method in ["GET", "HEAD", "POST", "HEAD"] {
            #expect(decoder.isIdle)
            decoder.begin(requestMethod: method)
            #expect(!decoder.isIdle)
            let text = method == "HEAD" ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" : Self.okText
            decoder.append(ByteBuffer(string: text))
            let body = method == "HEAD" ? [] : [ResponsePart.body(ByteBuffer(string: "ok"))]
            let head = ResponseHead(status: 200, fields: ["Content-Length": "2"])
            #expect(
                try self.drain(&decoder) == [.head(head, method == "HEAD" ? .none : .length(2))] + body + [
                    .end(trailers: [:])
                ]
            )
            #expect(decoder.bufferedByteCount == 0)
        }
        #expect(try decoder.finish() == nil)
    }

    /// A second answer to one request would be taken for the answer to the next client's request.
    @Test(arguments: ["X", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", "\r\n"])
    func bytesBehindAResponseCondemnTheConnection(excess: String) throws {
        for cut in Cut.all(count: (Self.okText + excess).utf8.count) {
            var decoder = ResponseDecoder(limits: .generous)
            decoder.begin(requestMethod: "GET")
            var parts: [ResponsePart] = []
            for read in cut.reads(of: Array((Self.okText + excess).utf8)) {
                decoder.append(read)
                parts += try self.drain(&decoder)
            }
            #expect(parts.last == .end(trailers: [:]), "\(cut)")
            #expect(decoder.bufferedByteCount > 0, "\(cut)")
            decoder.begin(requestMethod: "GET")
            #expect(throws: HTTPDecodingError.unexpectedBytes, "\(cut)") { try decoder.next() }
        }
    }

    @Test func bytesBeforeAnyRequestAreNoResponse() throws {
        var decoder = ResponseDecoder(limits: .generous)
        decoder.append(ByteBuffer(string: "HTTP/1.1 408 Request Timeout\r\n\r\n"))
        #expect(try decoder.next() == nil)
        let count = decoder.bufferedByteCount
        #expect(count > 0)
        decoder.append(ByteBuffer(repeating: 0x41, count: 100_000))
        #expect(decoder.bufferedByteCount == count)
        #expect(try decoder.finish() == nil)
    }

    @Test func aRequestWithinAResponseIsAnError() throws {
        var decoder = ResponseDecoder(limits: .generous)
        decoder.begin(requestMethod: "GET")
        decoder.begin(requestMethod: "GET")
        #expect(throws: HTTPDecodingError.unexpectedBytes) { try decoder.next() }
    }

    @Test func theEndGivesWhatWasNotAskedForYet() throws {
        var decoder = ResponseDecoder(limits: .generous)
        decoder.begin(requestMethod: "GET")
        decoder.append(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\nrest"))
        #expect(
            try decoder.finish()
                == .head(
                    ResponseHead(
                        version: .http11,
                        status: 200,
                        reason: Array("OK".utf8),
                        fields: [:],
                        forbidsReuse: true
                    ),
                    .untilClose
                )
        )
        #expect(try decoder.finish() == .body(ByteBuffer(string: "rest")))
        #expect(try decoder.finish() == .end(trailers: [:]))
        #expect(try decoder.finish() == nil)
    }

    @Test func errorsStay() throws {
        var decoder = ResponseDecoder(limits: .generous)
        decoder.begin(requestMethod: "GET")
        decoder.append(ByteBuffer(string: "SSH-2.0\r\n"))
        #expect(throws: HTTPDecodingError.malformedStartLine) { try decoder.next() }
        decoder.begin(requestMethod: "GET")
        decoder.append(ByteBuffer(string: Self.okText))
        #expect(throws: HTTPDecodingError.malformedStartLine) { try decoder.next() }
        #expect(throws: HTTPDecodingError.malformedStartLine) { try decoder.finish() }
        #expect(decoder.bufferedByteCount == 0)
    }

    @Test func anEndedConnectionGivesNothingMore() throws {
        var decoder = ResponseDecoder(limits: .generous)
        decoder.begin(requestMethod: "GET")
        #expect(throws: HTTPDecodingError.truncated) { try decoder.finish() }
        decoder.append(ByteBuffer(string: Self.okText))
        #expect(throws: HTTPDecodingError.truncated) { try decoder.next() }
    }
}
