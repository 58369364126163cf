import HTTP1
import NIOCore
import Testing

struct ResponseHeadTests {
    private func written(_ head: ResponseHead) -> String {
        var buffer = ByteBuffer()
        head.write(to: &buffer)
        return String(buffer: buffer)
    }

    @Test func standardPhraseIsUsedUnlessOneIsGiven() {
        #expect(self.written(ResponseHead(status: 502)) == "HTTP/1.1 502 Bad Gateway\r\n\r\n")
        #expect(self.written(ResponseHead(status: 200, reason: "Fine")) == "HTTP/1.1 200 Fine\r\n\r\n")
        #expect(self.written(ResponseHead(status: 200, reason: "")) == "HTTP/1.1 200 \r\n\r\n")
        #expect(self.written(ResponseHead(status: 799)) == "HTTP/1.1 799 \r\n\r\n")
    }

    @Test func fieldsFollowTheStatusLine() {
        let head = ResponseHead(status: 204, fields: ["A": "1", "B": "2"])
        #expect(self.written(head) == "HTTP/1.1 204 No Content\r\nA: 1\r\nB: 2\r\n\r\n")
    }

    /// A published reason with a line end would add fields to the client's answer.
    @Test(arguments: [
        ("OK\r\nX-Evil: 1", "HTTP/1.1 200 OK  X-Evil: 1\r\n\r\n"), ("a\0b", "HTTP/1.1 200 a b\r\n\r\n"),
        ("caf\u{E9}\t", "HTTP/1.1 200 caf\u{E9}\t\r\n\r\n"),
    ])
    func nothingEndsTheStatusLineEarly(reason: String, line: String) {
        #expect(self.written(ResponseHead(status: 200, reason: reason)) == line)
    }

    @Test(arguments: [Int.min, -1, 0, 99, 1000, Int.max])
    func aStatusThatIsNotThreeDigitsIsAnError(status: Int) {
        #expect(self.written(ResponseHead(status: status, reason: "X")) == "HTTP/1.1 500 X\r\n\r\n")
    }

    @Test func oldVersionIsWritten() {
        let head = ResponseHead(version: .http10, status: 200, reason: Array("OK".utf8), fields: [:])
        #expect(self.written(head) == "HTTP/1.0 200 OK\r\n\r\n")
        #expect(!head.isKeepAlive)
    }
}
