import HTTP1
import NIOCore
import Testing

struct RequestHeadTests {
    private func written(_ head: RequestHead) -> String {
        var buffer = ByteBuffer()
        head.write(to: &buffer)
        return String(buffer: buffer)
    }

    @Test func writesLineFieldsAndEmptyLine() {
        let head = RequestHead(method: "GET", target: Array("/a?b".utf8), fields: ["Host": "x", "A": "1"])
        #expect(self.written(head) == "GET /a?b HTTP/1.1\r\nHost: x\r\nA: 1\r\n\r\n")
    }

    @Test func goesBehindWhatIsThereAndLeavesOutWhatWasRemoved() {
        var head = RequestHead(
            method: "GET",
            target: Array("/".utf8),
            fields: ["A": "1", "B": "2", "C": "3", "D": "4"]
        )
        head.fields.removeAll("B")
        head.fields.replace("D", with: "5")
        var buffer = ByteBuffer(string: "before ")
        head.write(to: &buffer)
        #expect(String(buffer: buffer) == "before GET / HTTP/1.1\r\nA: 1\r\nC: 3\r\nD: 5\r\n\r\n")
    }

    @Test func writesTheOldVersionToo() {
        let head = RequestHead(method: "X!", target: [0x2A], version: .http10)
        #expect(self.written(head) == "X! * HTTP/1.0\r\n\r\n")
    }

    /// A rule that builds a target or method from a client's bytes must not be able to end the request line.
    @Test(arguments: [
        ("GET", "/a b", "GET /a%20b HTTP/1.1\r\n\r\n"),
        ("GET", "/a\r\nX: 1", "GET /a%0D%0AX:%201 HTTP/1.1\r\n\r\n"),
        ("GET", "/\0\u{7F}", "GET /%00%7F HTTP/1.1\r\n\r\n"),
        ("GET /x HTTP/1.1\r\nA:", "/", "GETxHTTP1.1A / HTTP/1.1\r\n\r\n"),
        ("GET", "", "GET / HTTP/1.1\r\n\r\n"),
        ("GET", "/%zz\u{E9}", "GET /%zz\u{E9} HTTP/1.1\r\n\r\n"),
    ])
    func nothingEndsTheRequestLineEarly(method: String, target: String, line: String) {
        #expect(self.written(RequestHead(method: method, target: Array(target.utf8))) == line)
    }

    @Test(
        arguments: [
            (HTTPVersion.http11, nil, true), (.http11, "close", false), (.http11, "Close", false),
            (.http11, "keep-alive", true), (.http11, "upgrade, close", false), (.http10, nil, false),
            (.http10, "keep-alive", true), (.http10, "Keep-Alive", true), (.http10, "keep-alive, close", false),
            (.http11, "closed", true), (.http10, "x-keep-alive", false),
        ] as [(HTTPVersion, String?, Bool)]
    )
    func keepAliveFollowsVersionAndConnection(version: HTTPVersion, connection: String?, isKeepAlive: Bool) {
        var head = RequestHead(method: "GET", target: [0x2F], version: version)
        if let connection {
            head.fields.append("Connection", connection)
        }
        #expect(head.isKeepAlive == isKeepAlive)
        head.forbidsReuse = true
        #expect(!head.isKeepAlive)
    }
}
